"""Addresses of the room's home and its lists, under /tiem-chung/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.immunization.pages.lists import due, home, scan

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("danh-sach/", due.due_page, name="due"),
    path("quet/", scan.scanned, name="scan"),
]
