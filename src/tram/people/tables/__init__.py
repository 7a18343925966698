"""Published readings of the people room: who lives where, in which household, insured when, born, died, moved."""

from __future__ import annotations

from tram.people.tables.covers import COVERS, FAMILY_DOCTORS
from tram.people.tables.events import ARRIVALS, BIRTHS, DEATHS, DEPARTURES
from tram.people.tables.households import HOUSEHOLD_STATUSES, HOUSEHOLDS, MEMBERSHIPS
from tram.people.tables.residents import PERSONS, RESIDENTS

TABLES = (
    PERSONS,
    RESIDENTS,
    COVERS,
    FAMILY_DOCTORS,
    HOUSEHOLDS,
    HOUSEHOLD_STATUSES,
    MEMBERSHIPS,
    BIRTHS,
    DEATHS,
    ARRIVALS,
    DEPARTURES,
)

__all__ = [
    "ARRIVALS",
    "BIRTHS",
    "COVERS",
    "DEATHS",
    "DEPARTURES",
    "FAMILY_DOCTORS",
    "HOUSEHOLDS",
    "HOUSEHOLD_STATUSES",
    "MEMBERSHIPS",
    "PERSONS",
    "RESIDENTS",
    "TABLES",
]
