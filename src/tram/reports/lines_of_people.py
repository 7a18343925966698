"""Lines of the registers about people: deaths, diseases followed, episodes, a year by months. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tram.reports.books import Goal

AT_GOAL, NOT_AT_GOAL, NOT_ASSESSED = "1", "0", "2"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Whom a line is about, as every register of people says it; codes already words, ``day`` orders the book."""

    number: int
    day: date
    person: UUID
    commune: str
    village_id: UUID | None
    full_name: str
    sex: str
    birth: date | str | None
    identity: str
    insurance: str
    village: str
    address: str
    ethnicity: str
    occupation: str
    phone: str

    @property
    def visit(self) -> UUID | None:
        """The visit the line is; None: the line is a person."""
        return None

    def row(self) -> Mapping[str, Any]:
        """The line as a row of its published table."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class DeathLine(PersonLine):
    """Somebody who died. ``age`` in words at death, "" when the birth date is unknown."""

    died: date | str
    age: str
    place: str
    cause: str


@dataclass(frozen=True, slots=True)
class CaseLine(PersonLine):
    """A disease of somebody: since when, what was last done about it. ``visits``: how often they came in the period."""

    code: str
    diagnosis: str
    since: date
    visits: int
    last_day: date | None
    last_result: str
    treatment: str
    outcome: str
    died: date | None


@dataclass(frozen=True, slots=True)
class MonthLine(CaseLine):
    """A year of a chronic disease: one cell a month (day, result, goal, drugs), months seen and months at goal."""

    facility: str
    months: tuple[str, ...]
    seen: int
    reached: int

    def row(self) -> Mapping[str, Any]:
        """The line with a column for each month."""
        told = asdict(self)
        return {**told, **{f"month_{number}": text for number, text in enumerate(told.pop("months"), 1)}}


def block(day: date, result: str, goal: str, drugs: str) -> str:
    """A month's cell: ``05/10: 142/88; MT 0; Amlodipin 5 mg``."""
    parts = [result, f"MT {goal}", drugs]
    return f"{day:%d/%m}: " + "; ".join(part for part in parts if part)


def pressure_goal(goal: Goal, systolic: Decimal | None, diastolic: Decimal | None) -> str:
    """1 when both are below the goal, 0 when one is not, 2 when it cannot be said."""
    if goal.systolic is None or goal.diastolic is None or systolic is None or diastolic is None:
        return NOT_ASSESSED
    return AT_GOAL if systolic < goal.systolic and diastolic < goal.diastolic else NOT_AT_GOAL


def glucose_goal(goal: Goal, glucose: Decimal | None) -> str:
    """1 when it is not above the goal, 0 when it is, 2 when it cannot be said."""
    if goal.glucose is None or glucose is None:
        return NOT_ASSESSED
    return AT_GOAL if glucose <= goal.glucose else NOT_AT_GOAL
