"""What a unit is about to write: rows and changes by person, cut into facts, written in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tram.exchange.limits import FACT_ROWS
from tram.kernel.actors import Actor
from tram.kernel.facts import batch, deed
from tram.kernel.records import Record
from tram.kernel.refusals import Refusal

FACT = "fhir.received"
ALL = 1 << 30
Step = tuple[Record, dict[str, Any] | None]


class Plan:
    """Collects; writes once. A row about a person goes into a fact about that person."""

    def __init__(self) -> None:
        self.steps: dict[UUID | None, list[Step]] = {None: []}  # what others refer to is written first

    def add(self, person: UUID | None, rows: Iterable[Record]) -> None:
        """New rows."""
        self.steps.setdefault(person, []).extend((row, None) for row in rows)

    def change(self, person: UUID | None, row: Record, values: dict[str, Any]) -> None:
        """New values of a row that is here; those it holds already are left out."""
        if any(getattr(row, name) != value for name, value in values.items()):
            self.steps.setdefault(person, []).append((row, values))

    def write(self, *, by: Actor, at: datetime, place: str) -> None:
        """Writes all in one transaction, ``FACT_ROWS`` rows a fact at most. Refuses what the database refuses."""
        try:
            with transaction.atomic(), batch(size=ALL):
                self._facts(by, at, place)
        except IntegrityError as error:
            raise Refusal(
                "exchange.not_written", "Không ghi được: dữ liệu trái với dữ liệu đã có.", status=409
            ) from error

    def _facts(self, by: Actor, at: datetime, place: str) -> None:
        for person, all_steps in self.steps.items():
            for where, steps in _by_place(all_steps, place if person else None).items():
                for start in range(0, len(steps), FACT_ROWS):
                    with deed(FACT, by=by, at=at, place=where, person=person) as fact:
                        for row, values in steps[start : start + FACT_ROWS]:
                            if values is None:
                                fact.add(row)
                            else:
                                fact.change(row, **values)


def _by_place(steps: list[Step], place: str | None) -> dict[str, list[Step]]:
    """A person's steps under the place that takes them in; others under the commune of their row."""
    if place is not None:
        return {place: steps}
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(getattr(step[0], "commune", ""), []).append(step)
    return found
