"""What the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tram.kernel.http import actor_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """The actor and where the frame stands."""
    return {"actor": actor_of(request)}
