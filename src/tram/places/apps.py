"""The places room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Administrative units and facilities, with validity."""

    name = "tram.places"
    label = "places"
    verbose_name = "Địa bàn"
