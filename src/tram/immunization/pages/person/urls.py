"""Addresses of one person's vaccinations, under /tiem-chung/nguoi/."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
