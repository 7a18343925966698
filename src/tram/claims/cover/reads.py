"""The insurance of visits, read from the people's cards and from what the insurer was heard to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from tram.claims.cover.model import Heard, Known, Period, VisitAsked, VisitCover
from tram.claims.cover.rules import visit_cover
from tram.claims.models import CoverCheck
from tram.claims.spans import Span
from tram.kernel.actors import Actor
from tram.people.api import CoverView, all_records_of, covers_of_people, hits, roots
from tram.places.api import CodeSystem, FacilityView, facility, province_of, station_of


def cover_for_visit(
    person: UUID,
    day: date,
    facility: UUID | None,
    *,
    until: date | None = None,
    insured: bool = True,
    emergency: bool = False,
    drugs_only: bool = False,
    referred: bool = False,
    appointment: bool = False,
    commune: str = "",
) -> VisitCover:
    """The insurance of one visit; see ``VisitAsked``. Asks nobody's permission: the caller has."""
    asked = VisitAsked(person, day, facility, until, insured, emergency, drugs_only, referred, appointment, commune)
    return covers_for_visits([asked])[0]


def covers_for_visits(asked: Sequence[VisitAsked]) -> list[VisitCover]:
    """The insurance of many visits, in their order, with a handful of queries. Asks nobody's permission."""
    known = known_of(asked)
    return [visit_cover(one, found) for one, found in zip(asked, known, strict=True)]


def known_of(asked: Sequence[VisitAsked]) -> list[Known]:
    """What is on record for each of the visits."""
    stands = roots({one.person for one in asked})
    people = set(stands.values())
    born = {hit.id: hit.born for hit in hits(list(people))}
    day = max((one.last for one in asked), default=date.max)
    periods = {key: tuple(map(_period, covers)) for key, covers in covers_of_people(people, day).items()}
    heard = heard_of(people)
    places = _places(asked)
    found = []
    for one in asked:
        person = stands.get(one.person, one.person)
        code, kind, province = places.get((one.facility or one.commune, one.day), ("", "", ""))
        found.append(
            Known(person, born.get(person), province, code, kind, periods.get(person, ()), heard.get(person, ()))
        )
    return found


def heard_of(people: Collection[UUID]) -> dict[UUID, tuple[Heard, ...]]:
    """What was heard of the cards of people, the oldest answer first; checks of merged records count for the one."""
    records = all_records_of(people)
    found: dict[UUID, list[Heard]] = defaultdict(list)
    rows = CoverCheck.objects.filter(person__in=records).order_by("answered_at", "id")
    for person, number, day, state, result in rows.values_list("person_id", "number", "day", "state", "result"):
        found[records[person]].append(Heard(number[-10:], day, state, result))
    return {person: tuple(heard) for person, heard in found.items()}


def _period(one: CoverView) -> Period:
    return Period(
        one.number, one.benefit, one.facility_code, one.valid_from, one.valid_to, one.area, one.five_years_on,
        one.exempt_from, one.id,
    )  # fmt: skip


def facility_of(actor: Actor, day: date) -> UUID | None:
    """Where an actor works: the facility of their role, else the station of their commune; None where there is none."""
    if actor.facility is not None or not actor.commune:
        return actor.facility
    station = station_of(actor.commune, day)
    return station.id if station else None


def _places(asked: Sequence[VisitAsked]) -> dict[tuple[UUID | str, date], tuple[str, str, str]]:
    """(insurer's code, kind, province) of each facility, or of each commune's station, on each day."""
    days: dict[UUID | str, set[date]] = defaultdict(set)
    for one in asked:
        if one.facility is not None or one.commune:
            days[one.facility or one.commune].add(one.day)
    found: dict[tuple[UUID | str, date], tuple[str, str, str]] = {}
    for place, some in days.items():
        span = Span(partial(_place, place))
        span.expect(min(some), max(some))
        found |= {(place, day): told for day in some if (told := span.on(day)) is not None}
    return found


def _place(place: UUID | str, day: date) -> tuple[str, str, str] | None:
    view = station_of(place, day) if isinstance(place, str) else facility(place, day)
    return _told(view) if view else None


def _told(view: FacilityView) -> tuple[str, str, str]:
    return view.codes.get(CodeSystem.BHXH, ""), view.kind, province_of(view.commune)
