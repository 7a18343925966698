"""From what was worked out to what is told: frozen results with dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tram.engines.schedule.case import Shot
from tram.engines.schedule.results import AntigenResult, DoseResult, Forecast
from tram.engines.schedule.run import Dates, Outcome


def antigen_result(code: str, found: Sequence[Outcome], shots: Sequence[Shot]) -> AntigenResult:
    """The result of an antigen from its best series, the one that matters most first; not recommended without any."""
    if not found:
        return AntigenResult(code, "", "", "not_recommended", (), None)
    if len(found) == 1:
        return _one(code, found[0], shots)
    first, *others = (_one(code, outcome, shots) for outcome in sorted(found, key=weight))
    return AntigenResult(
        code, first.series, first.kind, first.status, first.doses, first.forecast, first.reason, tuple(others)
    )


def weight(outcome: Outcome) -> tuple[int, bool, bool, int]:
    """What is told first: a risk series that asks for a dose, then what is due, what was begun, what a standard series
    finished, what is to come; of those that ask for nothing, a complete one before one that never will be."""
    asks, risk = outcome.dates is not None, outcome.path.source.kind == "risk"
    earliest = outcome.dates.earliest if outcome.dates else 0
    if asks and (risk or earliest <= outcome.day):
        place = 0
    elif outcome.satisfied and not (risk and not asks):
        place = 1 if asks else 2
    else:
        place = 3 if asks else 4
    return place, outcome.status in {"aged_out", "not_recommended"}, not risk, earliest


def _one(code: str, outcome: Outcome, shots: Sequence[Shot]) -> AntigenResult:
    source = outcome.path.source
    doses = tuple(
        [
            DoseResult(shot.key, code, verdict.status, verdict.number, verdict.reasons, verdict.target)
            for shot, verdict in zip(shots, outcome.verdicts, strict=True)
        ]
    )
    dates = outcome.dates
    forecast = None if dates is None else in_dates(dates, outcome.number, outcome.vaccines, outcome.at + 1)
    return AntigenResult(code, source.name, source.kind, outcome.status, doses, forecast, outcome.reason)


def in_dates(dates: Dates, number: int, vaccines: tuple[str, ...], target: int) -> Forecast:
    """Day numbers as a forecast."""
    day, due, unadjusted = date.fromordinal, dates.past_due, dates.unadjusted_past_due
    return Forecast(
        number,
        day(dates.earliest),
        day(dates.recommended),
        None if due is None else day(due),
        None if dates.latest is None else day(dates.latest),
        vaccines,
        dates.marks,
        target,
        day(dates.unadjusted_recommended),
        None if unadjusted is None else day(unadjusted),
    )
