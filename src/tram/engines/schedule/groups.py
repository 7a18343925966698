"""Antigens put together as vaccine groups (chapter 9 of the specification)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tram.engines.schedule.answers import in_dates, weight
from tram.engines.schedule.case import Shot
from tram.engines.schedule.model import Group
from tram.engines.schedule.results import (
    AntigenResult,
    DoseResult,
    DoseStatus,
    Forecast,
    GroupResult,
    Mark,
    SeriesStatus,
)
from tram.engines.schedule.run import Dates, Outcome, Verdict

WORST: tuple[DoseStatus, ...] = ("not_valid", "sub_standard", "extraneous", "valid")
ORDER: tuple[SeriesStatus, ...] = ("contraindicated", "aged_out", "not_recommended", "not_complete")


class Chosen(msgspec.Struct, frozen=True, gc=False):
    """The best series of an antigen, and the doses they judged."""

    outcomes: Sequence[Outcome]
    shots: Sequence[Shot]


class Member(NamedTuple):
    """One best series of a group, with the antigens it speaks for: those with the same answer on the same doses."""

    antigens: list[str]
    outcome: Outcome
    shots: Sequence[Shot]

    @property
    def counted(self) -> set[int]:
        """The places, in the whole history, of the doses that count."""
        return {self.shots[at].place for at in self.outcome.counted}


def group_results(
    groups: Sequence[Group], chosen: Mapping[str, Chosen], antigens: Mapping[str, AntigenResult]
) -> dict[str, GroupResult]:
    """Every vaccine group of the schedule. A group of one antigen with one series says what that series says."""
    found: dict[str, GroupResult] = {}
    for group in groups:
        first = group.antigens[0]
        if len(group.antigens) > 1 or len(chosen[first].outcomes) > 1:
            found[group.code] = _group(group, chosen)
        elif chosen[first].outcomes:
            found[group.code] = _alone(group.code, antigens[first])
        else:
            found[group.code] = _nobody(group.code)
    return found


@cache
def _nobody(code: str) -> GroupResult:
    """No series concerns the person."""
    return GroupResult(code, "", "not_recommended", (), None, ())


def _alone(code: str, result: AntigenResult) -> GroupResult:
    doses, kind = result.doses, "risk" if result.kind == "risk" else "standard"
    if code != result.antigen:
        doses = tuple([replace(dose, antigen=code) for dose in doses])
    due = () if result.forecast is None else (result.antigen,)
    return GroupResult(code, kind, result.status, doses, result.forecast, due)


def _group(group: Group, chosen: Mapping[str, Chosen]) -> GroupResult:
    """The parts of a group, one for each series group (FORECASTVG-1), what matters first."""
    parts: dict[str, list[Member]] = {}
    for code in group.antigens:
        for outcome in chosen[code].outcomes:
            _join(parts.setdefault(outcome.path.source.group, []), code, outcome, chosen[code].shots)
    ranked = list(parts.values())
    if len(ranked) > 1:
        ranked.sort(key=lambda members: min(weight(member.outcome) for member in members))
    results = [_part(group, members, _elsewhere(members, ranked)) for members in ranked]
    if not results:
        return _nobody(group.code)
    first, others = results[0], tuple(results[1:])
    if not others:
        return first
    return GroupResult(group.code, first.kind, first.status, first.doses, first.forecast, first.antigens, others)


def _join(members: list[Member], code: str, outcome: Outcome, shots: Sequence[Shot]) -> None:
    for member in members:
        if member.outcome is outcome and member.shots == shots:
            member.antigens.append(code)
            return
    members.append(Member([code], outcome, shots))


def _elsewhere(members: Sequence[Member], parts: Sequence[Sequence[Member]]) -> int:
    """How many doses count only for other parts of the group: the next dose is numbered after them too, unless this
    part counts anew from an observation (a pregnancy, a treatment)."""
    if len(parts) == 1 or any(step.restarts for member in members for step in member.outcome.path.steps):
        return 0
    here = {place for member in members for place in member.counted}
    return len({place for part in parts for member in part for place in member.counted} - here)


def _part(group: Group, members: Sequence[Member], elsewhere: int) -> GroupResult:
    status = _status(group, members)
    due = [member for member in members if member.outcome.dates is not None] if status == "not_complete" else []
    return GroupResult(
        group=group.code,
        kind="risk" if members[0].outcome.path.source.kind == "risk" else "standard",
        status=status,
        doses=_doses(group, members),
        forecast=_forecast(group, due, elsewhere) if due else None,
        antigens=tuple(dict.fromkeys([code for code in group.antigens for member in due if code in member.antigens])),
    )


def _status(group: Group, members: Sequence[Member]) -> SeriesStatus:
    """Table 9-4; with one antigen, the status of what is to be given, else of its first series (SINGLEANTVG-1)."""
    if len(group.antigens) == 1:
        return min((member.outcome for member in members), key=weight).status
    found = {member.outcome.status for member in members}
    if found == {"immune"}:
        return "immune"
    return next((status for status in ORDER if status in found), "complete")


def _doses(group: Group, members: Sequence[Member]) -> tuple[DoseResult, ...]:
    """Each dose once: as bad as the worst of its antigens says, numbered by the lowest."""
    found: dict[int, tuple[Shot, Verdict]] = {}
    for member in members:
        for shot, verdict in zip(member.shots, member.outcome.verdicts, strict=True):
            known = found.get(shot.place)
            if known is None or _worse(verdict, known[1]):
                found[shot.place] = shot, verdict
    return tuple([_dose(group.code, *found[place]) for place in sorted(found)])


def _worse(verdict: Verdict, other: Verdict) -> bool:
    if verdict.status == other.status:
        return (verdict.number or 0) < (other.number or 0)
    return WORST.index(verdict.status) < WORST.index(other.status)


def _dose(code: str, shot: Shot, verdict: Verdict) -> DoseResult:
    return DoseResult(shot.key, code, verdict.status, verdict.number, verdict.reasons, verdict.target)


def _forecast(group: Group, due: Sequence[Member], elsewhere: int) -> Forecast:
    """FORECASTVG-2 to -6, FORECASTDN-2."""
    outcomes = [member.outcome for member in due]
    numbers = [outcome.number for outcome in outcomes]
    dates = _dates(group, due, [outcome.dates for outcome in outcomes if outcome.dates is not None])
    number = (min(numbers) if group.full else max(numbers)) + elsewhere
    vaccines = tuple(dict.fromkeys(code for outcome in outcomes for code in outcome.vaccines))
    return in_dates(dates, number, vaccines, outcomes[0].at + 1)


def _dates(group: Group, due: Sequence[Member], found: Sequence[Dates]) -> Dates:
    if len(found) == 1 and not _led(due):
        return found[0]
    earliest, mark = _earliest(group, due, found)
    wished = min(found, key=lambda dates: dates.recommended)
    late = min([dates for dates in found if dates.past_due is not None], key=_due, default=None)
    last = min([dates for dates in found if dates.latest is not None], key=_latest, default=None)
    unadjusted = [dates.unadjusted_past_due for dates in found if dates.unadjusted_past_due is not None]
    marks = {"earliest": mark, "recommended": wished.mark("recommended") if wished.recommended >= earliest else mark}
    if late is not None:
        marks["past_due"] = late.mark("past_due") if _due(late) >= earliest else mark
    if last is not None:
        marks["latest"] = last.mark("latest")
    return Dates(
        earliest,
        max(wished.recommended, earliest),
        min([dates.unadjusted_recommended for dates in found]),
        None if late is None else max(_due(late), earliest),
        min(unadjusted, default=None),
        None if last is None else last.latest,
        tuple(marks.items()),
    )


def _led(due: Sequence[Member]) -> bool:
    """Does an interval with priority hold (FORECASTPRIORITY-1)?"""
    return any(member.outcome.step is not None and member.outcome.step.leads for member in due)


def _due(dates: Dates) -> int:
    return dates.past_due or 0


def _latest(dates: Dates) -> int:
    return dates.latest or 0


def _earliest(group: Group, due: Sequence[Member], found: Sequence[Dates]) -> tuple[int, Mark]:
    """SINGLEANTVG-2 and MULTIANTVG-1."""
    first = min(found, key=lambda dates: dates.earliest)
    if len(group.antigens) > 1 and not _led(due):
        first = max(found, key=lambda dates: dates.earliest)
    elif len(group.antigens) > 1:
        given = max((shot.day for member in due for shot in member.shots), default=0)
        if given > first.earliest:
            return given, ("last_dose", "", given)
    return first.earliest, first.mark("earliest")
