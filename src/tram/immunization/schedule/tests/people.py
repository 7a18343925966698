"""Rows of a record, made small."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tram.engines.schedule import Assessment
from tram.immunization.schedule import Line, assess_rows, lines

NA = date(2026, 7, 15)  # a girl born when no circular has a table


@dataclass(frozen=True, slots=True)
class Given:
    """A dose as the record has it."""

    id: int
    day: date
    vaccine: str
    source: str = "here"
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A circumstance as the record has it."""

    code: str
    start: date
    end: date | None = None
    due_on: date | None = None


def doses(*said: str) -> tuple[Given, ...]:
    """``2026-09-15 opv`` or ``2026-09-15 opv campaign``, numbered from 1."""
    parts = [one.split() for one in said]
    return tuple(
        Given(place, date.fromisoformat(part[0]), part[1], part[2] if part[2:] else "here")
        for place, part in enumerate(parts, start=1)
    )


def seen(day: str, *said: str, birth: date = NA, sex: str = "female", noted: tuple[Noted, ...] = ()) -> Assessment:
    """A child, by default the girl, on a day with these doses."""
    return assess_rows(birth, sex, doses(*said), noted, day=date.fromisoformat(day))


def line(assessment: Assessment, group: str) -> Line:
    """How the person stands with a group."""
    return next(one for one in lines(assessment) if one.group == group)
