"""Every shipped indicator's examples laid into one world: each in communes of its own, its people nobody else's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from tram.engines.query import Example, Params, Type, example_rows
from tram.reports.api import Indicator, every_indicator
from tram.warehouse.api import tables

REFERENCE = {"encounters.icd10": "icd3"}
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Placed:
    """An example and what its communes' codes begin with."""

    indicator: Indicator
    example: Example
    mark: str

    @property
    def params(self) -> Params:
        """When the example is asked; everywhere, because its communes tell it apart."""
        asked = self.example.params
        return Params(asked.at, asked.start, asked.end)

    def covers(self, commune: str) -> bool:
        """Whether the example asks about the commune."""
        places = self.example.params.places
        return commune.startswith(self.mark) if places is None else commune in {self.mark + place for place in places}

    @property
    def expected(self) -> tuple[int, int | None]:
        """The hand-worked answer."""
        return self.example.numerator, self.example.denominator


def placed() -> tuple[Placed, ...]:
    """Every example of every indicator."""
    found = [(one, example) for one in every_indicator() for example in one.definition.examples]
    return tuple(Placed(one, example, f"e{number:03d}-") for number, (one, example) in enumerate(found))


def lay_into(rows: Rows) -> None:
    """Adds the rows of every example. Lists that belong to no commune are added where the world lacks them."""
    known = {name: {row[key] for row in rows[name]} for name, key in REFERENCE.items()}
    numbers: dict[str, int] = defaultdict(lambda: 1_000_000)
    for one in placed():
        for name, told in example_rows(one.indicator.definition, one.example, tables()).items():
            for row in told:
                if name in REFERENCE and row[REFERENCE[name]] in known[name]:
                    continue
                numbers[name] += 1
                rows[name].append(_moved(name, row, one.mark, numbers[name]))
                known.get(name, set()).add(row.get(REFERENCE.get(name, "")))


def _moved(name: str, row: dict[str, Any], mark: str, number: int) -> dict[str, Any]:
    """The row in the example's own communes, with ids of its own."""
    table = tables()[name]
    moved = {column: _own(value, mark) for column, value in row.items()}
    place, counted = table.column(table.place_column), table.column(table.id_column)
    if place is not None:
        moved[place.name] = mark + (row[place.name] or "")
    if counted is not None and counted.type is Type.INT:
        moved[counted.name] = number
    return moved


def _own(value: Any, mark: str) -> Any:
    return uuid5(value, mark) if isinstance(value, UUID) else value
