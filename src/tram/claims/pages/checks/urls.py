"""Addresses of checks, under /bhyt/kiem-tra/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.claims.pages.checks import beside

urlpatterns: list[URLPattern] = [
    path("<uuid:visit>/", beside.of_visit, name="check_visit"),
    path("dang-kham/<uuid:person>/", beside.of_draft, name="check_draft"),
]
