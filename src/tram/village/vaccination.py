"""Writing down what people of a commune were vaccinated with: each card in one fact, then the station's books."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random
from uuid import UUID

from tram.immunization.api import (
    CircumstanceInput,
    DeferralInput,
    DoseInput,
    PastVisit,
    carry_doses,
    carry_visits,
    vaccines,
)
from tram.village.clinic import Clinic
from tram.village.network import Network
from tram.village.plan import HOME, Plan
from tram.village.shots import FOLLOWED, card, session_days, until
from tram.village.specs import CardSpec, FateSpec, PauseSpec, PersonSpec, PregnancySpec, ShotSpec

PEOPLE_A_DAY = 3500  # for so many people the station holds one day of vaccination a month
NEW_SCHEDULE = date(2026, 2, 15)  # from when tetanus in pregnancy is Td
DECISIONS = {"refused": "refuse", "deferred": "defer", "absent": "absent"}


@dataclass(frozen=True, slots=True)
class Followed:
    """Somebody whose vaccinations are known: a child, or a woman with her pregnancies. ``village`` counts from 0."""

    person: UUID
    spec: PersonSpec
    fate: FateSpec
    village: int
    pregnancies: tuple[PregnancySpec, ...] = ()


@dataclass(slots=True)
class Books:
    """What is being written down of a commune, and by what: its generator, its days, the station's clinic."""

    plan: Plan
    network: Network
    rng: Random
    days: list[date]
    number: int
    clinic: Clinic
    followed: list[Followed] = field(default_factory=list)

    @property
    def forgetful(self) -> bool:
        """Whether readings of the fridge are missed now and then."""
        return self.network.commune != HOME

    def of_village(self, village: int) -> list[date]:
        """The days on which people of that village are asked to come."""
        return self.days[village % self.number :: self.number]


def open_books(plan: Plan, network: Network, people: int) -> Books:
    """Empty books of a commune with so many people; its draws come from a generator of their own."""
    number = max(1, round(people / PEOPLE_A_DAY))
    days = session_days(date(plan.end.year - FOLLOWED, 1, 1), plan.end, number)
    rng = Random(f"{plan.seed}-{network.commune}-shots")
    return Books(plan, network, rng, days, number, Clinic(network, plan.begin, plan.end))


def is_followed(spec: PersonSpec, end: date) -> bool:
    """Whether somebody is young enough for their vaccinations to be known."""
    return spec.birth.year > end.year - FOLLOWED


def write_cards(books: Books) -> None:
    """Imagines and writes the cards of those gathered so far, and forgets them."""
    for one in books.followed:
        own = books.of_village(one.village)
        days = own[bisect_left(own, one.spec.birth) :]
        told = (
            card(books.rng, one.spec.birth, one.spec.sex, days) if is_followed(one.spec, books.plan.end) else CardSpec()
        )
        write_card(books, one, until(told, one.fate.came, one.fate.died or one.fate.left))
    books.followed.clear()


def close_books(books: Books) -> None:
    """Writes the station's own books once every card is written."""
    books.clinic.close(books.rng, forgetful=books.forgetful)


def write_card(books: Books, one: Followed, told: CardSpec) -> tuple[UUID, ...]:
    """Writes one card; returns the ids of its doses."""
    gone = one.fate.died or one.fate.left
    pregnant = [found for found in one.pregnancies if gone is None or found.start < gone]
    tetanus = [
        ShotSpec(_tetanus(day), day, "here") for found in pregnant for day in found.shots if not gone or day < gone
    ]
    if not (told.shots or told.pauses or pregnant):
        return ()
    visits: dict[date, PastVisit] = {}
    doses = [_dose(books, one, shot, visits) for shot in (*told.shots, *tetanus)]
    pauses = [_pause(books, pause, visits) for pause in told.pauses]
    by, person, commune = books.network.nurse, one.person, books.network.commune
    at = _noon(max([books.plan.begin, *(said.day for said in doses), *(said.day for said in pauses)]))
    circumstances = [CircumstanceInput(code="pregnant", start=p.start, end=p.end, due_on=p.due) for p in pregnant]
    carry_doses(
        by=by, at=at, person=person, commune=commune, doses=doses, circumstances=circumstances, deferrals=pauses
    )
    if visits:
        carry_visits(by=by, at=at, person=person, commune=commune, visits=list(visits.values()))
    return tuple(said.token for said in doses if said.token)


def _dose(books: Books, one: Followed, shot: ShotSpec, visits: dict[date, PastVisit]) -> DoseInput:
    if shot.source == "elsewhere":
        return DoseInput(vaccine=shot.vaccine, day=shot.day, source="elsewhere", place_name=shot.place)
    if shot.day < books.plan.begin or shot.source == "imported":
        return DoseInput(vaccine=shot.vaccine, day=shot.day, source="imported", place_name="Trạm Y tế xã (hồ sơ cũ)")
    if shot.day not in visits:
        visits[shot.day] = PastVisit(
            session=books.clinic.held(shot.day).id, decision="vaccinate", arrived_at=books.clinic.arrival(shot.day)
        )
    lot, number, expires = books.clinic.lot(shot.vaccine, shot.day)
    known, months = vaccines()[shot.vaccine], (shot.day - one.spec.birth).days * 12 // 365
    return DoseInput(
        vaccine=shot.vaccine,
        day=shot.day,
        given_at=visits[shot.day].arrived_at,
        lot=lot,
        lot_number=number,
        expires_on=expires,
        site=known.sites[0],
        route=known.route,
        quantity=known.quantity(months),
        facility=books.network.station,
        given_by=books.network.examiners[1],
        session=visits[shot.day].session,
        source=shot.source,
    )


def _pause(books: Books, pause: PauseSpec, visits: dict[date, PastVisit]) -> DeferralInput:
    session = None
    if pause.day >= books.plan.begin and pause.day not in visits:
        session = books.clinic.held(pause.day).id
        came = None if pause.kind == "absent" else books.clinic.arrival(pause.day)
        visits[pause.day] = PastVisit(session=session, decision=DECISIONS[pause.kind], arrived_at=came)
    return DeferralInput(kind=pause.kind, day=pause.day, reason=pause.reason, until=pause.until, session=session)


def _tetanus(day: date) -> str:
    return "td" if day >= NEW_SCHEDULE else "tt"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(5), UTC)
