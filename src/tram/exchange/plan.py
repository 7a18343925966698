"""What a unit is about to write: rows and changes by person, cut into facts, written in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tram.exchange.limits import FACT_ROWS
from tram.kernel.actors import Actor
from tram.kernel.facts import batch, deed
from tram.kernel.records import Record

FACT = "fhir.received"
ALL = 1 << 30
Step = tuple[Record, dict[str, Any] | None]


class Plan:
    """Collects; writes once. A row about a person goes into a fact about that person."""

    def __init__(self) -> None:
        self.steps: dict[UUID | None, list[Step]] = {None: []}

    def add(self, person: UUID | None, rows: Iterable[Record]) -> None:
        """New rows."""
        self.steps.setdefault(person, []).extend((row, None) for row in rows)

    def change(self, person: UUID | None, row: Record, values: dict[str, Any]) -> None:
        """New values of a row that is here; those it holds already are left out."""
        if any(getattr(row, name) != value for name, value in values.items()):
            self.steps.setdefault(person, []).append((row, values))

    def write(self, *, by: Actor, at: datetime, place: str) -> None:
        """Writes everything in one transaction, at most ``FACT_ROWS`` rows a fact; raises what the log refuses."""
        with transaction.atomic(), batch(size=ALL):
            for person, steps in self.steps.items():
                for start in range(0, len(steps), FACT_ROWS):
                    with deed(FACT, by=by, at=at, place=place if person else "", person=person) as fact:
                        for row, values in steps[start : start + FACT_ROWS]:
                            if values is None:
                                fact.add(row)
                            else:
                                fact.change(row, **values)
