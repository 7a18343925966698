"""Addresses of sessions, under /tiem-chung/buoi/."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
