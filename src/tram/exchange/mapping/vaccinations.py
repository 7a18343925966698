"""Immunization → a dose given, or (not done) a deferral. What others recommend stays kept: it is their opinion."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from tram.exchange.faults import Unfit
from tram.exchange.mapping.clinical import NO_PERSON, WRONG
from tram.exchange.mapping.keys import Key, key_of
from tram.exchange.mapping.shapes import Kept, Mapped
from tram.exchange.mapping.values import clip, codes_of, day_of, first, instant_of, number_of, text_of
from tram.exchange.vaccination_codes import CARD, SCHEDULE, coded, ours, own, vaccine_of
from tram.immunization.api import deferral_reasons, groups, vaccines
from tram.kernel.text import nfc

UNKNOWN_VACCINE = Kept("Vắc xin này chưa có trong danh mục của Trạm")
NO_EXACT_DAY = Kept("Không nói rõ ngày tiêm")
WEAK = Kept("Nguồn ghi liều này không đủ hiệu lực, không nói vì sao; không tính là một mũi")
OPINION = Kept("Ý kiến của nơi khác, để đối chiếu với lịch hẹn của trạm")
ALREADY_IMMUNE = Kept("Nguồn ghi không tiêm vì đã có miễn dịch")
_COLUMNS = {"Location": "facility", "Organization": "facility", "Practitioner": "staff"}
_WRITTEN = re.compile(r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$")
_MILLILITRES = frozenset({"ml", "cc"})
STATUSES = frozenset({"completed", "entered-in-error", "not-done"})  # a required binding the JSON schema leaves out
HUNDREDTH = Decimal("0.01")
MOST_DOSES, MOST_MILLILITRES = 20, Decimal(10)


def immunization(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """A dose, or why none was given. What cannot be dated or named in our lists is kept with its reason."""
    if resource["status"] not in STATUSES:
        raise Unfit("status", gettext_noop("giá trị không thuộc danh mục cho phép"))
    if resource["status"] == "entered-in-error":
        return WRONG
    person = key_of(resource.get("patient"), base, "Patient")
    if person is None:
        return NO_PERSON
    becomes = _not_done if resource["status"] == "not-done" else _dose
    return becomes(resource, base, person)


def opinion(_resource: dict[str, Any], _base: str) -> Mapped | Kept:
    """What another system recommends or judges: never ours, so never used."""
    return OPINION


def _dose(resource: dict[str, Any], base: str, person: Key) -> Mapped | Kept:
    vaccine = vaccine_of(resource["vaccineCode"])
    day, at = occurrence(resource)
    if not vaccine or day is None:
        return NO_EXACT_DAY if vaccine else UNKNOWN_VACCINE
    expires = _last_day(resource.get("expirationDate"))
    if resource.get("isSubpotent") and not (expires and expires < day):
        return WEAK
    row = {
        "day": day,
        "given_at": at,
        "vaccine": vaccine,
        "lot_number": clip(nfc(resource.get("lotNumber", "")), 30),
        "expires_on": expires,
        "site": ours("site", resource.get("site")),
        "route": ours("route", resource.get("route")),
        "quantity": _millilitres(resource.get("doseQuantity")),
        "said_number": said_number(resource.get("protocolApplied") or []),
        "place_name": clip(_place(resource), 150),
        "source": _source(resource),
        "note": clip(_note(resource), 250),
    }
    return Mapped("dose", [row], {"person": person} | _links(resource, base), day)


def _not_done(resource: dict[str, Any], _base: str, person: Key) -> Mapped | Kept:
    day, _ = occurrence(resource)
    if day is None:
        return NO_EXACT_DAY
    reason = resource.get("statusReason")
    if "IMMUNE" in codes_of(reason):
        return ALREADY_IMMUNE
    group = _group(resource["vaccineCode"])
    if group is None:
        return UNKNOWN_VACCINE
    row = {
        "day": day,
        "group": group,
        "kind": ours("kind", reason) or "deferred",
        "reason": next(
            (code for system, code in coded(reason) if code in deferral_reasons() and system == own("reason")), ""
        ),
        "until": _until(resource),
        "note": clip(_note(resource) or _said_reason(reason), 250),
    }
    return Mapped("deferral", [row], {"person": person}, day)


def occurrence(resource: dict[str, Any]) -> tuple[date | None, datetime | None]:
    """(day, instant) of a dose; the instant None when only the day is said, both when not even the whole day is."""
    said = resource.get("occurrenceDateTime")
    day, precision = day_of(said, "occurrenceDateTime")
    if day is not None:
        at = instant_of(said, "occurrenceDateTime") if "T" in str(said) else None
        return (day, at) if precision == "day" else (None, None)
    written = _WRITTEN.match(str(resource.get("occurrenceString") or ""))
    if written is None:
        return None, None
    turned = "-".join(part.zfill(2) for part in reversed(written.groups()))
    return day_of(turned, "occurrenceString")[0], None


def said_number(protocols: list[dict[str, Any]]) -> int | None:
    """The number a card or another system gives the dose; what our own schedule once counted is no such saying."""
    cards = [each for each in protocols if each.get("series") == CARD]
    for each in cards or [other for other in protocols if other.get("series") != SCHEDULE]:
        number = str(first(each, "doseNumberPositiveInt", "doseNumberString")[0] or "")
        if number.isdecimal() and 0 < int(number[:4]) <= MOST_DOSES:
            return int(number)
    return None


def _source(resource: dict[str, Any]) -> str:
    """Whose word it is: of those who gave the dose (``imported``; a campaign is named as such), or at second hand."""
    if not resource.get("primarySource"):
        return "elsewhere"
    return "campaign" if ours("source", resource.get("reasonCode") or []) == "campaign" else "imported"


def _links(resource: dict[str, Any], base: str) -> dict[str, Key]:
    """Where and by whom: a location before an organisation that performed it."""
    actors = [each.get("actor") or {} for each in resource.get("performer") or []]
    keys = [key_of(resource.get("location"), base, "Location"), *(key_of(actor, base) for actor in actors)]
    found: dict[str, Key] = {}
    for key in keys:
        name = {"Location": "facility", "Organization": "facility", "Practitioner": "staff"}.get(
            getattr(key, "resource_type", "")
        )
        if key is not None and name:
            found.setdefault(name, key)
    return found


def _place(resource: dict[str, Any]) -> str:
    """What the place is called where the resource itself says so."""
    actors = [each.get("actor") or {} for each in resource.get("performer") or []]
    houses = [actor for actor in actors if actor.get("type") == "Organization" or _leads_to_a_house(actor)]
    return nfc(
        next((str(each["display"]) for each in [resource.get("location") or {}, *houses] if each.get("display")), "")
    )


def _leads_to_a_house(actor: dict[str, Any]) -> bool:
    key = key_of(actor)
    return key is not None and key.resource_type == "Organization"


def _millilitres(quantity: Any) -> Decimal | None:
    """The amount when it is in millilitres, to a hundredth; None otherwise."""
    units = {str((quantity or {}).get(name) or "").lower() for name in ("unit", "code")}
    number = number_of((quantity or {}).get("value"))
    exact = number.quantize(HUNDREDTH) if number is not None and number <= MOST_MILLILITRES else None
    return exact if exact and exact > 0 and units & _MILLILITRES else None


def _last_day(text: Any) -> date | None:
    """The last day a vial may be used: of a whole month or year, its last."""
    day, precision = day_of(text, "expirationDate")
    if day is None or precision == "day":
        return day
    month = 12 if precision == "year" else day.month
    return date(day.year, month, monthrange(day.year, month)[1])


def _group(said: Any) -> str | None:
    """The line of the schedule that was put off: '' for all; None for what we do not know."""
    mine = next((code for system, code in coded(said) if system == own("group")), "")
    if mine == "all":
        return ""
    vaccine = vaccine_of(said)
    return mine if mine in groups() else (vaccines()[vaccine].group if vaccine else None) or None


def _until(resource: dict[str, Any]) -> date | None:
    for each in resource.get("extension") or []:
        if each.get("url") == own("deferred-until"):
            return day_of(each.get("valueDate"), "extension.valueDate")[0]
    return None


def _own_reason(reason: Any) -> str:
    said = (code for system, code in coded(reason) if system == own("reason"))
    return next((code for code in said if code in deferral_reasons()), "")


def _note(resource: dict[str, Any]) -> str:
    notes = [nfc(str(each.get("text") or "")) for each in resource.get("note") or []]
    signs = [_reaction(each, resource.get("contained") or []) for each in resource.get("reaction") or []]
    return " ".join(filter(None, [*notes, *signs]))


def _reaction(said: dict[str, Any], contained: list[dict[str, Any]]) -> str:
    """What followed, as a sentence beside the dose; an adverse event is recorded by those who saw it."""
    detail = said.get("detail") or {}
    inside = next((each for each in contained if f"#{each.get('id')}" == detail.get("reference")), {})
    words = [detail.get("display"), text_of(inside.get("code")), inside.get("valueString")]
    day, _ = day_of(said.get("date"), "reaction.date")
    told = ": ".join(nfc(str(each)) for each in words if each) or "phản ứng sau tiêm"
    return f"Nguồn ghi {told}{f' ({day:%d/%m/%Y})' if day else ''}."


def _said_reason(reason: Any) -> str:
    """The reason in words, unless our own codes say it."""
    return "" if any(system.startswith("urn:tram:") for system, _ in coded(reason)) else text_of(reason)
