"""Writing down what people of a commune were vaccinated with: each card in one fact, then the station's books."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
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
from tram.kernel.ids import uuid7
from tram.village.clinic import Clinic
from tram.village.network import Network
from tram.village.plan import HOME, Plan
from tram.village.shots import FOLLOWED, card, session_days, until
from tram.village.specs import CardSpec, FateSpec, PauseSpec, PersonSpec, PregnancySpec, ShotSpec

PEOPLE_A_DAY = 3500  # for so many people the station holds one day of vaccination a month
FEVERISH = "dpt-vgb-hib"
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


@dataclass(frozen=True, slots=True)
class Lately:
    """A dose of these weeks after which a child may have had a fever."""

    person: UUID
    dose: UUID
    session: UUID
    day: date


@dataclass(slots=True)
class Books:
    """What is being written down of a commune, and by what: its generator, its days, the station's clinic.

    ``lately`` is the last dose of a kind that often makes a child feverish.
    """

    plan: Plan
    network: Network
    rng: Random
    days: list[date]
    number: int
    clinic: Clinic
    followed: list[Followed] = field(default_factory=list)
    lately: Lately | None = None

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


def write_card(books: Books, one: Followed, told: CardSpec) -> None:
    """Writes one card: all of it in one fact, the visits to sessions in another."""
    gone = one.fate.died or one.fate.left
    pregnant = [found for found in one.pregnancies if gone is None or found.start < gone]
    tetanus = [
        ShotSpec(_tetanus(day), day, "here") for found in pregnant for day in found.shots if not gone or day < gone
    ]
    if not (told.shots or told.pauses or pregnant):
        return
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
    _remember(books, one, doses)


def _remember(books: Books, one: Followed, doses: Sequence[DoseInput]) -> None:
    stays = one.fate == FateSpec()
    for said in doses:
        newer = books.lately is None or said.day > books.lately.day
        if stays and newer and said.vaccine == FEVERISH and said.session and said.token:
            books.lately = Lately(one.person, said.token, said.session, said.day)


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
        token=uuid7(),
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
