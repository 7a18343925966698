"""Deeds of vaccination: doses, what changes what is due, what was put off."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from tests.support.deeds.hands import Hands, often
from tram.immunization import api as immunization
from tram.immunization.models import Circumstance, Deferral, Dose
from tram.people import api as people

VACCINES = ("bcg", "dpt-vgb-hib", "dpt-vgb-hib", "opv", "ipv", "mr", "tt", "td", "flu")


@often(6)
def newborn(hands: Hands) -> object:
    """A child, whose birth opens the schedule."""
    born = hands.at.date() - timedelta(days=hands.random.choice((0, 1, 60, 300, 2000)))
    return people.register_person(
        **hands.who, full_name=hands.random.choice(("Lò Thị Na", "Giàng A Páo")), commune=hands.here(),
        birth=f"{born:%d/%m/%Y}", sex=hands.random.choice(("male", "female")), same_name_is_new=True,
    )  # fmt: skip


@often(12)
def dose(hands: Hands) -> object:
    """A dose, near today or long ago, here or elsewhere."""
    draw = hands.random
    return immunization.record_dose(
        **hands.who, person=hands.person().id, vaccine=draw.choice(VACCINES), day=_day(hands),
        source=draw.choice(("here", "elsewhere", "campaign")), note=draw.choice(("", "Khóc ít")),
    )  # fmt: skip


@often(3)
def card(hands: Hands) -> object:
    """A card typed at once."""
    days = {_day(hands) for _ in range(3)}
    told = [immunization.DoseInput(vaccine="dpt-vgb-hib", day=day, source="elsewhere") for day in sorted(days)]
    return immunization.record_doses(**hands.who, person=hands.person().id, doses=told)


@often(4)
def amend_dose(hands: Hands) -> object:
    """A dose is written anew."""
    changes = hands.random.choice(({"day": _day(hands)}, {"vaccine": "opv"}, {"note": "Xem lại phiếu"}))
    return immunization.amend_dose(**hands.who, dose=_row(hands, Dose), change_reason="Ghi nhầm", **changes)


@often(2)
def cancel_dose(hands: Hands) -> object:
    """A dose that was none."""
    return immunization.cancel_dose(**hands.who, dose=_row(hands, Dose), cancel_reason="Nhầm người")


@often(3)
def circumstance(hands: Hands) -> object:
    """Something that changes what is due."""
    start, code = _day(hands), hands.random.choice(("pregnant", "hiv", "immune-measles", "contraindicated-bcg"))
    due_on = start + timedelta(days=200) if code == "pregnant" else None
    return immunization.record_circumstance(
        **hands.who, person=hands.person().id, code=code, start=start, due_on=due_on
    )


@often(2)
def end_circumstance(hands: Hands) -> object:
    """It is over, or never was."""
    row = _row(hands, Circumstance)
    if hands.random.random() < 0.5:
        return immunization.cancel_circumstance(**hands.who, circumstance=row, cancel_reason="Ghi nhầm")
    return immunization.end_circumstance(**hands.who, circumstance=row, end=hands.at.date())


@often(3)
def put_off(hands: Hands) -> object:
    """Somebody goes without a dose."""
    kind, reason = hands.random.choice((("deferred", "fever"), ("refused", "fear"), ("contraindicated", "anaphylaxis")))
    return immunization.record_deferral(
        **hands.who, person=hands.person().id, kind=kind, reason=reason, group=hands.random.choice(("", "bcg", "polio"))
    )


@often(1)
def cancel_put_off(hands: Hands) -> object:
    """They did not go without."""
    return immunization.cancel_deferral(**hands.who, deferral=_row(hands, Deferral), cancel_reason="Ghi nhầm")


def _day(hands: Hands) -> date:
    return hands.at.date() - timedelta(days=hands.random.choice((0, 0, 1, 28, 30, 60, 90, 400)))


def _row(hands: Hands, model: type[Dose | Circumstance | Deferral]) -> UUID:
    return UUID(str(hands.any_of(model, commune__in=hands.communes).id))
