"""Building the village: every household, person and visit through the same deeds a nurse's screen uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import islice
from random import Random
from uuid import UUID

from tram.encounters.api import DiagnosisInput, LineInput, VisitContent, icd_code, record_checked_visit
from tram.kernel.actors import SYSTEM, Actor
from tram.kernel.facts import batch
from tram.kernel.sqlite import checkpoint
from tram.people.api import NewCover, NewIdentifier, open_household, register_person
from tram.village.illness import visits
from tram.village.network import Network, found_network
from tram.village.people import ground, households
from tram.village.plan import Plan
from tram.village.specs import HouseholdSpec, PersonSpec, VisitSpec

Progress = Callable[[int, int], None]
LISTED = 0.66
BATCH = 2000
HOUSEHOLDS = 300  # between checkpoints


def build(plan: Plan, progress: Progress, centre: UUID | None = None) -> dict[str, Network]:
    """Builds every commune of the plan; ``progress`` hears (people done, people in all). Returns the networks."""
    total = sum(people for _, people in plan.people)
    done, built = 0, {}
    for code, people in plan.people:
        rng = Random(f"{plan.seed}-{code}")
        network = found_network(rng, code, people, plan.begin, _morning(plan), centre)
        built[code] = network
        for some in _some(households(rng, ground(rng, plan.end), people)):
            with batch(BATCH):
                for household in some:
                    _settle(rng, plan, network, household)
                    done += len(household.members)
                    progress(done, total)
            checkpoint()
    return built


def _some(found: Iterator[HouseholdSpec]) -> Iterator[list[HouseholdSpec]]:
    while taken := list(islice(found, HOUSEHOLDS)):
        yield taken


def _morning(plan: Plan) -> datetime:
    return datetime.combine(plan.begin, time(1), UTC)


def _settle(rng: Random, plan: Plan, network: Network, household: HouseholdSpec) -> None:
    village = rng.choice(network.villages)
    opened = open_household(
        by=SYSTEM,
        at=_morning(plan),
        commune=network.commune,
        village=village,
        code=household.code,
        address=household.address,
        since=plan.begin,
        check=False,
    )
    for person in household.members:
        known = register(plan, network, village, opened.id, person, listed=rng.random() < LISTED)
        begin = max(plan.begin, person.birth)
        for visit in visits(rng, person, begin, plan.end - timedelta(days=1)):
            record(network.nurse, network, known, visit, rng.choice(network.examiners))


def register(
    plan: Plan, network: Network, village: UUID, household: UUID | None, person: PersonSpec, *, listed: bool
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
        cover=next((NewCover(c.number, c.start, c.end, c.benefit) for c in person.covers), None),
        facility=network.station if listed else None,
        check_duplicates=False,
    ).id


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
        "vitals": {code: Decimal(value) for code, value in visit.vitals},
        "diagnoses": [DiagnosisInput(code, display=_name(code)) for code in visit.codes],
        "prescription": [LineInput(line) for line in visit.lines],
    }
    return record_checked_visit(by=nurse, at=visit.at, person=person, **content).id


@cache
def _name(code: str) -> str:
    found = icd_code(code)
    return found.name_vi if found else ""
