"""Around every request: who acts, how long a session may idle, and refusals as pages people understand."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from tram.kernel.actors import NOBODY
from tram.kernel.clock import now
from tram.kernel.http import time_of
from tram.kernel.refusals import Refusal
from tram.web.errors import refusal_page
from tram.workforce.api import actor_for

Handler = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = 60


class ActorMiddleware:
    """Puts ``request.actor`` and ``request.tram_at``; signs out a session that idled too long."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.tram_at = now()  # type: ignore[attr-defined]
        request.actor = NOBODY  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            if self._idled(request):
                logout(request)
            else:
                request.actor = actor_for(request.user.pk, time_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    @staticmethod
    def _idled(request: HttpRequest) -> bool:
        at = int(time_of(request).timestamp())
        seen = int(request.session.get("seen", at))
        if at - seen > settings.SESSION_IDLE_SECONDS:
            return True
        if at - seen >= SEEN_EVERY or "seen" not in request.session:
            request.session["seen"] = at
        return False


class RefusalMiddleware:
    """Turns a refusal that a page did not handle itself into a page (or JSON) with its status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal as a response; None for anything else."""
        return refusal_page(request, exception) if isinstance(exception, Refusal) else None
