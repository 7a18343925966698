"""The immunization room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ImmunizationConfig(AppConfig):
    """Doses, schedules, sessions, vaccine stock, events after a dose."""

    name = "tram.immunization"
    label = "immunization"
    verbose_name = "Tiêm chủng"
