"""What deeds are told and what they answer, and the checks they share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.refusals import Refusal
from tram.people.models import Person
from tram.people.rules.births import Birth, parse_birth
from tram.people.rules.findings import Finding
from tram.people.rules.numbers import check_identifier

WRITE = "person.write"


@dataclass(frozen=True, slots=True)
class NewIdentifier:
    """An identifier as it was given: system ``cccd``, ``cmnd``, ``bhyt``, ``local`` or a URI."""

    system: str
    value: str
    valid_from: date | None = None
    valid_to: date | None = None
    status: str = "active"
    source: str = ""


@dataclass(frozen=True, slots=True)
class NewStatus:
    """What a list says of a household: ``poor`` or ``near_poor`` between two days; the end may be open."""

    kind: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class NewCover:
    """A period of insurance. ``benefit`` may be left to the 15-sign number; ``area`` is K1, K2, K3 or ""."""

    number: str
    valid_from: date | None = None
    valid_to: date | None = None
    benefit: str = ""
    facility_code: str = ""
    five_years_on: date | None = None
    source: str = ""
    area: str = ""
    exempt_from: date | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a deed answers: the id of the row it concerns, and what it noticed without refusing."""

    id: UUID
    findings: tuple[Finding, ...] = field(default=())


def person_for(by: Actor, person: UUID, deed: str = WRITE, based_on: int | None = None) -> Person:
    """The person a deed is about. Refuses who may not, and a row that moved on since it was read."""
    require(by, deed)
    row = Person.objects.filter(pk=person).first()
    if row is None or not may_see(by, row.commune, row.village_id):
        raise not_found()
    if row.merged_into_id:
        raise Refusal(
            "person.merged", "Hồ sơ này đã nhập vào hồ sơ khác của cùng một người. Hãy mở hồ sơ đó.", status=409
        )
    if based_on is not None and row.stamp != based_on:
        raise Refusal(
            "row.stale", "Người khác vừa sửa hồ sơ này. Hãy tải lại trang, xem thay đổi rồi nhập lại.", status=409
        )
    return row


def birth_of(told: str | Birth | None, today: date) -> Birth | None:
    """A birth told as text or already read; None when unknown."""
    if isinstance(told, str):
        return parse_birth(told, today) if told.strip() else None
    return told


def checked(identifiers: Iterable[NewIdentifier]) -> list[NewIdentifier]:
    """The identifiers in stored form, each once. Refuses wrong shapes and periods that end before they start."""
    found: dict[tuple[str, str], NewIdentifier] = {}
    for told in identifiers:
        check_period(told.valid_from, told.valid_to, told.system)
        value = check_identifier(told.system, told.value)
        found.setdefault(
            (told.system, value),
            NewIdentifier(told.system, value, told.valid_from, told.valid_to, told.status, told.source),
        )
    return list(found.values())


def check_period(start: date | None, end: date | None, field_name: str) -> None:
    """Refuses a period that ends before it starts."""
    if start is not None and end is not None and end < start:
        raise Refusal("person.period_reversed", "Ngày hết hạn phải sau hoặc bằng ngày bắt đầu.", {"field": field_name})


def choice(value: str, allowed: Iterable[str], field_name: str) -> str:
    """The value if it is one of the codes. Refuses others."""
    if value not in set(allowed):
        raise Refusal("person.choice", "Giá trị không có trong danh mục. Hãy chọn lại.", {"field": field_name})
    return value
