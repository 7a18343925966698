"""The reports room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers and indicators, computed from the record."""

    name = "tram.reports"
    label = "reports"
    verbose_name = "Sổ và báo cáo"
