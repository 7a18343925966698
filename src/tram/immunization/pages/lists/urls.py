"""Addresses of the room's home and its lists, under /tiem-chung/."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
