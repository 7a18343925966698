"""Deeds of care: visits and what stands beside them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from tests.support.deeds.hands import CODES, Hands, often
from tram.encounters import api as encounters
from tram.encounters.models import Visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.places.models import Facility


def _content(hands: Hands) -> encounters.VisitContent:
    draw = hands.random
    station = hands.any_of(Facility, commune__in=hands.communes, kind="commune_station")
    pressure = {"8480-6": Decimal(draw.randint(100, 180)), "8462-4": Decimal(draw.randint(60, 99))}
    return {
        "facility": station.id,
        "reason": "Khám",
        "vitals": pressure,
        "diagnoses": [encounters.DiagnosisInput(draw.choice(CODES))],
        "prescription": [encounters.LineInput("Amlodipin 5 mg x 30 viên", "Sáng 1 viên")],
        "status": draw.choice(("finished", "finished", "in-progress")),
    }


def _visit(hands: Hands) -> UUID:
    return UUID(str(hands.any_of(Visit, commune__in=hands.communes).id))


@often(10)
def visit(hands: Hands) -> object:
    """A visit with vitals, a diagnosis and a prescription."""
    return encounters.record_visit(**hands.who, person=hands.person().id, **_content(hands))


def see(hands: Hands, person: UUID) -> object:
    """A visit of somebody named, from wherever they are."""
    by = Actor(SYSTEM.id, SYSTEM.name, frozenset(Role), None, commune=hands.commune)
    return encounters.record_visit(by=by, at=hands.at, person=person, **_content(hands))


@often(4)
def amend(hands: Hands) -> object:
    """A visit is written anew."""
    advice = hands.random.choice(("Ăn nhạt", "Tập đi bộ"))
    return encounters.amend_visit(**hands.who, visit=_visit(hands), change_reason="Ghi nhầm", advice=advice)


@often(2)
def cancel(hands: Hands) -> object:
    """A visit that was none."""
    return encounters.cancel_visit(**hands.who, visit=_visit(hands), cancel_reason="Nhầm người")


@often(2)
def close(hands: Hands) -> object:
    """A visit in progress ends."""
    open_ = hands.any_of(Visit, commune__in=hands.communes, status="in-progress")
    return encounters.close_visit(**hands.who, visit=open_.id, advice="Tái khám sau một tháng")


@often(2)
def problem(hands: Hands) -> object:
    """A condition that is followed."""
    code = encounters.DiagnosisInput(hands.random.choice(CODES))
    return encounters.record_problem(**hands.who, person=hands.person().id, problem=code)


@often(2)
def allergy(hands: Hands) -> object:
    """What somebody must not be given."""
    told = encounters.AllergyInput(hands.random.choice(("Penicillin", "Tôm")))
    return encounters.record_allergy(**hands.who, person=hands.person().id, allergy=told)


@often(2)
def document(hands: Hands) -> object:
    """A paper."""
    told = encounters.DocumentInput("Giấy ra viện", text="Bệnh nhân đỡ.")
    return encounters.record_document(**hands.who, person=hands.person().id, document=told)
