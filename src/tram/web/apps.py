"""The web room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Faces in a browser: open doors, decide nothing."""

    name = "tram.web"
    label = "web"
    verbose_name = "Trang web"
