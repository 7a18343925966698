"""Addresses of claims, under /bhyt/: a month, one visit's claim, its cost sheet."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.claims.pages.build import claim, month, sheet

urlpatterns: list[URLPattern] = [
    path("", month.latest, name="home"),
    path("thang/<int:year>-<int:month>/", month.of_month, name="month"),
    path("ho-so/<uuid:visit>/", claim.page, name="claim"),
    path("ho-so/<uuid:visit>/bang-ke/", sheet.page, name="cost_sheet"),
]
