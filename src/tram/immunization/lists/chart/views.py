"""What the page of one person's vaccinations shows; nothing here can be saved back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tram.immunization.record.views import DoseView, ForecastView
from tram.immunization.schedule import Why


class Step(StrEnum):
    """How one dose of the schedule stands."""

    GIVEN = "given"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"
    NEXT = "next"
    LATER = "later"
    PUT_OFF = "put_off"
    NOT_NEEDED = "not_needed"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Stage:
    """One dose of the schedule for this person. ``months``: the age it is planned at, None where only a gap is set;
    ``day``: when it was given, else when it is planned, None where nobody can say yet."""

    number: int
    title: str
    months: int | None
    step: Step
    day: date | None
    on_time: bool | None = None


@dataclass(frozen=True, slots=True)
class ExplainedDate:
    """One of the four dates of the next dose: ``name`` is earliest, recommended, overdue or latest."""

    name: str
    day: date
    why: Why | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one dose counts as for some antigens that are judged alike; ``number`` only when it counts."""

    antigens: tuple[str, ...]
    status: str
    number: int | None
    why: Why


@dataclass(frozen=True, slots=True)
class ChartDose:
    """One dose with what it counts as. ``status``: valid, partly, invalid, extraneous, substandard, or none (a vaccine
    that the schedule does not speak of)."""

    dose: DoseView
    status: str
    number: int | None
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class ChartGroup:
    """One line of the schedule: its doses by plan, those given that fall under it, and the dates of the next."""

    group: str
    forecast: ForecastView
    step: Step
    stages: tuple[Stage, ...]
    given: tuple[ChartDose, ...]
    dates: tuple[ExplainedDate, ...]


@dataclass(frozen=True, slots=True)
class Appointment:
    """The next time somebody should come, and the lines of the schedule that can be served then.

    ``late``: one of them is overdue; ``day`` is then today.
    """

    day: date
    late: bool
    groups: tuple[ChartGroup, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All of one person's vaccinations. ``ages``: months of age at which the schedule plans doses, ascending;
    ``appointment`` None when nothing is to come; ``judged`` false without a birth date."""

    groups: tuple[ChartGroup, ...]
    doses: tuple[ChartDose, ...]
    ages: tuple[int, ...]
    appointment: Appointment | None
    judged: bool
