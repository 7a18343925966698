"""Which item of the catalogue a line of a claim names: by code, and for what is bought also by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from tram.claims.reading.model import Drug, Service
from tram.kernel.actors import Actor
from tram.kernel.text import search_key
from tram.supply.api import ItemView, catalogue

DRUGS, SERVICES, SUPPLIES = ("drug", "herb"), ("service", "exam", "bed"), ("supply",)


class Goods:
    """The catalogue of a commune, read once for an import."""

    def __init__(self, by: Actor, commune: str) -> None:
        self._by_code: dict[str, list[ItemView]] = defaultdict(list)
        for item in catalogue(by, commune, None):
            self._by_code[item.code].append(item)

    def drug(self, one: Drug, day: date) -> UUID | None:
        """The drug of this code and name; of several the one of the same registration, tender and strength."""
        marks = (one.registration, one.tender, one.strength, one.preparation)
        return self._best(one.code, DRUGS, one.name, marks, day)

    def service(self, one: Service, day: date) -> UUID | None:
        """The service of this code, of the same name where several have it."""
        found = self._best(one.code, SERVICES, one.name, (), day)
        alone = [item for item in self._by_code.get(one.code, ()) if item.kind in SERVICES]
        return found or (alone[0].id if len(alone) == 1 else None)

    def supply(self, one: Service, day: date) -> UUID | None:
        """The supply of this code and name."""
        return self._best(one.supply, SUPPLIES, one.supply_name, (), day)

    def _best(self, code: str, kinds: Collection[str], name: str, marks: Sequence[str], day: date) -> UUID | None:
        key = search_key(name)
        fitting = [item for item in self._by_code.get(code, ()) if item.kind in kinds and search_key(item.name) == key]
        best = max(fitting, key=lambda item: (_alike(item, marks), item.holds(day), item.valid_from), default=None)
        return best.id if best else None


def _alike(item: ItemView, marks: Sequence[str]) -> int:
    borne = (item.registration, item.tender, item.strength, item.preparation)
    return sum(mine == theirs for mine, theirs in zip(marks, borne, strict=False))
