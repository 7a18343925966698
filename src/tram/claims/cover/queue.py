"""Cards that still need somebody: of insured visits lately, those not confirmed, wrong or missing. Read, never kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tram.claims.cover.actions import CHECK
from tram.claims.cover.model import CONFIRMED, NONE, WAITING, WRONG, Card, VisitAsked, VisitCover
from tram.claims.cover.reads import cover_for_visit, covers_for_visits
from tram.claims.cover.settings import setting
from tram.claims.models import CheckWay, CoverCheck
from tram.encounters.api import VisitBrief, insured_visits
from tram.kernel.actors import Actor, may_see, require
from tram.kernel.clock import today_vn
from tram.people.api import CoverView, Hit, all_records_of, covers_of, hits, person_card

ORDER = (WRONG, NONE, WAITING)


@dataclass(frozen=True, slots=True)
class CardToCheck:
    """Somebody whose card is open: on which days they were seen, the last of them to ask about, what is wrong.

    ``card`` is None when none holds on that day.
    """

    person: Hit
    days: tuple[date, ...]
    state: str
    card: Card | None
    sentence: str

    @property
    def day(self) -> date:
        """The latest day: an answer for it tells of the earlier ones too."""
        return self.days[0]


@dataclass(frozen=True, slots=True)
class CheckView:
    """What was heard of a card."""

    id: UUID
    day: date
    number: str
    state: str
    way: str
    way_name: str
    result: str
    note: str
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonCards:
    """Somebody's insurance today: the cover a visit of today would have, every period, what was heard."""

    person: Hit
    today: VisitCover
    covers: tuple[CoverView, ...]
    checks: tuple[CheckView, ...]


def cards_to_check(actor: Actor, commune: str, at: datetime) -> tuple[CardToCheck, ...]:
    """Who of a commune's insured patients of the last weeks has a card that is wrong, missing or waits, in that order.

    Refuses who may not check cards, and a commune out of scope.
    """
    require(actor, CHECK, commune)
    today = today_vn(at)
    since = today - timedelta(days=int(setting("queue_days", today).value))
    visits = insured_visits(actor, commune, since, today)
    covers = covers_for_visits([VisitAsked(one.person, one.day, one.facility, commune=commune) for one in visits])
    open_ones: dict[UUID, list[tuple[VisitBrief, VisitCover]]] = defaultdict(list)
    for visit, cover in zip(visits, covers, strict=True):
        if cover.state != CONFIRMED:
            open_ones[visit.person].append((visit, cover))
    seen = {hit.id: hit for hit in hits(list(open_ones)) if may_see(actor, hit.commune, hit.village)}
    found = [_line(seen[key], told) for key, told in open_ones.items() if key in seen]
    return tuple(sorted(found, key=lambda line: (ORDER.index(line.state), -line.day.toordinal())))


def person_cards(actor: Actor, person: UUID, at: datetime) -> PersonCards:
    """Somebody's insurance. Refuses (404) whom the actor may not see."""
    hit = person_card(actor, person, at).person
    day = today_vn(at)
    today = cover_for_visit(hit.id, day, actor.facility, commune=actor.commune)
    return PersonCards(hit, today, covers_of(hit.id, day), checks_of(hit.id))


def checks_of(person: UUID) -> tuple[CheckView, ...]:
    """What was heard of somebody's cards, the latest day first."""
    rows = CoverCheck.objects.filter(person__in=all_records_of([person])).order_by("-day", "-asked_at", "-id")
    return tuple(map(_view, rows))


def _line(hit: Hit, told: Iterable[tuple[VisitBrief, VisitCover]]) -> CardToCheck:
    every = list(told)
    visit, cover = max(every, key=lambda one: (-ORDER.index(one[1].state), one[0].day))
    days = sorted({one.day for one, its in every if its.state == cover.state}, reverse=True)
    return CardToCheck(
        hit, tuple(days or [visit.day]), cover.state, cover.cards[0] if cover.cards else None, cover.because.sentence
    )


def _view(row: CoverCheck) -> CheckView:
    way = str(CheckWay(row.way).label) if row.way else ""
    return CheckView(
        row.id, row.day, row.number, row.state, row.way, way, row.result, row.note, row.asked_at, row.answered_at
    )
