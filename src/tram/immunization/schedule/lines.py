"""How a person stands with each line of the schedule: the antigens of a group put together as a nurse does it.

The antigen that is due first leads: its number, its dates. What is drawn up is the vaccine of the programme that holds
as many of the antigens due by then, and as few of the others, as can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial

import msgspec

from tram.engines.schedule import AntigenResult, Assessment, Forecast, Span
from tram.immunization.schedule.book import book
from tram.immunization.schedule.lists import GroupName, groups, vaccines
from tram.immunization.schedule.national import step_of
from tram.kernel.definitions import remembered

DUE = "due"
ENDED = ("contraindicated", "aged_out")  # what one antigen says for its group, in the order they are looked for


class Line(msgspec.Struct, frozen=True):
    """One group for one person. ``status``: due, complete, immune, contraindicated, aged_out, not_recommended. Dates
    only when due: ``overdue`` is the last day in time, ``latest`` the last day at all. ``antigens``: those due with it;
    ``forecast``: the one that leads; ``eased``: the overdue day was moved because the dose came into reach late."""

    group: str
    status: str
    number: int | None = None
    earliest: date | None = None
    recommended: date | None = None
    overdue: date | None = None
    latest: date | None = None
    vaccine: str = ""
    valid_doses: int = 0
    reason: str = ""
    antigens: tuple[str, ...] = ()
    forecast: Forecast | None = None
    eased: bool = False


def lines(assessment: Assessment) -> tuple[Line, ...]:
    """Every group the schedule has for this person, in the order of the schedule."""
    said, late_after = assessment.antigens, book().late_after
    whole = partial(_line, late_after=late_after)
    return tuple(whole(group, found) for group in groups().values() if (found := _found(group, said)))


def _found(group: GroupName, antigens: Mapping[str, AntigenResult]) -> list[AntigenResult]:
    return [antigens[code] for code in group.antigens if code in antigens]


def _line(group: GroupName, found: Sequence[AntigenResult], late_after: Span) -> Line:
    waiting = [(one, one.forecast) for one in found if one.status == "not_complete" and one.forecast]
    valid = max([_valid(one) for one in found])
    if not waiting:
        return Line(group.code, _status(group, found), valid_doses=valid, reason=_reason(found))
    leader, forecast = min(waiting, key=lambda one: (one[1].recommended, one[1].earliest))
    together = tuple([one.antigen for one, other in waiting if other.earliest <= forecast.recommended])
    overdue, eased = _overdue(forecast, late_after)
    rules = tuple([rule for _name, (_code, rule, _since) in forecast.marks])
    return Line(
        group=group.code,
        status=DUE,
        number=forecast.number,
        earliest=forecast.earliest,
        recommended=forecast.recommended,
        overdue=overdue,
        latest=forecast.latest,
        vaccine=_drawn(forecast.vaccines, rules, together or (leader.antigen,), group.antigens),
        valid_doses=valid,
        antigens=together or (leader.antigen,),
        forecast=forecast,
        eased=eased,
    )


def _valid(one: AntigenResult) -> int:
    return len([dose for dose in one.doses if dose.status == "valid"]) if one.doses else 0


def _status(group: GroupName, found: Sequence[AntigenResult]) -> str:
    if len(found) == 1:
        return _said(group, found[0])
    says = {_said(group, one) for one in found}
    if says <= {"complete", "immune"}:
        return "immune" if says == {"immune"} else "complete"
    return next((status for status in ENDED if status in says), "not_recommended")


def _said(group: GroupName, one: AntigenResult) -> str:
    """A group asked for only while something lasts is not forbidden outside that time."""
    if one.status == "contraindicated" and one.kind == "risk":
        whom = book().whom.get(group.code)
        return "not_recommended" if whom and whom.only_while else one.status
    return one.status


def _reason(found: Sequence[AntigenResult]) -> str:
    return next((one.reason for one in found if one.reason), "")


def _overdue(forecast: Forecast, late_after: Span) -> tuple[date | None, bool]:
    """The last day in time, never after the last day at all. Who came late has as long as everybody else from the day
    the dose is in reach."""
    known, latest = forecast.unadjusted_past_due, forecast.latest or date.max
    if known is None:
        return None, False
    if known >= forecast.earliest:
        return min(known, latest), False
    return min(late_after.from_day(forecast.earliest) - timedelta(1), latest), True


@remembered
def _drawn(named: tuple[str, ...], rules: tuple[str, ...], wanted: tuple[str, ...], group: tuple[str, ...]) -> str:
    """Most of the antigens wanted, fewest others of the group, then the order of the candidates; "" without any."""

    def fit(code: str) -> tuple[int, int]:
        held = set(vaccines()[code].antigens)
        return len(held & set(wanted)), -len((held & set(group)) - set(wanted))

    return max(_candidates(named, rules), key=fit, default="")


def _candidates(named: tuple[str, ...], rules: tuple[str, ...]) -> tuple[str, ...]:
    """What may be given: the vaccine the table names, then others of the programme that count."""
    steps = [step for step in map(step_of, sorted(set(rules))) if step is not None]
    allowed = [code for step in steps for code in step.limits.allowed if vaccines()[code].programme]
    return tuple(dict.fromkeys((*named, *allowed)))
