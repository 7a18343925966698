"""Addresses of immunization, under /tiem-chung/: each part of the room has its own word."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "immunization"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tram.immunization.pages.lists.urls")),
    path("buoi/", include("tram.immunization.pages.sessions.urls")),
    path("kho/", include("tram.immunization.pages.stock.urls")),
    path("phan-ung/", include("tram.immunization.pages.events.urls")),
    path("nguoi/", include("tram.immunization.pages.person.urls")),
]
