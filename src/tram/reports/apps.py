"""The reports room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import CheckMessage, register


class ReportsConfig(AppConfig):
    """Registers and indicators, computed from the record."""

    name = "tram.reports"
    label = "reports"
    verbose_name = "Sổ và báo cáo"

    def ready(self) -> None:
        """Registers the start-up checks; the definitions are read when the checks run, not before."""
        register(_definitions_are_whole)


def _definitions_are_whole(**options: object) -> list[CheckMessage]:
    from tram.reports.checks import definitions_are_whole

    return definitions_are_whole(**options)
