"""The encounters room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class EncountersConfig(AppConfig):
    """The visit: the health record."""

    name = "tram.encounters"
    label = "encounters"
    verbose_name = "Khám bệnh"
