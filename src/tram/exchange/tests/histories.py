"""Children with vaccinations made by chance from a seed, and exports made comparable: ids of a run told by content."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from tram.exchange.export.collect import resources
from tram.exchange.export.patients import Resource
from tram.exchange.tests import world
from tram.immunization.api import deferral_reasons, groups, routes, sites, vaccines
from tram.immunization.models import Deferral, Dose
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import deed
from tram.kernel.ids import uuid7
from tram.people.api import imported_person

TODAY = world.AT.date()
NAMES = ("Lò Thị Na", "Tẩn A Sáng", "Vàng Thị Đào", "Nguyễn Ánh", "Mùa")


def child(chance: Random) -> UUID:
    """Somebody under six with a handful of doses, some too early, some of which no schedule asks; and deferrals."""
    person, born = uuid7(), TODAY - timedelta(days=chance.randrange(0, 2200))
    doses = [_dose(chance, person, born) for _ in range(chance.randrange(0, 9))]
    seen: dict[tuple[date, str], Dose] = {(row.day, row.vaccine): row for row in doses}
    once = [row for row in seen.values() if not _same_antigens_that_day(row, seen.values())]
    rows = [
        *_person(chance, person, born),
        *once,
        *(_deferral(chance, person, born) for _ in range(chance.randrange(3))),
    ]
    with deed("village.peopled", by=SYSTEM, at=world.AT, person=person, place=world.HERE) as fact:
        fact.add_all(rows)
    return person


def _person(chance: Random, person: UUID, born: date) -> list[Any]:
    systems = chance.sample(["cccd", "local", "urn:x"], chance.randrange(4))
    values = {
        "full_name": chance.choice(NAMES),
        "other_names": chance.sample(["Bé Na", "Lò Na"], chance.randrange(3)),
        "sex": chance.choice(["male", "female", "unknown"]),
        "birth_date": born.replace(month=1, day=1) if (year := chance.random() < 0.1) else born,
        "birth_precision": "year" if year else "day",
        "phone": chance.choice(["", "0912345678"]),
        "died_on": None,
        "died_precision": "day",
        "identifiers": [(system, f"{chance.randrange(10**12):012}") for system in systems],
        "address": chance.choice(["", "Bản Hon", "Nhà 2, Bản Thẳm"]),
        "commune": chance.choice(["", world.HERE]),
    }
    return [*imported_person(row_id=person, commune=world.HERE, values=values, day=TODAY)]


def _dose(chance: Random, person: UUID, born: date) -> Dose:
    day = min(born + timedelta(days=chance.choice([0, 1, 20, 60, 75, 92, 125, 280, 400, 560, 800])), TODAY)
    at = world.AT.replace(year=day.year, month=day.month, day=day.day) if chance.random() < 0.3 else None
    return Dose(
        person_id=person, commune=world.HERE, day=day, given_at=at, vaccine=chance.choice(list(vaccines())),
        lot_number=chance.choice(["", "L1"]), expires_on=chance.choice([None, day - timedelta(9), day + timedelta(90)]),
        site=chance.choice(["", *sites()]), route=chance.choice(["", *routes()]),
        quantity=chance.choice([None, Decimal("0.50"), Decimal("0.05")]), said_number=chance.choice([None, 1, 3]),
        place_name=chance.choice(["", "Bệnh viện tỉnh"]), source=chance.choice(["elsewhere", "campaign", "imported"]),
        note=chance.choice(["", "Ghi theo sổ"]),
    )  # fmt: skip


def _same_antigens_that_day(row: Dose, others: Iterable[Dose]) -> bool:
    """Two doses of a day that give one antigen are one dose to an import: such days are left to other tests."""
    mine = set(vaccines()[row.vaccine].antigens)
    return any(
        each is not row and each.day == row.day and mine & set(vaccines()[each.vaccine].antigens) for each in others
    )


def _deferral(chance: Random, person: UUID, born: date) -> Deferral:
    reason = chance.choice(list(deferral_reasons().values()))
    day = min(born + timedelta(days=chance.randrange(0, 400)), TODAY)
    return Deferral(
        person_id=person, commune=world.HERE, day=day, group=chance.choice(["", *groups()]), kind=reason.kind,
        reason=reason.code, until=chance.choice([None, day + timedelta(days=14)]), note=chance.choice(["", "Sốt nhẹ"]),
    )  # fmt: skip


def exported(people: Iterable[UUID]) -> list[Resource]:
    """What goes out about these people."""
    return [*resources(people, world.AT, {})]


def comparable(found: Iterable[Resource]) -> list[str]:
    """The resources in an order that their content gives, ids replaced by what they stand for, stamps left out."""
    said = [json.loads(json.dumps(one)) for one in found]
    names: dict[str, str] = {}
    for kind in ("Patient", "Immunization"):
        for one in said:
            if one["resourceType"] == kind:
                names[f"{kind}/{one['id']}"] = _bare(one, names)
    return sorted(_bare(one, names) for one in said)


def _bare(one: Resource, names: dict[str, str]) -> str:
    left = {name: value for name, value in one.items() if name not in {"id", "meta"}}
    return json.dumps(_told(left, names), sort_keys=True, ensure_ascii=False)


def _told(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: names.get(each, each) if key == "reference" else _told(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return sorted((_told(each, names) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return value
