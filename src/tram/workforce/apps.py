"""The workforce room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    """Staff, accounts and the roles that bind them to places."""

    name = "tram.workforce"
    label = "workforce"
    verbose_name = "Nhân lực"
