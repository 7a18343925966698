"""Imagining what a child was vaccinated with: on time, late, too early, elsewhere, put off, never. Pure and seeded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from random import Random

from tram.engines.schedule import Span
from tram.kernel.definitions import load_csv
from tram.village.specs import CardSpec, PauseSpec, ShotSpec

FOLLOWED = 13  # years for which vaccinations are known: the national register does not go further back
NEVER, REFUSES, PAYS, SLOW = 0.025, 0.008, 0.025, 0.16
STOPS = {False: 0.004, True: 0.045}  # at each visit; of those who come when told, of those who come late
EARLY, FEVER, MISSES = 0.012, 0.02, 0.09
EXCUSES = ("away", "no-answer", "too-far", "ill-at-home")
BORN_IN_TIME, BORN_LATE = 0.84, 0.06
CAMPAIGN, REACHED = date(2025, 10, 15), 0.42
CAMPAIGN_AGES = (12, 60)  # months
SCHOOL = 84  # months
LENIENT = timedelta(days=35)  # who comes a session early is given what they came for, and should not have been
SIX_IN_ONE, PRIVATE = "dtap-ipv-hib-hepb", "Trung tâm tiêm chủng dịch vụ Lai Châu"
MATERNITY = "Trung tâm Y tế khu vực Tam Đường"
REASONS = ("fear", "belief", "not-needed")


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the schedule as the village keeps it: age and gap, until when, from which day on."""

    group: str
    number: int
    vaccine: str
    months: int
    gap: int
    latest: int
    since: date
    sex: str


@dataclass(slots=True)
class _Child:
    """A childhood while it is imagined: how the family comes, what was given when."""

    rng: Random
    birth: date
    slow: bool
    pays: bool
    days: Sequence[date]
    left: dict[str, list[Due]]
    last: dict[str, date] = field(default_factory=dict)
    shots: list[ShotSpec] = field(default_factory=list)
    pauses: list[PauseSpec] = field(default_factory=list)


@cache
def schedule() -> tuple[Due, ...]:
    """The village's schedule, in the order of ``definitions/village/shots.csv``."""
    return tuple(
        Due(
            row["group"], int(row["dose"]), row["vaccine"], int(row["months"]), int(row["gap_days"]),
            int(row["latest_months"]), date.fromisoformat(row["since"]), row["sex"],
        )
        for row in load_csv("village", "shots")
    )  # fmt: skip


def card(rng: Random, birth: date, sex: str, days: Sequence[date]) -> CardSpec:
    """What somebody born that day had on the given days of vaccination (in order) and where they had it."""
    drawn = rng.random()
    child = _Child(rng, birth, rng.random() < SLOW, rng.random() < PAYS, days, _left(sex))
    if drawn < NEVER:
        return CardSpec()
    _at_birth(child)
    if drawn < NEVER + REFUSES:
        return _refused(child)
    while _visit(child):
        pass
    _campaign(child)
    return CardSpec(tuple(sorted(child.shots, key=lambda one: one.day)), tuple(child.pauses))


def _left(sex: str) -> dict[str, list[Due]]:
    found: dict[str, list[Due]] = {}
    for due in schedule():
        if due.sex in {"", sex}:
            found.setdefault(due.group, []).append(due)
    return found


def _at_birth(child: _Child) -> None:
    """Hepatitis B where the child was born: the same day or the next; some days later; or not, born at home."""
    drawn, last = child.rng.random(), child.days[-1] if child.days else child.birth
    if drawn >= BORN_IN_TIME + BORN_LATE:
        return
    day = child.birth + timedelta(days=int(drawn * 2) if drawn < BORN_IN_TIME else child.rng.randint(2, 6))
    if day <= last:
        child.shots.append(ShotSpec("hepb", day, "elsewhere", MATERNITY))


def _refused(child: _Child) -> CardSpec:
    """A family that said no when the first dose was offered."""
    at = bisect_left(child.days, _after(child.birth, 2))
    if at >= len(child.days):
        return CardSpec(tuple(child.shots))
    pause = PauseSpec("refused", child.days[at], child.rng.choice(REASONS))
    return CardSpec(tuple(child.shots), (pause,))


def _visit(child: _Child) -> bool:
    """The next visit with all that is due on its day; False when there is none."""
    waiting = [(when, dues[0]) for dues in child.left.values() if (when := _when(child, dues)) is not None]
    if not waiting or child.rng.random() < STOPS[child.slow]:
        return False
    soonest, first = min(waiting, key=lambda one: one[0])
    at = bisect_left(child.days, soonest)
    late = child.rng.choice((0, 0, 1, 1, 2, 3)) if child.slow else int(child.rng.random() < MISSES)
    if at + late >= len(child.days):
        return False
    if late:
        child.pauses.append(PauseSpec("absent", child.days[at], child.rng.choice(EXCUSES)))
    at += late
    day = _not_ill(child, _too_early(child, at))
    for when, due in waiting:
        if when <= day or (due.group == first.group and when <= day + LENIENT):
            _give(child, due, day)
    return True


def _when(child: _Child, dues: list[Due]) -> date | None:
    """The first day the group's next dose may be given; doses whose time has passed are dropped."""
    while dues:
        due = dues[0]
        when = max(_after(child.birth, due.months), _begun(child, due))
        if due.group in child.last:
            when = max(when, child.last[due.group] + timedelta(days=due.gap))
        if when < _after(child.birth, due.latest):
            return when
        dues.clear()
    return None


def _begun(child: _Child, due: Due) -> date:
    """From when the family is asked: of vaccines for schoolchildren one part of them each month."""
    return _after(due.since, child.birth.day % 6) if due.months >= SCHOOL else due.since


def _too_early(child: _Child, at: int) -> date:
    """The day of the visit; now and then one session too early."""
    early = child.rng.random() < EARLY and at > 0
    day = child.days[at - 1] if early else child.days[at]
    return day if day > max(child.last.values(), default=child.birth) else child.days[at]


def _not_ill(child: _Child, day: date) -> date:
    """The day itself; now and then the child has a fever and comes to the next session."""
    at = bisect_left(child.days, day) + 1
    if child.rng.random() >= FEVER or at >= len(child.days):
        return day
    child.pauses.append(PauseSpec("deferred", day, "fever", day + timedelta(days=7)))
    return child.days[at]


def _give(child: _Child, due: Due, day: date) -> None:
    child.left[due.group].pop(0)
    child.last[due.group] = day
    if child.pays and due.group == "dpt-vgb-hib" and due.number < 4:
        child.shots.append(ShotSpec(SIX_IN_ONE, day, "elsewhere", PRIVATE))
    elif not (child.pays and due.group in {"polio", "ipv"}):
        child.shots.append(ShotSpec(due.vaccine, day, "here"))


def _campaign(child: _Child) -> None:
    """A measles-rubella campaign that reached some of the small children, whatever they had before."""
    youngest, oldest = (_after(CAMPAIGN, -months) for months in CAMPAIGN_AGES)
    known = {one.day for one in child.shots if one.vaccine in {"measles", "mr"}}
    near = any(abs((day - CAMPAIGN).days) < 31 for day in known)
    asked = oldest < child.birth <= youngest and child.days and child.days[-1] >= CAMPAIGN
    if asked and not near and len(known) < 2 and child.rng.random() < REACHED:
        child.shots.append(ShotSpec("mr", CAMPAIGN, "campaign"))


def session_days(start: date, end: date, number: int) -> list[date]:
    """The days of vaccination from ``start`` to before ``end``: so many working days of each month, from the 8th on."""
    found: list[date] = []
    month = start.replace(day=1)
    while month < end:
        working = [day for shift in range(20) if (day := month + timedelta(days=7 + shift)).weekday() < 5]
        found += [day for day in working[:number] if start <= day < end]
        month = _after(month, 1)
    return found


@cache
def _span(months: int) -> Span:
    return Span(months=months)


def _after(day: date, months: int) -> date:
    """The day so many months later (or earlier), as the schedule reckons ages."""
    return _span(months).from_day(day)


def until(told: CardSpec, first: date | None, gone: date | None) -> CardSpec:
    """The card of somebody who came (doses before it are of elsewhere) or is gone (none after it)."""
    shots = (one for one in told.shots if gone is None or one.day < gone)
    pauses = (one for one in told.pauses if (gone is None or one.day < gone) and (first is None or one.day >= first))
    return CardSpec(tuple(_of_before(shots, first)), tuple(pauses))


def _of_before(shots: Iterator[ShotSpec], first: date | None) -> Iterator[ShotSpec]:
    for one in shots:
        yield one if first is None or one.day >= first or one.source != "here" else replace(one, source="imported")
