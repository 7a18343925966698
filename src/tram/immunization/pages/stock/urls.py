"""Addresses of the vaccine store, under /tiem-chung/kho/."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
