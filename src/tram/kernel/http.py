"""What every page needs from the request: who asks, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from tram.kernel.actors import NOBODY, Actor
from tram.kernel.clock import now


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request; NOBODY (no roles, sees nothing) before sign-in."""
    found: Any = getattr(request, "actor", NOBODY)
    return found if isinstance(found, Actor) else NOBODY


def time_of(request: HttpRequest) -> datetime:
    """The one instant a request happens at, so that everything it does agrees."""
    at: Any = getattr(request, "tram_at", None)
    return at if isinstance(at, datetime) else now()
