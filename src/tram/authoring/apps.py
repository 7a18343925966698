"""The authoring room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    """Definitions written in the browser. The room keeps no tables."""

    name = "tram.authoring"
    label = "authoring"
    verbose_name = "Soạn chỉ tiêu"
