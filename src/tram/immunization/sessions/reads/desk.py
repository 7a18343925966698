"""A session as its desk sees it: everybody on the list, with what they are due for or got."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from tram.immunization.models import Attendance, Dose, Forecast, ForecastStatus, RowStatus
from tram.immunization.schedule import vaccines
from tram.immunization.sessions.access import find_row
from tram.immunization.sessions.reads.attendance import attendances
from tram.immunization.sessions.rules import minutes_left
from tram.immunization.sessions.views import Desk, DeskLine, Gift, SessionView, stage_of
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.text import name_sort_key, sort_key
from tram.people.api import Hit, Reach, hits, ways_to_reach

ORDER = ("screened", "expected", "watched", "done", "defer", "refuse", "absent")


def desk(actor: Actor, session: UUID, at: datetime) -> Desk:
    """The session with everybody on its list: who waits for an injection first, then who is expected, by village."""
    row = find_row(actor, session)
    there = {each.person_id: each for each in attendances(row.id)}
    people = hits(list(there))
    reach = ways_to_reach(people, row.day)
    given = _given(row.id)
    waiting = [hit.id for hit in people if hit.id not in given]
    due = due_on(waiting, row.day, frozenset(row.vaccines.split()))
    lines = [_line(hit, there[hit.id], reach[hit.id], given.get(hit.id) or due.get(hit.id, ()), at) for hit in people]
    lines.sort(key=lambda line: (ORDER.index(line.stage), sort_key(line.village), name_sort_key(line.name)))
    return Desk(SessionView.of(row), tuple(lines), sum(map(len, given.values())))


def _given(session: UUID) -> dict[UUID, tuple[Gift, ...]]:
    """What each person got at the session."""
    rows = Dose.objects.filter(session_id=session, status=RowStatus.CURRENT).order_by("id")
    found: dict[UUID, list[Gift]] = defaultdict(list)
    for person, vaccine in rows.values_list("person_id", "vaccine"):
        found[person].append(gift(vaccine, None))
    return {person: tuple(gifts) for person, gifts in found.items()}


def due_on(people: Iterable[UUID], day: date, offered: frozenset[str] = frozenset()) -> dict[UUID, tuple[Gift, ...]]:
    """What each person can get on a day, of what is offered (empty: all). The caller has asked permission."""
    rows = Forecast.objects.filter(person__in=list(people), status=ForecastStatus.DUE, earliest__lte=day)
    found: dict[UUID, dict[str, Gift]] = defaultdict(dict)
    for person, vaccine, number, recommended, latest in rows.order_by("recommended", "group").values_list(
        "person", "vaccine", "number", "recommended", "latest"
    ):
        open_ = (recommended is None or recommended <= day) and (latest is None or latest >= day)
        if open_ and (not offered or vaccine in offered):
            found[person].setdefault(vaccine, gift(vaccine, number))
    return {person: tuple(gifts.values()) for person, gifts in found.items()}


def gift(vaccine: str, number: int | None) -> Gift:
    """A vaccine by its short name; an unknown code stands for itself."""
    known = vaccines().get(vaccine)
    return Gift(vaccine, known.short_vi if known else vaccine, known.name_vi if known else vaccine, number)


def _line(hit: Hit, row: Attendance, reach: Reach, gives: Iterable[Gift], at: datetime) -> DeskLine:
    stage = stage_of(row)
    return DeskLine(
        person=hit.id,
        name=hit.name,
        birth=hit.birth,
        age=hit.age(today_vn(at)),
        sex_name=hit.sex_name,
        village=hit.village_name,
        caregiver=reach.caregiver,
        phone=reach.phone,
        invited=row.invited,
        stage=stage,
        arrived_at=row.arrived_at,
        observed_from=row.observed_from,
        minutes=minutes_left(row.observed_from, at) if stage == "watched" and row.observed_from else None,
        outcome=row.observed_outcome,
        next_on=row.next_on,
        gives=tuple(gives),
    )
