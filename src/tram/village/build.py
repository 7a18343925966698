"""Building the village: every household, person and visit through the same deeds a nurse's screen uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import islice
from random import Random
from uuid import UUID

from tram.encounters.api import DiagnosisInput, VisitContent, icd_code, record_checked_visit
from tram.kernel.actors import SYSTEM, Actor
from tram.kernel.clock import today_vn
from tram.kernel.facts import batch
from tram.kernel.sqlite import checkpoint
from tram.people.api import (
    NewCover,
    NewIdentifier,
    NewStatus,
    join_household,
    move_person,
    open_household,
    record_death,
    register_person,
)
from tram.places.api import communes
from tram.village.catalogue import write_catalogue, written
from tram.village.fates import fate, partly_known, statuses
from tram.village.illness import visits
from tram.village.network import Network, found_network, insurer_code
from tram.village.people import ground, households
from tram.village.plan import PROVINCE, Plan
from tram.village.pregnancies import pregnancies
from tram.village.specs import CoverSpec, FateSpec, HouseholdSpec, PersonSpec, VisitSpec
from tram.village.vaccination import Books, Followed, close_books, is_followed, open_books, write_cards

Progress = Callable[[int, int], None]
Guests = Callable[[Books], None]
LISTED = 0.66
HANDED_OUT = timedelta(minutes=12)
BATCH = 2000
HOUSEHOLDS = 300  # between checkpoints


@dataclass(frozen=True, slots=True)
class Site:
    """One commune being built: its generators, its network, and the communes people may come from or go to.

    ``rng`` imagines people and their visits, ``aside`` all that was imagined later: so the first stay what they were.
    ``books`` hold its vaccinations, drawn apart again.
    """

    plan: Plan
    network: Network
    rng: Random
    aside: Random
    others: tuple[str, ...]
    books: Books


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to somebody once they are written down."""

    person: UUID
    spec: PersonSpec
    fate: FateSpec
    household: UUID
    village: UUID


def build(
    plan: Plan, progress: Progress, centre: UUID | None = None, guests: Guests | None = None
) -> dict[str, Network]:
    """Builds every commune of the plan; ``progress`` hears (people done, people in all). Returns the networks.

    ``guests`` may write more cards into each commune's books before they are closed.
    """
    total = sum(people for _, people in plan.people)
    done, built = 0, {}
    for code, people in plan.people:
        site = _site(plan, code, people, centre)
        built[code] = site.network
        for some in _some(households(site.rng, ground(site.rng, plan.end), people)):
            turns: list[Turn] = []
            with batch(BATCH):
                for household in some:
                    turns += _settle(site, household)
                    done += len(household.members)
                    progress(done, total)
                write_cards(site.books)
            with batch(BATCH):
                for turn in turns:
                    befall(site, turn)
            checkpoint()
        with batch(BATCH):
            if guests is not None:
                guests(site.books)
            close_books(site.books)
    return built


def _site(plan: Plan, code: str, people: int, centre: UUID | None) -> Site:
    rng, aside = Random(f"{plan.seed}-{code}"), Random(f"{plan.seed}-{code}-aside")
    network = found_network(rng, code, people, plan.founding, _morning(plan), centre, aside=aside)
    network = replace(network, items=write_catalogue(plan, code))
    return Site(plan, network, rng, aside, _others(plan, code), open_books(plan, network, people))


def _others(plan: Plan, code: str) -> tuple[str, ...]:
    """Communes people come from and go to: those not built here, or, where all are, the neighbours."""
    built = {known for known, _ in plan.people}
    codes = [known.code for known in communes(PROVINCE, plan.end)]
    return tuple([known for known in codes if known not in built] or [known for known in codes if known != code])


def _some(found: Iterator[HouseholdSpec]) -> Iterator[list[HouseholdSpec]]:
    while taken := list(islice(found, HOUSEHOLDS)):
        yield taken


def _morning(plan: Plan) -> datetime:
    return datetime.combine(plan.begin, time(1), UTC)


def _settle(site: Site, household: HouseholdSpec) -> list[Turn]:
    """A household with its people and their visits; returns what is to happen to them."""
    plan, network = site.plan, site.network
    village = site.rng.choice(network.villages)
    opened = open_household(
        by=SYSTEM,
        at=_morning(plan),
        commune=network.commune,
        village=village,
        code=household.code,
        address=household.address,
        since=plan.begin,
        statuses=[NewStatus(one.kind, one.start, one.end) for one in statuses(site.aside, plan.begin, plan.end)],
        check=False,
    )
    turns = [_enter(site, person, opened.id, village) for person in household.members]
    _follow(site, household, turns)
    return [turn for turn in turns if turn.fate != FateSpec()]


def _follow(site: Site, household: HouseholdSpec, turns: Sequence[Turn]) -> None:
    """Keeps in mind whose vaccinations are to be written down: children, and women with child."""
    books, village = site.books, site.network.villages.index(turns[0].village)
    carried = pregnancies(books.rng, household, site.plan.begin, site.plan.end, books.of_village(village))
    books.followed += [
        Followed(turn.person, turn.spec, turn.fate, village, carried.get(place, ()))
        for place, turn in enumerate(turns)
        if place in carried or is_followed(turn.spec, site.plan.end)
    ]


def _enter(site: Site, spec: PersonSpec, household: UUID, village: UUID) -> Turn:
    """Somebody of a household and their visits: from when they came until they left or died."""
    plan, network = site.plan, site.network
    spec = partly_known(site.aside, spec, plan.begin)
    fates = fate(site.aside, spec, plan.begin, plan.end - timedelta(days=1), site.others)
    listed = site.rng.random() < LISTED
    if fates.came is None:
        known = register(plan, network, village, household, spec, listed=listed)
    else:
        known = register(plan, replace(network, commune=fates.elsewhere), None, None, spec, listed=False)
    for visit in visits(site.rng, spec, max(plan.begin, spec.birth), plan.end - timedelta(days=1), aside=site.aside):
        examiner = site.rng.choice(network.examiners)
        if _is_here(fates, today_vn(visit.at)):
            record(network.nurse, network, known, visit, examiner)
    return Turn(known, spec, fates, household, village)


def _is_here(fates: FateSpec, day: date) -> bool:
    gone = fates.died or fates.left
    return (fates.came is None or day >= fates.came) and (gone is None or day < gone)


def befall(site: Site, turn: Turn) -> None:
    """What is to happen to somebody, by the deeds a nurse would do that day."""
    fates, network = turn.fate, site.network
    if fates.died is not None:
        record_death(
            by=SYSTEM, at=_noon(fates.died), person=turn.person, died=fates.died.strftime("%d/%m/%Y"),
            cause_code=fates.cause, place=fates.place,
        )  # fmt: skip
    elif fates.left is not None:
        at = _noon(max(fates.left, site.plan.founding))
        move_person(by=SYSTEM, at=at, person=turn.person, commune=fates.elsewhere, on=fates.left)
    elif fates.came is not None:
        at, person = _noon(max(fates.came, site.plan.founding)), turn.person
        move_person(by=SYSTEM, at=at, person=person, commune=network.commune, village=turn.village, on=fates.came)
        join_household(
            by=SYSTEM, at=at, person=person, household=turn.household, relation=turn.spec.relation, on=fates.came
        )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(5), UTC)


def register(
    plan: Plan, network: Network, village: UUID | None, household: UUID | None, person: PersonSpec, *, listed: bool
) -> UUID:
    """Registers one synthetic person; returns the id."""
    numbers = [NewIdentifier("cccd", person.citizen_id)] if person.citizen_id else []
    since = max(plan.begin, person.birth)
    return register_person(
        by=SYSTEM,
        at=datetime.combine(since, time(1), UTC),
        full_name=person.name,
        commune=network.commune,
        birth=person.birth_text,
        sex=person.sex,
        ethnicity=person.ethnicity,
        occupation=person.occupation,
        phone=person.phone,
        village=village,
        household=household,
        relation=person.relation,
        resident_since=since,
        member_since=since,
        listed_since=since,
        identifiers=numbers,
        cover=next((_cover(one, network) for one in person.covers), None),
        facility=network.station if listed else None,
        check_duplicates=False,
    ).id


def _cover(card: CoverSpec, network: Network) -> NewCover:
    """A card registered at the station, of somebody who has been insured for five years and more."""
    return NewCover(
        card.number, card.start, card.end, card.benefit, facility_code=insurer_code(network.commune),
        five_years_on=card.start.replace(month=1, day=1),
    )  # fmt: skip


def record(nurse: Actor, network: Network, person: UUID, visit: VisitSpec, examiner: UUID) -> UUID:
    """Records one synthetic visit; returns the id."""
    content: VisitContent = {
        "commune": network.commune,
        "facility": network.station,
        "examiner": examiner,
        "started_at": visit.at,
        "ended_at": visit.at + timedelta(minutes=9),
        "payer": visit.payer,
        "reason": visit.reason,
        "symptoms": visit.symptoms,
        "treatment": visit.treatment,
        "advice": visit.advice,
        "follow_up_on": visit.follow_up,
        "kind": visit.kind,
        "outcome": visit.outcome,
        "purpose": visit.purpose,
        "traditional": visit.traditional,
        "vitals": {code: Decimal(value) for code, value in visit.vitals},
        "diagnoses": [
            DiagnosisInput(
                code, "main" if rank == 0 else "accompanying", _name(code), onset_on=visit.onset if rank == 0 else None
            )
            for rank, code in enumerate(visit.codes)
        ],
        "prescription": [written(line, network.items, visit.at + HANDED_OUT) for line in visit.lines],
    }
    return record_checked_visit(by=nurse, at=visit.at, person=person, **content).id


@cache
def _name(code: str) -> str:
    found = icd_code(code)
    return found.name_vi if found else ""
