"""The room's pages alone: the frame's other addresses answer with nothing, and the test says who asks."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path

from tram.kernel.actors import NOBODY, Actor
from tram.people.tests.support import AT

WHO: list[Actor] = [NOBODY]


def somebody(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: every request comes from ``WHO`` at the tests' time."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.actor, request.tram_at = WHO[0], AT  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def _nothing(request: HttpRequest, **_: object) -> HttpResponse:
    return HttpResponse("")


def _names(*names: str) -> list[URLPattern]:
    return [path(f"{name}/", _nothing, name=name) for name in names]


web = [
    *_names("home", "waiting", "settings", "sign_in", "language", "sign_out", "mark"),
    path("nguoi-dan/<uuid:person>/", _nothing, name="person"),
]
urlpatterns = [
    path("", include("tram.people.urls")),
    path("", include((web, "web"))),
    path("so/", include((_names("register", "indicators", "reports"), "reports"))),
    path("tiem-chung/", include((_names("home", "scan"), "immunization"))),
    path("bhyt/", include((_names("home", "work"), "claims"))),
    path("nhan-luc/", include((_names("my_password"), "workforce"))),
]
