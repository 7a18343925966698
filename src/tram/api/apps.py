"""The api room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """JSON for programs."""

    name = "tram.api"
    label = "api"
    verbose_name = "API"
