"""Addresses of the sync room, under /dong-bo/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "sync"

urlpatterns: list[URLPattern | URLResolver] = []
