"""Vietnam's working days, with every announcement there is."""

from __future__ import annotations

from tram.engines.deadlines import Calendar, calendar
from tram.kernel.definitions import load_csv, remembered


@remembered
def working_days() -> Calendar:
    """The calendar every room reckons its deadlines by (``definitions/places/holidays.csv``)."""
    return calendar(load_csv("places", "holidays"))
