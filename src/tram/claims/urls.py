"""Addresses of insurance, under /bhyt/: each part of the room has its own word."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "claims"
urlpatterns: list[URLPattern | URLResolver] = []
