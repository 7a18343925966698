"""Addresses of events after a dose, under /tiem-chung/phan-ung/."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
