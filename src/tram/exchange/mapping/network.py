"""Organization and Location → facility; Practitioner and PractitionerRole → staff member."""

from __future__ import annotations

from typing import Any

from tram.exchange.mapping.keys import Key, key_of
from tram.exchange.mapping.people import address_of, identifiers_of, name_of
from tram.exchange.mapping.shapes import Kept, Mapped
from tram.exchange.mapping.values import clip, codes_of, text_of
from tram.kernel.definitions import load_csv, remembered
from tram.kernel.text import search_key


def organization(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """A facility with its name, kind, address and codes."""
    return _facility(resource, base, resource.get("type"), resource.get("address") or [], "partOf")


def location(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """A facility; the same as its managing organisation's when both bear one name."""
    return _facility(resource, base, resource.get("type"), [resource.get("address") or {}], "managingOrganization")


def _facility(resource: dict[str, Any], base: str, kinds: Any, addresses: list[Any], above: str) -> Mapped | Kept:
    name = clip(text_of({"text": resource.get("name")}), 200)
    if not name:
        return Kept("Cơ sở không có tên")
    row = {
        "name": name,
        "kind": facility_kind(codes_of(kinds or []), name),
        "address": clip(address_of(addresses[0]) if addresses else "", 250),
        "codes": identifiers_of(resource),
    }
    parent = key_of(resource.get(above), base, "Organization")
    return Mapped("facility", [row], {"parent": parent} if parent else {})


def facility_kind(codes: frozenset[str], name: str) -> str:
    """Our kind of facility for FHIR type codes, else for words of the name (facility_kinds.csv)."""
    key = f" {search_key(name)} "
    for row in _kinds():
        if row["code"] in codes or (row["word"] and f" {row['word']} " in key):
            return row["kind"]
    return "other"


@remembered
def _kinds() -> tuple[dict[str, str], ...]:
    return load_csv("exchange", "facility_kinds")


def practitioner(resource: dict[str, Any], _base: str) -> Mapped | Kept:
    """A staff member outside our communes: name, profession, first identifier as source."""
    names = [name_of(name) for name in resource.get("name") or []]
    full_name = next((name for name in names if name), "")
    if not full_name:
        return Kept("Nhân viên không có tên")
    identifiers = identifiers_of(resource)
    row = {
        "full_name": clip(full_name, 160),
        "profession": profession_of(resource),
        "source_system": identifiers[0][0] if identifiers else "",
        "source_value": identifiers[0][1] if identifiers else "",
    }
    return Mapped("staff", [row])


def profession_of(resource: dict[str, Any]) -> str:
    """A profession by qualification codes or the title before the name; 'other' when neither says."""
    marks = {code.upper() for each in resource.get("qualification") or [] for code in codes_of(each.get("code"))}
    for name in resource.get("name") or []:
        marks |= {search_key(str(prefix)).upper() for prefix in name.get("prefix") or []}
    return next((row["profession"] for row in load_csv("exchange", "professions") if row["mark"] in marks), "other")


def practitioner_role(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """Where a practitioner works; kept when it does not say both who and where."""
    who = key_of(resource.get("practitioner"), base, "Practitioner")
    where = key_of(resource.get("organization"), base, "Organization")
    if not where:
        where = next(iter(_keys(resource.get("location"), base, "Location")), None)
    if who is None or where is None:
        return Kept("Vai trò không nói đủ ai và ở đâu")
    return Mapped("role", [{}], {"staff": who, "facility": where})


def _keys(references: Any, base: str, resource_type: str) -> list[Key]:
    found = [key_of(each, base, resource_type) for each in references or []]
    return [key for key in found if key is not None]
