"""Patient → person."""

from __future__ import annotations

from typing import Any

from tram.exchange.mapping.shapes import Kept, Mapped
from tram.exchange.mapping.values import clip, codes_of, day_of
from tram.kernel.definitions import load_csv, remembered
from tram.kernel.text import nfc

VN_ADDRESS = "http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address"
NAME_ORDER = {"official": 0, "usual": 1, "": 2, "temp": 3, "anonymous": 4, "nickname": 5, "maiden": 6, "old": 7}


def patient(resource: dict[str, Any], _base: str) -> Mapped | Kept:
    """A person: name, sex, partial birth date, identifiers with their systems, address, phone, death."""
    names = sorted(resource.get("name") or [], key=lambda name: NAME_ORDER.get(name.get("use", ""), 2))
    full_name = next((name for name in map(name_of, names) if name), "")
    if not full_name:
        return Kept("Người bệnh không có tên")
    birth, precision = day_of(resource.get("birthDate"), "birthDate")
    died, died_precision = day_of(resource.get("deceasedDateTime"), "deceasedDateTime")
    address = _chosen_address(resource.get("address") or [])
    row = {
        "full_name": clip(full_name, 160),
        "other_names": [clip(name, 160) for name in dict.fromkeys(map(name_of, names)) if name and name != full_name],
        "sex": resource.get("gender", "unknown"),
        "birth_date": birth,
        "birth_precision": precision,
        "phone": _phone(resource),
        "died_on": died,
        "died_precision": died_precision,
        "identifiers": identifiers_of(resource),
        "address": clip(address_of(address), 250),
        "commune": commune_of(address),
    }
    return Mapped("person", [row], day=birth)


def name_of(name: dict[str, Any]) -> str:
    """A HumanName as Vietnamese papers write it: family name first; the whole text when the source gives it."""
    parts = [name.get("family") or "", *(name.get("given") or [])]
    return nfc(str(name.get("text") or " ".join(part for part in parts if part)))


def identifiers_of(resource: dict[str, Any]) -> list[tuple[str, str]]:
    """(system, value) pairs; national systems under our own names (definitions/exchange/identifier_systems.csv)."""
    found = []
    for each in resource.get("identifier") or []:
        value = nfc(str(each.get("value") or ""))
        if value:
            uri = str(each.get("system") or "")
            system = own_system(uri) or uri or ":".join(sorted(codes_of(each.get("type")))) or "fhir"
            found.append((clip(system, 120), clip(value, 120)))
    return list(dict.fromkeys(found))


def own_system(uri: str) -> str:
    """Our name of an identifier system; '' for one that stays a URI."""
    return _systems().get(uri.rstrip("/"), "")


def system_uri(system: str) -> str:
    """How one of our identifier systems is called outside; one that was a URI from the start stays it."""
    uris = {name: uri for uri, name in _systems().items()}
    return uris.get(system) or (system if ":" in system else f"urn:tram:identifier:{system}")


@remembered
def _systems() -> dict[str, str]:
    return {row["uri"]: row["system"] for row in load_csv("exchange", "identifier_systems")}


def address_of(address: dict[str, Any]) -> str:
    """An Address in one line."""
    lines = address.get("line") or []
    wider = [address.get(part) for part in ("district", "city", "state", "postalCode", "country")]
    return nfc(str(address.get("text") or ", ".join(str(part) for part in [*lines, *wider] if part)))


def commune_of(address: dict[str, Any]) -> str:
    """The national commune code that VN Core's address extension gives; '' for none."""
    for extension in address.get("extension") or []:
        if extension.get("url") == VN_ADDRESS:
            for part in extension.get("extension") or []:
                if part.get("url") == "ward":
                    return next((code for code in codes_of(part.get("valueCodeableConcept")) if _is_commune(code)), "")
    return ""


def _is_commune(code: str) -> bool:
    return len(code) == 5 and code.isdigit()


def _chosen_address(addresses: list[dict[str, Any]]) -> dict[str, Any]:
    order = {"home": 0, "": 1, "temp": 2, "work": 3, "billing": 4, "old": 5}
    return min(addresses, key=lambda address: order.get(address.get("use", ""), 1), default={})


def _phone(resource: dict[str, Any]) -> str:
    contacts = [each for each in resource.get("telecom") or [] if each.get("system") == "phone" and each.get("value")]
    order = {"mobile": 0, "home": 1}
    chosen: dict[str, Any] = min(contacts, key=lambda each: order.get(each.get("use", ""), 2), default={})
    return clip("".join(sign for sign in str(chosen.get("value") or "") if sign.isdigit() or sign == "+"), 20)
