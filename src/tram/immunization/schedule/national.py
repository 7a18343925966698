"""The schedule in force on a day, ready for the engine, and what tells one state of it from another."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from tram.engines.schedule import Schedule
from tram.immunization.schedule.book import Version, book
from tram.immunization.schedule.build import build
from tram.immunization.schedule.lists import ROOM
from tram.immunization.schedule.rows import Step
from tram.kernel import definitions
from tram.kernel.definitions import remembered

PARTS = ("antigens", "groups", "vaccines", "validity", "alternatives", "circumstances")


def vn_schedule(day: date) -> Schedule:
    """Vietnam's schedule as it stands on a day; the same object for every day of one version."""
    return _built(version_number(day))


def version_number(day: date) -> int:
    """The version of the table in force on a day."""
    return book().version(day).head.version


def first_day(day: date) -> date:
    """The first day of the version in force on a day: from then on a forecast need not be made anew for its sake."""
    return book().version(day).head.effective_from


def signature(day: date) -> str:
    """A digest of every definition the forecasts of that day follow from; another one means: forecast anew."""
    return _signature(version_number(day))


def step_of(rule: str, day: date | None = None) -> Step | None:
    """The dose a rule id speaks of, by the table of the day (default: the latest that has it)."""
    found = _steps()
    version = book().version(day).head.version if day else 0
    return found.get((version, rule)) or found.get((0, rule))


@remembered
def _steps() -> dict[tuple[int, str], Step]:
    found: dict[tuple[int, str], Step] = {}
    for version in book().versions:
        for step in book().steps(version):
            found[version.head.version, step.rule] = step
            found[0, step.rule] = step
    return found


@remembered
def _built(number: int) -> Schedule:
    return build(book(), _version(number))


@remembered
def _signature(number: int) -> str:
    digest = hashlib.sha256(str(number).encode())
    tables = definitions.files(ROOM, "schedule_*.toml")
    fixed = [definitions.ROOT / ROOM / f"{name}.csv" for name in PARTS]
    rules = [definitions.ROOT / ROOM / "validity.toml"]
    for path in (*tables, *_lists(tables), *fixed, *rules):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _lists(tables: tuple[Path, ...]) -> list[Path]:
    return [path.with_suffix(".csv") for path in tables]


def _version(number: int) -> Version:
    return next(one for one in book().versions if one.head.version == number)
