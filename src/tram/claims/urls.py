"""Addresses of insurance, under /bhyt/: each part of the room has its own word."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "claims"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tram.claims.pages.build.urls")),
    path("kiem-tra/", include("tram.claims.pages.checks.urls")),
    path("nhap/", include("tram.claims.pages.reading.urls")),
    path("the/", include("tram.claims.pages.cover.urls")),
    path("", include("tram.claims.pages.sending.urls")),
]
