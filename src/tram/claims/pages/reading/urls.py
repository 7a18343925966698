"""Addresses of reading old files, under /bhyt/nhap/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.claims.pages.reading import files

urlpatterns: list[URLPattern] = [path("", files.index, name="import")]
