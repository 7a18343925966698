"""Small made-up schedules: one disease "x", vaccine "vx"; children born on 1 January 2020."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tram.engines.schedule import (
    AgeRule,
    Antigen,
    AntigenResult,
    Conflict,
    Given,
    Group,
    Holds,
    IntervalRule,
    Observed,
    Patient,
    Schedule,
    Series,
    TargetDose,
    VaccineRule,
    assess,
    span,
)

BORN = date(2020, 1, 1)
TODAY = date(2022, 1, 1)


def age(words: str) -> date:
    """The day the child reaches an age."""
    length = span(words)
    assert length is not None
    return length.from_day(BORN)


def ages(**words: str) -> AgeRule:
    """An age rule: absolute, minimum, earliest, latest, maximum."""
    spans: dict[str, Any] = {name: span(text) for name, text in words.items()}
    return AgeRule(**spans, rule="age")


def after(words: str = "4 weeks", **more: Any) -> IntervalRule:
    """At least this long after the dose before, four days of grace."""
    base = IntervalRule(previous=True, absolute=span(f"{words} - 4 days"), minimum=span(words), rule="interval")
    return replace(base, **more)


def dose(*rules: AgeRule | IntervalRule, vaccines: tuple[str, ...] = ("vx",), **more: Any) -> TargetDose:
    """A target dose with these rules."""
    return TargetDose(
        ages=tuple(rule for rule in rules if isinstance(rule, AgeRule)),
        intervals=tuple(rule for rule in rules if isinstance(rule, IntervalRule)),
        **({"preferable": tuple(VaccineRule(code) for code in vaccines)} | more),
    )


def series(*doses: TargetDose, **more: Any) -> Series:
    """The default series."""
    usual: dict[str, Any] = {"name": "usual", "doses": doses, "default": True}
    return Series(**(usual | more))


def schedule(*found: Series, conflicts: tuple[Conflict, ...] = (), **antigen: Any) -> Schedule:
    """A schedule of one antigen; the vaccines "vx", "other" and "wrong" hold it, "live" and "far" do not."""
    return Schedule(
        antigens=(Antigen("x", found, **antigen),),
        vaccines={code: (Holds("x"),) for code in ("vx", "other", "wrong")} | {"live": (), "far": ()},
        groups=(Group("x", ("x",)),),
        conflicts=conflicts,
    )


def child(*days: date | tuple[date, str] | Given, sex: str = "F", observed: tuple[Observed, ...] = ()) -> Patient:
    """A child with doses of "vx" on these days, or of the vaccine named beside the day. Keys count from 1."""
    doses = []
    for key, day in enumerate(days, start=1):
        if isinstance(day, Given):
            doses.append(day)
        else:
            doses.append(Given(key, *day) if isinstance(day, tuple) else Given(key, day, "vx"))
    return Patient(BORN, sex, tuple(doses), observed)


def told(plan: Schedule, patient: Patient, day: date = TODAY) -> AntigenResult:
    """What antigen x says."""
    return assess(plan, patient, day).antigens["x"]


def statuses(result: AntigenResult) -> list[str]:
    """The status of each dose, in order."""
    return [found.status for found in result.doses]


def codes(result: AntigenResult) -> list[list[str]]:
    """The reason codes of each dose, in order."""
    return [[reason.code for reason in found.reasons] for found in result.doses]


def days(count: int) -> timedelta:
    """A number of days."""
    return timedelta(days=count)
