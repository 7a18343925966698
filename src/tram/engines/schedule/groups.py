"""Antigens put together as vaccine groups (chapter 9 of the specification)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tram.engines.schedule.answers import day_of, vaccines_of, weight, why_of
from tram.engines.schedule.case import Shot
from tram.engines.schedule.model import Group
from tram.engines.schedule.results import DoseResult, DoseStatus, Forecast, GroupResult, SeriesStatus, Why
from tram.engines.schedule.run import Mark, Outcome, Verdict

WORST: tuple[DoseStatus, ...] = ("not_valid", "sub_standard", "extraneous", "valid")
ORDER: tuple[SeriesStatus, ...] = ("contraindicated", "aged_out", "not_recommended", "not_complete")
Chosen = Mapping[str, Sequence[Outcome]]
Member = tuple[str, Outcome]  # an antigen and one of its best series


def group_results(groups: Sequence[Group], chosen: Chosen) -> dict[str, GroupResult]:
    """Every vaccine group of the schedule."""
    return {group.code: _group(group, chosen) for group in groups}


def _group(group: Group, chosen: Chosen) -> GroupResult:
    """The parts of a group, one for each series group (FORECASTVG-1), what matters first."""
    parts: dict[str, list[Member]] = {}
    for code in group.antigens:
        for outcome in chosen[code]:
            parts.setdefault(outcome.path.source.group, []).append((code, outcome))
    ranked = sorted(parts.values(), key=lambda members: min(weight(outcome) for _, outcome in members))
    results = [_part(group, members, _elsewhere(members, ranked)) for members in ranked]
    if not results:
        return GroupResult(group.code, "", "not_recommended", (), None, ())
    first, others = results[0], tuple(results[1:])
    if not others:
        return first
    return GroupResult(group.code, first.kind, first.status, first.doses, first.forecast, first.antigens, others)


def _elsewhere(members: Sequence[Member], parts: Sequence[Sequence[Member]]) -> int:
    """How many doses count only for other parts of the group: the next dose is numbered after them too, unless this
    part counts anew from an observation (a pregnancy, a treatment)."""
    if len(parts) == 1 or any(step.restarts for _, outcome in members for step in outcome.path.steps):
        return 0
    here = {shot for _, outcome in members for shot in outcome.counted}
    return len({shot for part in parts for _, outcome in part for shot in outcome.counted} - here)


def _part(group: Group, members: Sequence[Member], elsewhere: int) -> GroupResult:
    status = _status(members)
    wanted = [member for member in members if member[1].status == "not_complete"] if status == "not_complete" else []
    return GroupResult(
        group=group.code,
        kind="risk" if members[0][1].path.source.kind == "risk" else "standard",
        status=status,
        doses=_doses(group, [outcome for _, outcome in members]),
        forecast=_forecast(group, [outcome for _, outcome in wanted], elsewhere) if wanted else None,
        antigens=tuple(dict.fromkeys(code for code, _ in wanted)),
    )


def _status(members: Sequence[Member]) -> SeriesStatus:
    """Table 9-4; with one antigen, the status of what is to be given, else of its first series (SINGLEANTVG-1)."""
    if len({code for code, _ in members}) == 1:
        return min((outcome for _, outcome in members), key=weight).status
    found = {outcome.status for _, outcome in members}
    if found == {"immune"}:
        return "immune"
    return next((status for status in ORDER if status in found), "complete")


def _doses(group: Group, outcomes: Sequence[Outcome]) -> tuple[DoseResult, ...]:
    """Each dose once: as bad as the worst of its antigens says."""
    found: dict[Shot, list[Verdict]] = {}
    for outcome in outcomes:
        for verdict in outcome.run.verdicts:
            found.setdefault(verdict.shot, []).append(verdict)
    shots = sorted(found, key=lambda shot: (shot.day, shot.vaccine, str(shot.key)))
    return tuple(_dose(group.code, shot, found[shot]) for shot in shots)


def _dose(code: str, shot: Shot, verdicts: Sequence[Verdict]) -> DoseResult:
    worst = min(verdicts, key=lambda verdict: WORST.index(verdict.status))
    numbers = [verdict.number for verdict in verdicts if verdict.number is not None]
    number = min(numbers) if worst.status == "valid" else None
    return DoseResult(shot.key, code, worst.status, number, worst.reasons, worst.target)


def _forecast(group: Group, outcomes: Sequence[Outcome], elsewhere: int) -> Forecast:
    """FORECASTVG-2 to -6, FORECASTDN-2, SINGLEANTVG-2 and MULTIANTVG-1."""
    lead, earliest = _earliest(group, outcomes)
    recommended = min(outcomes, key=lambda outcome: outcome.recommended)
    dues = [outcome for outcome in outcomes if outcome.past_due is not None]
    due = min(dues, key=lambda outcome: outcome.past_due or 0, default=None)
    lasts = [outcome for outcome in outcomes if outcome.latest is not None]
    last = min(lasts, key=lambda outcome: outcome.latest or 0, default=None)
    why = {"earliest": why_of(lead)}
    why["recommended"] = _why(recommended, "recommended") if recommended.recommended >= earliest else why["earliest"]
    if due is not None and due.past_due is not None:
        why["past_due"] = _why(due, "past_due") if due.past_due >= earliest else why["earliest"]
    if last is not None:
        why["latest"] = _why(last, "latest")
    unadjusted = [outcome.unadjusted_past_due for outcome in outcomes if outcome.unadjusted_past_due is not None]
    numbers = [outcome.number for outcome in outcomes]
    return Forecast(
        number=(min(numbers) if group.full else max(numbers)) + elsewhere,
        earliest=date.fromordinal(earliest),
        recommended=date.fromordinal(max(recommended.recommended, earliest)),
        past_due=None if due is None or due.past_due is None else date.fromordinal(max(due.past_due, earliest)),
        latest=None if last is None else day_of(last.latest),
        vaccines=tuple(dict.fromkeys(code for outcome in outcomes for code in vaccines_of(outcome))),
        why=why,
        target=outcomes[0].run.at + 1,
        unadjusted_recommended=date.fromordinal(min(outcome.unadjusted_recommended for outcome in outcomes)),
        unadjusted_past_due=day_of(min(unadjusted, default=None)),
    )


def _why(outcome: Outcome, name: str) -> Why:
    return why_of(outcome.marks[name])


def _earliest(group: Group, outcomes: Sequence[Outcome]) -> tuple[Mark, int]:
    first = min(outcomes, key=lambda outcome: outcome.earliest)
    if len(group.antigens) == 1:
        return first.marks["earliest"], first.earliest
    if not any(outcome.step is not None and outcome.step.leads for outcome in outcomes):
        last = max(outcomes, key=lambda outcome: outcome.earliest)
        return last.marks["earliest"], last.earliest
    given = max((verdict.shot.day for outcome in outcomes for verdict in outcome.run.verdicts), default=0)
    if given > first.earliest:
        return Mark("last_dose", "", given), given
    return first.marks["earliest"], first.earliest
