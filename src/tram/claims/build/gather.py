"""Reading what claims are built from: many visits at once, the same few queries for one or for hundreds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tram.claims.build.choices import setting
from tram.claims.build.claim import ended
from tram.claims.build.model import Good, Office, Sheet, Weight
from tram.claims.build.numbers import number_of
from tram.claims.cover import VisitAsked, VisitCover, covers_for_visits
from tram.claims.models import Claim
from tram.claims.spans import Span
from tram.encounters.api import (
    SameDay,
    Stay,
    VisitView,
    first_versions,
    insured_same_day,
    stays,
    weights_until,
)
from tram.kernel.clock import VN_TZ
from tram.people.api import Patient, patients
from tram.places.api import CodeSystem, facility, province_of, station_of
from tram.supply.api import ItemView, PriceView, bed_item, exam_item, items, price_book
from tram.workforce.api import StaffView, staff_by_id, staff_of

DOCTORS = ("doctor", "assistant_doctor")
INSURED, WEIGHT = "bhyt", "29463-7"
LONGEST_STAY = timedelta(days=31)
Prices = Mapping[UUID, Sequence[PriceView]]
Charged = tuple[ItemView | None, ItemView | None]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read for many visits."""

    first: Mapping[UUID, UUID]
    numbers: Mapping[UUID, str]
    patients: Mapping[UUID, Patient]
    covers: Mapping[UUID, VisitCover]
    staff: Mapping[UUID, StaffView]
    items: Mapping[UUID, ItemView]
    prices: Prices
    weights: Mapping[UUID, Sequence[tuple[datetime, Decimal]]]
    same_day: Mapping[tuple[UUID, date], Sequence[SameDay]]
    beds: Mapping[UUID, int]


class Places:
    """Offices and what they charge, asked for once: what is the same on the first and the last day was so between."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._offices: dict[tuple[UUID | None, str], Span[Office | None]] = {}
        self._charged: dict[str, Span[Charged]] = {}

    def expect(self, visits: Sequence[VisitView]) -> None:
        """Looks at the first and the last day of each place of these visits."""
        days: dict[tuple[UUID | None, str], set[date]] = defaultdict(set)
        for visit in visits:
            days[visit.facility, visit.commune].add(visit.day)
        for (place, commune), found in days.items():
            self._office(place, commune).expect(min(found), max(found))
            self._charges(commune).expect(min(found), max(found))

    def office(self, visit: VisitView) -> Office | None:
        """The facility of a visit on its day, the commune's station where none was noted; None when there is none."""
        return self._office(visit.facility, visit.commune).on(visit.day)

    def charged(self, commune: str, day: date) -> Charged:
        """What an examination and a day of bed are charged as."""
        return self._charges(commune).on(day)

    def _office(self, place: UUID | None, commune: str) -> Span[Office | None]:
        return self._offices.setdefault((place, commune), Span(lambda day: _office(place, commune, day)))

    def _charges(self, commune: str) -> Span[Charged]:
        return self._charged.setdefault(commune, Span(lambda day: (exam_item(commune, day), bed_item(commune, day))))


def sheets(visits: Sequence[VisitView], places: Places) -> list[Sheet]:
    """A sheet for every visit whose facility is known, in their order."""
    places.expect(visits)
    known = [visit for visit in visits if places.office(visit) is not None]
    if not known:
        return []
    read = _read(known, places)
    return [_sheet(visit, office, read, places) for visit in known if (office := places.office(visit)) is not None]


def end_of(visit: VisitView) -> datetime:
    """When a visit ended, as far as is noted."""
    done = [at for one in visit.procedures for at in (one.at, one.ended_at, one.ordered_at)]
    return ended(visit.started_at, visit.ended_at, [*done, *(line.dispensed_at for line in visit.lines)])


def _read(visits: Sequence[VisitView], places: Places) -> _Read:
    people = {visit.person for visit in visits}
    first = {visit.id: visit.id for visit in visits}
    first |= first_versions([visit.id for visit in visits if visit.supersedes is not None])
    return _Read(
        first=first,
        numbers=dict(Claim.objects.filter(visit__in=set(first.values())).values_list("visit", "number")),
        patients=patients(people),
        covers={visit.id: cover for visit, cover in zip(visits, covers_for_visits(_asked(visits)), strict=True)},
        staff=staff_by_id(_staff(visits)),
        items=(found := _items(visits, places)),
        prices=price_book(found, min(one.day for one in visits), max(one.day for one in visits)),
        weights=_weights(visits, people),
        same_day=_same_day(visits, people),
        beds=_beds(visits),
    )


def _asked(visits: Sequence[VisitView]) -> list[VisitAsked]:
    return [
        VisitAsked(
            person=visit.person,
            day=visit.day,
            facility=visit.facility,
            until=end_of(visit).astimezone(VN_TZ).date(),
            insured=visit.payer == INSURED,
            emergency=visit.kind == "EMER" or visit.purpose == "emergency",
            drugs_only=bool(visit.lines) and visit.examiner is None and not visit.procedures,
            referred=bool(visit.referred_from),
            appointment=visit.purpose == "followup",
            commune=visit.commune,
        )
        for visit in visits
    ]


def _staff(visits: Sequence[VisitView]) -> set[UUID]:
    named = [one for visit in visits for one in (visit.examiner, *(line.prescriber for line in visit.lines))]
    done = [one for visit in visits for each in visit.procedures for one in (each.ordered_by, each.performer)]
    return {one for one in (*named, *done) if one is not None}


def _items(visits: Sequence[VisitView], places: Places) -> dict[UUID, ItemView]:
    found = items({one for visit in visits for one in items_of(visit)})
    for commune, day in {(visit.commune, visit.day) for visit in visits}:
        found |= {one.id: one for one in places.charged(commune, day) if one is not None}
    return found


def items_of(visit: VisitView) -> set[UUID]:
    """The items of the catalogue a visit names."""
    named = [line.item for line in visit.lines]
    named += [one.item for one in visit.procedures]
    named += [one.item for one in visit.supplies]
    return {one for one in named if one is not None}


def _weights(
    visits: Sequence[VisitView], people: Collection[UUID]
) -> Mapping[UUID, Sequence[tuple[datetime, Decimal]]]:
    first, last = min(one.day for one in visits), max(one.day for one in visits)
    return weights_until(people, first - timedelta(days=int(setting("weight_days", last)[0])), last)


def _same_day(visits: Sequence[VisitView], people: Collection[UUID]) -> dict[tuple[UUID, date], list[SameDay]]:
    found: dict[tuple[UUID, date], list[SameDay]] = defaultdict(list)
    for one in insured_same_day(people, {visit.day for visit in visits}):
        found[one.person, one.day].append(one)
    return found


def _beds(visits: Sequence[VisitView]) -> dict[UUID, int]:
    """A bed for each stay, from 1: the first that nobody lay in who came before and had not left."""
    staying = [visit for visit in visits if visit.stay_from is not None]
    found: dict[UUID, int] = {}
    for commune in {visit.commune for visit in staying}:
        days = [visit.day for visit in staying if visit.commune == commune]
        found |= places_in_bed(stays(commune, min(days) - LONGEST_STAY, max(days)))
    return found


def places_in_bed(known: Sequence[Stay]) -> dict[UUID, int]:
    """The bed of each stay, counted from 1, of stays in order of time."""
    free_from: list[datetime] = []
    found: dict[UUID, int] = {}
    for stay in known:
        place = next((n for n, free in enumerate(free_from) if free <= stay.stay_from), len(free_from))
        free_from[place : place + 1] = [stay.ended_at or datetime.max.replace(tzinfo=UTC)]
        found[stay.id] = place + 1
    return found


def _sheet(visit: VisitView, office: Office, read: _Read, places: Places) -> Sheet:
    first, patient = read.first[visit.id], read.patients[visit.person]
    exam, bed = places.charged(visit.commune, visit.day)
    return Sheet(
        visit=visit,
        first=first,
        number=read.numbers.get(first) or number_of(office.code, first),
        patient=patient,
        home=_home(patient, visit.day),
        cover=read.covers[visit.id],
        office=office,
        staff=read.staff,
        goods=_goods(visit, read),
        exam=_good(exam, read.prices, visit.day),
        bed=_good(bed, read.prices, visit.day),
        weight=_own_weight(visit) or _weight(read.weights.get(visit.person, ()), visit.day),
        bed_place=read.beds.get(visit.id, 1),
        exams_before=_earlier(visit, read.same_day.get((visit.person, visit.day), ())),
        end=end_of(visit),
    )


def _goods(visit: VisitView, read: _Read) -> dict[UUID, Good]:
    """The items of a visit with their prices of the day; parts that name no item of the catalogue have none."""
    found = ((one, _good(read.items.get(one), read.prices, visit.day)) for one in items_of(visit))
    return {one: good for one, good in found if good is not None}


def _good(item: ItemView | None, prices: Prices, day: date) -> Good | None:
    if item is None:
        return None
    held = [one for one in prices.get(item.id, ()) if one.valid_from <= day and (one.valid_to or date.max) >= day]
    return Good(item, held[-1] if held else None)


def _home(patient: Patient, day: date) -> tuple[str, str, str]:
    """(house and village, commune code, province code) of where somebody lived."""
    home = patient.home(day)
    if home is None:
        return "", "", ""
    house = ", ".join(part for part in (home.house, home.village) if part)
    return house, home.commune, province_of(home.commune) if home.commune else ""


def _weight(known: Sequence[tuple[datetime, Decimal]], day: date) -> Weight | None:
    """The last weight of the day itself, else of the days before it."""
    days = [Weight(number, at.astimezone(VN_TZ).date()) for at, number in known]
    return next((one for one in reversed(days) if one.day <= day), None)


def _own_weight(visit: VisitView) -> Weight | None:
    """The weight measured in the visit itself, saved or not yet."""
    found = visit.number(WEIGHT)
    return None if found is None else Weight(found, visit.day)


def _earlier(visit: VisitView, others: Sequence[SameDay]) -> int:
    """How many insured visits the person made to the facility earlier that day."""
    here = (one for one in others if one.facility == visit.facility and one.id != visit.id)
    return sum((one.started_at, one.id) < (visit.started_at, visit.id) for one in here)


def _office(facility_id: UUID | None, commune: str, day: date) -> Office | None:
    found = facility(facility_id, day) if facility_id else station_of(commune, day)
    if found is None:
        return None
    return Office(
        id=found.id,
        code=found.codes.get(CodeSystem.BHXH, ""),
        kind=found.kind,
        name=found.name,
        province=province_of(found.commune),
        signer=_signer(staff_of(found.id, day)),
    )


def _signer(staff: Sequence[StaffView]) -> StaffView | None:
    """Who signs for a facility: of those with a licence a doctor before others, the longest there first."""
    licensed = [one for one in staff if one.licence]
    rank = {profession: place for place, profession in enumerate(DOCTORS)}
    return min(
        licensed, key=lambda one: (rank.get(one.profession, len(rank)), one.valid_from, one.licence), default=None
    )
