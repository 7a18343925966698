"""Published law into tables: provinces, communes and who succeeded whom, from ``definitions/places/``."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction

from tram.kernel.definitions import ROOT, load_csv, load_toml
from tram.kernel.text import search_key
from tram.places.models import Commune, CommuneSuccession, LoadedDefinitions, Province
from tram.places.reads.law import forget
from tram.places.views import Loaded

RowT = TypeVar("RowT", Province, Commune, CommuneSuccession)
BATCH = 2000
READING = 1  # raise it when rows are made differently from the same definitions


def load_reference(provinces: frozenset[str] | None = None) -> Loaded:
    """Brings the tables of law up to ``definitions/places`` and returns how many rows were added or changed.

    Running it again changes nothing; rows are never taken away. ``provinces`` (codes of today) loads only their part,
    for a small test; None is the whole nation, old communes included.
    """
    digest = _digest()
    if provinces is None and LoadedDefinitions.objects.filter(digest=digest).exists():
        return Loaded(added=0, changed=0)
    succession = _successions(provinces)
    kept = None if provinces is None else {row.old_code for row in succession}
    with transaction.atomic():
        done = [
            _bring_up(Province, _provinces(), ("code", "valid_from")),
            _bring_up(Commune, [*_communes(provinces), *_old_communes(kept)], ("code", "valid_from")),
            _bring_up(CommuneSuccession, succession, ("old_code", "new_code", "effective_on")),
        ]
        LoadedDefinitions.objects.all().delete()
        if provinces is None:
            LoadedDefinitions.objects.create(digest=digest)
    forget()
    return Loaded(added=sum(added for added, _ in done), changed=sum(changed for _, changed in done))


def _digest() -> str:
    """A digest of everything in ``definitions/places`` and of how this file reads it."""
    found = hashlib.sha256(str(READING).encode())
    for path in sorted((ROOT / "places").iterdir()):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def _bring_up(model: type[RowT], rows: Sequence[RowT], key: tuple[str, ...]) -> tuple[int, int]:
    """Writes the rows that are new or differ: (added, changed)."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    manager: Any = model._meta.default_manager
    stored = {tuple(row[names.index(k)] for k in key): row for row in manager.values_list(*names)}
    new, changed = [], []
    for row in rows:
        found = stored.get(tuple(getattr(row, k) for k in key))
        if found is None:
            new.append(row)
        elif found != tuple(getattr(row, name) for name in names):
            changed.append(row)
    manager.bulk_create(new, batch_size=BATCH)
    rest = [name for name in names if name not in key]
    if changed:
        manager.bulk_create(changed, batch_size=BATCH, update_conflicts=True, unique_fields=key, update_fields=rest)
    return len(new), len(changed)


def _validity(name: str) -> dict[str, date | None]:
    head = load_toml("places", name)
    return {"valid_from": head["effective_from"], "valid_to": head.get("effective_to")}


def _provinces() -> list[Province]:
    return [
        Province(code=row["code"], name=row["name"], unit_type=row["unit_type"], **_validity(name))
        for name in ("provinces", "provinces_until_2025_06")
        for row in load_csv("places", name)
    ]


def _communes(provinces: frozenset[str] | None) -> Iterable[Commune]:
    names = {row["code"]: row["name"] for row in load_csv("places", "provinces")}
    figures = {row["code"]: row for row in load_csv("places", "commune_population")}
    valid = _validity("communes")
    for row in load_csv("places", "communes"):
        if provinces is None or row["province_code"] in provinces:
            found = figures.get(row["code"], {})
            yield Commune(
                **_named(row["code"], row["name"], row["unit_type"]),
                **_within(row, row["province_code"], names[row["province_code"]]),
                **valid,
                population=int(found["population"]) if found.get("population") else None,
                area_km2=_decimal(found.get("area_km2"), "0.01"),
                longitude=_decimal(found.get("longitude"), "0.00001"),
                latitude=_decimal(found.get("latitude"), "0.00001"),
            )


def _old_communes(kept: set[str] | None) -> Iterable[Commune]:
    names = {row["code"]: row["name"] for row in load_csv("places", "provinces_until_2025_06")}
    districts = {row["code"]: row for row in load_csv("places", "districts_until_2025_06")}
    valid = _validity("communes_until_2025_06")
    for row in load_csv("places", "communes_until_2025_06"):
        if kept is None or row["code"] in kept:
            district = districts[row["district_code"]]
            yield Commune(
                **_named(row["code"], row["name"], row["unit_type"]),
                **_within(row, district["province_code"], names[district["province_code"]], district["name"]),
                **valid,
            )


def _named(code: str, name: str, unit_type: str) -> dict[str, str]:
    return {"code": code, "name": name, "full_name": f"{unit_type} {name}", "unit_type": unit_type}


def _within(row: dict[str, str], province: str, province_name: str, district: str = "") -> dict[str, str]:
    """The units above a commune, and the key that finds it by any of their names."""
    words = f"{row['unit_type']} {row['name']} {district} {province_name}"
    return {
        "province_code": province,
        "province_name": province_name,
        "district_name": district,
        "search_key": search_key(words),
    }


def _successions(provinces: frozenset[str] | None) -> list[CommuneSuccession]:
    rows = load_csv("places", "commune_succession")
    homes = {row["code"]: row["province_code"] for row in load_csv("places", "communes")}
    parts = Counter(row["old_code"] for row in rows)
    effective_on = load_toml("places", "commune_succession")["effective_from"]
    return [
        CommuneSuccession(
            old_code=row["old_code"],
            new_code=row["new_code"],
            divided=parts[row["old_code"]] > 1,
            effective_on=effective_on,
        )
        for row in rows
        if provinces is None or homes[row["new_code"]] in provinces
    ]


def _decimal(text: str | None, step: str) -> Decimal | None:
    """A number at the column's own precision; None for a blank or a zero, which the source writes for unknown."""
    return Decimal(text).quantize(Decimal(step)) if text and Decimal(text) else None
