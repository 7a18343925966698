"""The door of the claims room: deeds, questions, the values they take and give."""

from __future__ import annotations

__all__: list[str] = []
