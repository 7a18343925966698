"""Around every request: who acts, no page without signing in, how long a session may idle, refusals as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tram.kernel.actors import NOBODY
from tram.kernel.clock import now
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.refusals import Refusal
from tram.web.errors import refusal_page
from tram.workforce.api import actor_for, must_change_password

Handler = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = 60
CHANGE_FIRST = "/nhan-luc/mat-khau/"
QUIET = ("/dau/", "/dong-bo/hien-tai/")  # asked by open pages themselves: nobody need be at the desk
STOP_ASKING = 286  # htmx: the last answer to a page that asks again and again
OPEN_TO_ALL = ("/dang-nhap/", "/dang-xuat/", "/ngon-ngu/", "/song/", "/static/", "/dong-bo/may/")


class ActorMiddleware:
    """Puts ``request.actor`` and ``request.tram_at``, signs out a session that idled too long, and keeps every address
    but the few open ones for people who signed in and hold a role."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, or the way to the sign-in page."""
        request.tram_at = now()  # type: ignore[attr-defined]
        request.actor = NOBODY  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            self._recognise(request)
        if not actor_of(request).roles and not request.path.startswith(OPEN_TO_ALL):
            return self._turn_away(request)
        if self._owes_password(request):
            return redirect(CHANGE_FIRST)
        response = self.get_response(request)
        if actor_of(request).roles:
            response.setdefault("Cache-Control", "no-store")
        return response

    def _recognise(self, request: HttpRequest) -> None:
        at = int(time_of(request).timestamp())
        seen = int(request.session.get("seen", 0))
        if seen and at - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
            return
        if at - seen >= SEEN_EVERY and not request.path.startswith(QUIET):
            request.session["seen"] = at
        request.actor = actor_for(as_uuid(request.user.pk) or NOBODY.id, time_of(request))  # type: ignore[attr-defined]

    @staticmethod
    def _owes_password(request: HttpRequest) -> bool:
        """Whether somebody else gave this account its password and it has not been changed since the sign-in."""
        if not request.session.get("must_change") or request.path.startswith((*OPEN_TO_ALL, CHANGE_FIRST)):
            return False
        request.session["must_change"] = must_change_password(actor_of(request).id)
        return bool(request.session["must_change"])

    @staticmethod
    def _turn_away(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            return refusal_page(request, Refusal("access.sign_in", "Hãy đăng nhập rồi gọi lại.", status=401))
        if request.path.startswith(QUIET):
            return HttpResponse(status=STOP_ASKING)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": settings.LOGIN_URL})
        return redirect_to_login(request.get_full_path())


class RefusalMiddleware:
    """Turns a refusal that a page did not handle itself into a page (or JSON) with its status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal as a response; None for anything else."""
        return refusal_page(request, exception) if isinstance(exception, Refusal) else None
