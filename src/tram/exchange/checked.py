"""One resource looked at by itself: its identity, validity, heading and mapping. No database."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import msgspec

from tram.exchange.faults import Fault, Unfit
from tram.exchange.mapping import Heading, Kept, Mapped, base_of, heading, mapped
from tram.exchange.mapping.values import instant_of
from tram.exchange.reading.units import Entry, Unit, decode
from tram.exchange.schema import faults, known

LONGEST_URL, LONGEST_BASE, LONGEST_ID = 300, 200, 200


class Identity(msgspec.Struct, frozen=True):
    """Who a resource is, over every import: the server it lives on ('' unknown), its type, its id there."""

    source: str
    resource_type: str
    resource_id: str


class Checked(msgspec.Struct):
    """A resource that may be taken in: what it is, what it says of itself, what it becomes."""

    entry: Entry
    identity: Identity
    digest: str
    version_at: datetime | None
    local_id: str
    heading: Heading
    becomes: Mapped | Kept


class Opened(msgspec.Struct):
    """A resource opened but not yet judged: enough to know whether it is here already."""

    entry: Entry
    body: dict[str, Any]
    identity: Identity
    digest: str
    version_at: datetime | None


def opened(entry: Entry, unit: Unit) -> Opened:
    """The resource of an entry. Refuses (``Unfit``) what is not JSON, no FHIR R4 resource, or cannot be identified."""
    body = decode(entry.raw)
    if not isinstance(body, dict):
        raise Unfit("", "phải là một đối tượng JSON {…}")
    if not known(body.get("resourceType")):
        raise Unfit("resourceType", "không phải loại tài nguyên FHIR R4")
    digest = digest_of(body)
    return Opened(entry, body, _identity(entry, body, digest), digest, _version(body, unit.at))


def checked(found: Opened) -> Checked:
    """The resource judged. Refuses the first fault it finds."""
    if b"\\u0000" in found.entry.raw and (field := _nul(found.body, "")):
        raise Unfit(field, "có ký tự rỗng (NUL)")
    wrong = faults(found.body)
    if wrong:
        raise wrong[0]
    base, identity = found.identity.source, found.identity
    local = str(found.body.get("id") or identity.resource_id)
    head = heading(found.body, base)
    return Checked(found.entry, identity, found.digest, found.version_at, local, head, mapped(found.body, base))


def fault_of(unit: Unit, entry: Entry, unfit: Unfit, resource: str = "") -> Fault:
    """A refusal with its place; the resource is named by type, never by what it says."""
    return Fault(unit.file, entry.place, resource, unfit.field, unfit.reason)


def digest_of(body: dict[str, Any]) -> str:
    """A hash of what the resource says, whatever its layout and order of fields."""
    try:
        return hashlib.sha256(msgspec.json.encode(body, order="sorted")).hexdigest()
    except (UnicodeEncodeError, RecursionError, OverflowError, ValueError):
        raise Unfit("", "có ký tự hoặc số không viết lại được") from None


def _identity(entry: Entry, body: dict[str, Any], digest: str) -> Identity:
    """By the address in the bundle, else by the resource's own id, else by what it says."""
    resource_type = str(body["resourceType"])
    source, given = base_of(entry.full_url)
    own = body.get("id")
    if own is not None and not isinstance(own, str):
        raise Unfit("id", "sai kiểu dữ liệu")
    resource_id = given or own or f"#{digest}"
    if len(entry.full_url) > LONGEST_URL or len(source) > LONGEST_BASE or len(resource_id) > LONGEST_ID:
        raise Unfit("fullUrl", f"dài hơn {LONGEST_URL} ký tự")
    return Identity(source, resource_type, resource_id)


def _version(body: dict[str, Any], bundle_at: str) -> datetime | None:
    """When the source says this version was made; None when it does not say, or says nonsense."""
    meta = body.get("meta")
    said = meta.get("lastUpdated") if isinstance(meta, dict) else None
    try:
        return instant_of(said or bundle_at or None, "meta.lastUpdated")
    except Unfit:
        return None


def _nul(value: Any, path: str) -> str:
    """The path of the first text with a NUL; '' for none. PostgreSQL cannot hold one."""
    if isinstance(value, str):
        return path if "\x00" in value else ""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        here = f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}".lstrip(".")
        if "\x00" in str(key):
            return here.replace("\x00", "?")
        if found := _nul(each, here):
            return found
    return ""
