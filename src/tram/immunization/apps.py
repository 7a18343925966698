"""The immunization room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import CheckMessage, register


class ImmunizationConfig(AppConfig):
    """Doses, schedules, sessions, vaccine stock, events after a dose."""

    name = "tram.immunization"
    label = "immunization"
    verbose_name = "Tiêm chủng"

    def ready(self) -> None:
        """Lets what follows from doses follow the record, and has the schedule checked when checks run."""
        from tram.immunization.record import events, following  # noqa: F401 - they register their projections

        register(_schedule_is_whole)


def _schedule_is_whole(**options: object) -> list[CheckMessage]:
    from tram.immunization.schedule.check import schedule_is_whole

    return schedule_is_whole(**options)
