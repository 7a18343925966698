"""The supply room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    """The catalogue of drugs, herbs, services, supplies and beds of a station."""

    name = "tram.supply"
    label = "supply"
    verbose_name = "Danh mục"
