"""The place a report is about, and whether somebody may read or close reports of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from tram.kernel.actors import Actor, may_see, not_found, require
from tram.places import api as places

COMMUNE, PROVINCE = "commune", "province"
DIGITS = {5: COMMUNE, 2: PROVINCE}


@dataclass(frozen=True, slots=True)
class Place:
    """A commune (5 digits) or a province (2) as it was on a period's last day, and who signs for it."""

    code: str
    level: str
    name: str
    above: str
    unit: str
    communes: tuple[str, ...]


def place_for(actor: Actor, code: str, day: date, deed: str = "report.read") -> Place:
    """The place, for somebody who may do the deed there.

    Refuses a role (403), and (404, as what does not exist) a place out of scope or unknown, and anybody bound to single
    villages: a report is about all of them. A province is in scope when all its communes are.
    """
    require(actor, deed)
    if actor.villages is not None:
        raise not_found()
    found = find_place(code, day)
    if found is None or not all(may_see(actor, commune) for commune in found.communes):
        raise not_found()
    return found


def find_place(code: str, day: date) -> Place | None:
    """The place on a day, in Vietnamese words as its reports bear them; None when no place has the code."""
    with override("vi"):
        return {COMMUNE: _commune, PROVINCE: _province}[DIGITS[len(code)]](code, day) if len(code) in DIGITS else None


def place_name(code: str, day: date) -> str:
    """The name of a commune or province on a day; the code where nothing has it."""
    if DIGITS[len(code)] == COMMUNE:
        found = places.commune(code, day)
        return found.full_name if found else code
    return next((one.name for one in places.provinces(day) if one.code == code), code)


def _commune(code: str, day: date) -> Place | None:
    found = places.commune(code, day)
    if found is None:
        return None
    station = places.station_of(code, day)
    unit = station.name if station else f"Trạm Y tế {_lowered(found.full_name)}"
    return Place(code, COMMUNE, found.full_name, found.province_name, unit, (code,))


def _province(code: str, day: date) -> Place | None:
    found = next((one for one in places.provinces(day) if one.code == code), None)
    if found is None:
        return None
    communes = tuple(sorted(places.communes_of_province(code, day)))
    return (
        Place(code, PROVINCE, found.name, "Bộ Y tế", f"Sở Y tế {_lowered(found.name)}", communes) if communes else None
    )


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def places_for(actor: Actor, day: date, province: str = "") -> tuple[str, ...]:
    """The codes somebody may read reports of: their communes, and the province when they see all of it.

    Somebody who sees the whole nation chooses a province. Refuses (404) one that there is not.
    """
    require(actor, "report.read")
    if actor.villages is not None:
        return ()
    if actor.communes is None:
        return _with_communes(province, day) if province else ()
    whole = {code for commune in actor.communes if (code := places.province_of(commune))}
    wholly = [code for code in sorted(whole) if places.communes_of_province(code, day) <= actor.communes]
    return (*wholly, *sorted(actor.communes))


def _with_communes(province: str, day: date) -> tuple[str, ...]:
    found = find_place(province, day)
    if found is None or found.level != PROVINCE:
        raise not_found()
    return (province, *(one.code for one in places.communes(province, day)))
