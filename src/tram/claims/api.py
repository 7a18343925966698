"""The door of the claims room: deeds, questions, the values they take and give."""

from __future__ import annotations

from tram.claims.money.check import check_money

__all__ = [
    "check_money",
]
