"""A scanned card: the person it belongs to, or what is known of somebody new."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.people.reads.addresses import place_of
from tram.people.reads.duplicates import with_name, with_numbers, without_number
from tram.people.reads.views import Hit
from tram.people.rules.numbers import BHYT, CCCD, CMND
from tram.people.rules.scan import CitizenCard, InsuranceCard, read_card


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan gave.

    ``card`` None: not a card. ``person``: whose card it is. ``alike``: people of the same name and birth year.
    ``form``: the registration form's fields, by name, for somebody new.
    """

    card: CitizenCard | InsuranceCard | None
    person: Hit | None = None
    alike: tuple[Hit, ...] = ()
    form: dict[str, str] = field(default_factory=dict)


def scan(actor: Actor, text: str, at: datetime) -> Scanned:
    """Reads a card and looks for its holder among the people the actor may see."""
    require(actor, "person.read")
    card = read_card(text, today_vn(at))
    if card is None:
        return Scanned(None)
    found = _holder(actor, card)
    if found:
        return Scanned(card, person=found[0])
    form = _form(actor, card, at)
    alike = with_name(actor, card.name, card.birth.day.year, form["commune"]) if card.birth else []
    return Scanned(card, alike=tuple(alike), form=form)


def _holder(actor: Actor, card: CitizenCard | InsuranceCard) -> list[Hit]:
    """By the card's number; by the old number only somebody who bears no other citizen number."""
    if isinstance(card, InsuranceCard):
        return with_numbers(actor, [(BHYT, card.social)])
    found = with_numbers(actor, [(CCCD, card.number)])
    if found or not card.old_number:
        return found
    return without_number(with_numbers(actor, [(CMND, card.old_number)]), CCCD)


def _form(actor: Actor, card: CitizenCard | InsuranceCard, at: datetime) -> dict[str, str]:
    place = place_of(actor, card.address, today_vn(at)) if card.address else None
    home = actor.commune or next(iter(sorted(actor.communes or ())), "")
    form = {
        "full_name": card.name,
        "birth": card.birth.text if card.birth else "",
        "sex": card.sex,
        "commune": place.commune if place else home,
        "village": str(place.village) if place and place.village else "",
        "address": place.rest if place else card.address,
        "residence_kind": "permanent" if place or not card.address else "visitor",
    }
    if isinstance(card, CitizenCard):
        return form | {"cccd": card.number, "cmnd": card.old_number}
    return form | {
        "bhyt": card.number,
        "bhyt_from": _day(card.valid_from),
        "bhyt_to": _day(card.valid_to),
        "bhyt_benefit": card.benefit,
        "bhyt_facility": card.facility_code,
        "bhyt_area": card.area,
        "bhyt_five_years": _day(card.five_years_on),
        "bhyt_issued": _day(card.issued_on),
    }


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
