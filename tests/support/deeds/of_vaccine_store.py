"""Deeds of the vaccine store, of fridges and of adverse events."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from tests.support.deeds.hands import Hands, often
from tram.immunization import api as immunization
from tram.immunization.models import AdverseEvent, Dose, Fridge, FridgeReading, StockMovement, VaccineLot

NUMBERS = ("L-1", "l1", "L 2")
WASTED = immunization.Said("broken")


@often(5)
def receive(hands: Hands) -> object:
    """Vaccine comes; machines of one commune write the same lot each for itself."""
    draw = hands.random
    line = immunization.ReceiptLine(
        draw.choice(("bcg", "hepb")),
        draw.choice(NUMBERS),
        hands.at.date() + timedelta(days=300),
        draw.randint(1, 9),
        10,
    )
    return immunization.receive_vaccine(**hands.who, commune=hands.here(), day=hands.at.date(), lines=[line])


@often(5)
def dose_of_a_lot(hands: Hands) -> object:
    """A dose taken from the store."""
    lot = hands.any_of(VaccineLot, commune=hands.commune)
    return immunization.record_dose(
        **hands.who, person=hands.person().id, vaccine=lot.vaccine, day=hands.at.date(), lot=lot.id
    )


@often(3)
def move_vials(hands: Hands) -> object:
    """Vials are wasted, sent back or counted."""
    lot, day, draw = _lot(hands), hands.at.date(), hands.random
    what = draw.choice(("waste", "return", "count"))
    if what == "waste":
        return immunization.waste_vials(**hands.who, lot=lot, day=day, vials=1, said=WASTED)
    if what == "return":
        back = immunization.Said("surplus", partner="Trung tâm y tế")
        return immunization.return_vials(**hands.who, lot=lot, day=day, vials=1, said=back)
    commune = str(VaccineLot.objects.get(pk=lot).commune)
    lost = {lot: immunization.Said("lost")}
    return immunization.count_lots(**hands.who, commune=commune, day=day, counted={lot: draw.randint(0, 9)}, why=lost)


@often(2)
def cancel_movement(hands: Hands) -> object:
    """A line of the store was written wrongly."""
    row = hands.any_of(StockMovement, commune__in=hands.communes)
    immunization.cancel_movement(**hands.who, movement=row.id, cancel_reason="Ghi nhầm")
    return row


@often(2)
def hold_or_release(hands: Hands) -> object:
    """A lot may not be used, or may again."""
    deed = hands.random.choice((immunization.hold_lot, immunization.release_lot))
    return deed(**hands.who, lot=_lot(hands), reason="Theo công văn")


@often(1)
def fridge(hands: Hands) -> object:
    """A fridge that the machines do not share yet."""
    day = hands.at.date() - timedelta(days=3)
    return immunization.add_fridge(**hands.who, commune=hands.here(), name="Tủ 1", day=day)


@often(3)
def temperature(hands: Hands) -> object:
    """A reading, or one taken back."""
    if hands.random.random() < 0.2:
        row = hands.any_of(FridgeReading, commune__in=hands.communes)
        immunization.cancel_reading(**hands.who, reading=row.id, cancel_reason="Gõ nhầm")
        return row
    one = hands.any_of(Fridge, commune__in=hands.communes)
    read = immunization.Read(Decimal(hands.random.choice(("4", "9.5"))), action="Chuyển tủ")
    return immunization.record_readings(**hands.who, commune=one.commune, readings={one.id: read})


@often(3)
def adverse_event(hands: Hands) -> object:
    """Something befalls somebody; a serious event holds the lots of that day."""
    dose = hands.any_of(Dose, commune=hands.commune, status="current")
    symptom = hands.random.choice(("local", "anaphylaxis"))
    answers = {"onset_on": hands.at.date().isoformat(), "symptoms": [symptom]}
    return immunization.record_event(**hands.who, person=dose.person_id, dose=dose.id, answers=answers)


@often(2)
def after_an_event(hands: Hands) -> object:
    """The notice is given, or the event ends."""
    row = hands.any_of(AdverseEvent, commune__in=hands.communes)
    if hands.random.random() < 0.5:
        return immunization.mark_notified(**hands.who, event=row.id, notified_at=hands.at, notified_to="Sở Y tế")
    return immunization.close_event(**hands.who, event=row.id, cause="coincidental")


def _lot(hands: Hands) -> UUID:
    return UUID(str(hands.any_of(VaccineLot, commune__in=hands.communes).id))
