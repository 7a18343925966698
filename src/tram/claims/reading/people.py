"""The patients of some hundred claims: found among those here, else registered; their cards written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tram.claims.build.numbers import bare_address
from tram.claims.reading.model import Card, Someone, Told, Unfit
from tram.claims.reading.places import Station
from tram.claims.reading.who import BHYT, Known, lasting, numbers, who
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.facts import batch
from tram.kernel.refusals import Refusal
from tram.kernel.text import search_key
from tram.people.api import (
    Birth,
    CoverView,
    NewCover,
    NewIdentifier,
    covers_of_people,
    record_cover,
    register_person,
)

UNDER = "person.import"
SOURCE = "hồ sơ BHYT"
ADDRESS = 250
Asked = Sequence[tuple[Told, Station]]


@dataclass(slots=True)
class Settled:
    """Who each claim is about, by its number; whose claim cannot be taken in; what was only noted."""

    people: dict[str, UUID] = field(default_factory=dict)
    unfit: list[tuple[str, Unfit]] = field(default_factory=list)
    noted: list[tuple[str, Unfit]] = field(default_factory=list)
    registered: int = 0


class People:
    """Finds and registers patients for one import."""

    def __init__(self, by: Actor, at: datetime) -> None:
        self.by, self.at = by, at

    def settle(self, asked: Asked) -> Settled:
        """The person of every claim, new ones registered, cards that were not here recorded."""
        settled = Settled()
        known = Known([told for told, _station in asked], frozenset(station.commune for _told, station in asked))
        with batch():
            for told, station in asked:
                try:
                    settled.people[told.number] = self._person(told, station, known, settled)
                except Unfit as unfit:
                    settled.unfit.append((told.number, unfit))
                except Refusal as refusal:
                    name = str(refusal.details.get("field", ""))
                    settled.unfit.append((told.number, Unfit("XML1", 1, FIELDS.get(name, ""), refusal.sentence)))
        self._cards(asked, settled)
        return settled

    def _person(self, told: Told, station: Station, known: Known, settled: Settled) -> UUID:
        found = who(told, known)
        if found.doubt:
            settled.noted.append((told.number, found.doubt))
        if found.id is not None:
            return found.id
        person = self._register(told, station, found.new_id)
        known.add(told, person)
        settled.registered += 1
        return person

    def _register(self, told: Told, station: Station, new_id: UUID | None) -> UUID:
        one = told.patient
        resident = _lives_here(told, station)
        address, village = _home(one, station) if resident else (one.address[:ADDRESS], None)
        return register_person(
            by=self.by,
            at=self.at,
            full_name=one.name,
            commune=station.commune,
            birth=Birth(one.birth, one.precision),
            sex=one.sex,
            ethnicity=one.ethnicity,
            occupation=one.occupation,
            nationality=one.nationality,
            phone=one.phone,
            address=address,
            village=village,
            residence_kind="permanent" if resident else "visitor",
            identifiers=[NewIdentifier(system, value, source=SOURCE) for system, value in numbers(told)],
            cover=next((_cover(card) for card in lasting(one.cards) if _in_order(card)), None),
            check_duplicates=False,
            under=UNDER,
            new_id=new_id,
        ).id

    def _cards(self, asked: Asked, settled: Settled) -> None:
        """Cards whose number and first day are not known yet; one that cannot be recorded is only noted."""
        people = set(settled.people.values())
        here = covers_of_people(people, today_vn(self.at))
        written = {(person, *_said(one)) for person, every in here.items() for one in every}
        for told, _station in asked:
            person = settled.people.get(told.number)
            for card in lasting(told.patient.cards) if person else ():
                key = (person, *_said(card))
                if person is None or key in written:
                    continue
                written.add(key)
                try:
                    record_cover(by=self.by, at=self.at, person=person, cover=_cover(card), under=UNDER)
                except Refusal as refusal:
                    settled.noted.append((told.number, Unfit("XML1", 1, "MA_THE_BHYT", refusal.sentence)))


def _said(card: Card | CoverView) -> tuple[object, ...]:
    """What of a card is compared; the last ten signs are the same on old cards and new ones."""
    return (
        card.number[-10:], card.valid_from, card.valid_to, card.facility_code, card.area, card.five_years_on,
        card.exempt_from,
    )  # fmt: skip


FIELDS = {
    "full_name": "HO_TEN", "birth": "NGAY_SINH", "cccd": "SO_CCCD", "cmnd": "SO_CCCD", BHYT: "MA_THE_BHYT",
    "identifier": "MA_BN", "ethnicity": "MA_DANTOC", "occupation": "MA_NGHE_NGHIEP", "address": "DIA_CHI",
}  # fmt: skip


def _lives_here(told: Told, station: Station) -> bool:
    """By the commune of residence; an old file that has none: registered for care at this facility."""
    if told.patient.commune:
        return told.patient.commune in station.area
    return any(card.facility_code == station.code for card in told.patient.cards)


def _home(one: Someone, station: Station) -> tuple[str, UUID | None]:
    """House and village: the address without commune and province; a known village at its end is taken as one."""
    words = bare_address(one.address, station.commune_name, station.province_name)
    house, _comma, last = words.rpartition(", ")
    village = station.villages.get(search_key(last))
    return (house if village else words)[:ADDRESS], village


def _in_order(card: Card) -> bool:
    """Whether the days of a card can be: one that cannot is noted later."""
    return card.valid_from is None or card.valid_to is None or card.valid_from <= card.valid_to


def _cover(card: Card) -> NewCover:
    return NewCover(
        card.number,
        card.valid_from,
        card.valid_to,
        facility_code=card.facility_code,
        five_years_on=card.five_years_on,
        source=SOURCE,
        area=card.area,
        exempt_from=card.exempt_from,
    )
