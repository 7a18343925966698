"""Where references lead: what was received before, and people, staff and facilities by their identifiers.

Look-ups are made for a whole unit at once, and remembered within a run up to a bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from uuid import UUID

import msgspec

from tram.encounters.api import visit_reasons
from tram.exchange.limits import LOOKUP, REMEMBERED
from tram.exchange.mapping.keys import Key
from tram.exchange.mapping.people import own_system
from tram.exchange.models import Received
from tram.kernel.ids import as_uuid
from tram.people.api import Known, people_by_identifiers, surviving
from tram.places.api import facilities_by_codes, facility_names, foreign_code
from tram.workforce.api import staff_by_id, staff_by_sources

TABLES = {
    "Patient": "person",
    "Organization": "facility",
    "Location": "facility",
    "Practitioner": "staff",
    "Encounter": "visit",
}


class Target(msgspec.Struct):
    """A resource that is here: its row (None when it became none), whose it is, what it is called.

    ``waiting``: it became no row because something it refers to has not come yet.
    """

    source: str
    resource_type: str
    table: str
    row: UUID | None
    person: UUID | None
    title: str
    waiting: bool = False

    @property
    def settled(self) -> bool:
        """Whether it will not become a row later."""
        return self.row is not None or not self.waiting


class Index:
    """Targets by id and by identifier. What a unit adds counts only when the unit was written."""

    def __init__(self) -> None:
        self.by_id: dict[str, list[Target]] = {}
        self.by_identifier: dict[tuple[str, str, str], UUID] = {}
        self.reasons: dict[UUID, str] = {}
        self.names: dict[UUID, str] = {}
        self.blocked: set[tuple[str, str]] = set()

    def start(self) -> None:
        """A new unit begins."""
        if len(self.by_id) + len(self.by_identifier) + len(self.reasons) > REMEMBERED:
            self.forget()

    def forget(self) -> None:
        """Forgets everything remembered; look-ups will find it again. Also when a unit was not written after all."""
        self.by_id.clear()
        self.by_identifier.clear()
        self.reasons.clear()
        self.names.clear()

    def block(self, resource_type: str, resource_id: str) -> None:
        """A refused resource of this run: nothing may be hung on what bore its id before."""
        self.blocked.add((resource_type, resource_id))

    def add(self, resource_id: str, target: Target, alias: str = "") -> None:
        """A resource of this unit; ``alias`` is another id the bundle may call it by."""
        for name in {resource_id, alias} - {""}:
            self.by_id.setdefault(name, []).append(target)

    def know(self, table: str, system: str, value: str, row: UUID) -> None:
        """An identifier of a row of this unit."""
        self.by_identifier[table, system, value] = row

    def prefetch(self, keys: Iterable[Key]) -> None:
        """Looks up every key that is not known yet, in few queries."""
        wanted = set(keys)
        self._received({key.value for key in wanted if key.by == "id"} - self.by_id.keys())
        identifiers = {key for key in wanted if key.by == "identifier" and self.row(key) is None}
        for kind in ("person", "staff", "facility"):
            chosen = [key for key in identifiers if TABLES.get(key.resource_type) == kind]
            for some in chunks(chosen):
                self._identifiers(kind, some)

    def _received(self, values: Iterable[str]) -> None:
        columns = ("source", "resource_type", "row_table", "row_id", "person_id", "title", "pending", "resource_id")
        for some in chunks(values):
            found = [
                (Target(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6])), row[7])
                for row in Received.objects.filter(resource_id__in=some).values_list(*columns)
            ]
            known = surviving({target.person for target, _ in found if target.person})
            for target, name in found:
                self._survive(target, known)
                self.by_id.setdefault(name, []).append(target)
            self._our_own(some)
            visits = [target.row for target, _ in found if target.table == "visit" and target.row]
            self.reasons |= visit_reasons(visits)

    def _our_own(self, names: Iterable[str]) -> None:
        """People whom this record sent out and another system now writes about, under our own id."""
        asked = (as_uuid(name) for name in names if name not in self.by_id)
        for row, known in surviving([one for one in asked if one]).items():
            self.by_id[str(row)] = [Target("", "Patient", "person", known.id, known.id, "")]

    @staticmethod
    def _survive(target: Target, known: Mapping[UUID, Known]) -> None:
        """A merged person's resources lead to the one who was kept."""
        if target.person and target.person in known:
            kept = known[target.person].id
            if target.table == "person":
                target.row = kept
            target.person = kept

    def _identifiers(self, kind: str, keys: list[Key]) -> None:
        values = [key.value for key in keys]
        found: dict[tuple[str, str], UUID | None] = {}
        if kind == "facility":
            codes = facilities_by_codes([foreign_code(key.space, key.value) for key in keys])
            found |= {(key.space, key.value): codes.get(foreign_code(key.space, key.value)) for key in keys}
            found |= _ours(keys, "urn:tram:facility", facility_names)
        elif kind == "staff":
            found |= staff_by_sources(values) | _ours(keys, "urn:tram:staff", staff_by_id)
        else:
            people = people_by_identifiers(values)
            own = {pair: who[0].id for pair, who in people.items() if len({each.id for each in who}) == 1}
            found |= {(key.space, key.value): own.get((own_system(key.space) or key.space, key.value)) for key in keys}
        for (system, value), row in found.items():
            if row is not None:
                self.by_identifier[kind, system, value] = row

    def target(self, key: Key) -> Target | None:
        """The resource a key by id leads to; None when it is not here, or when two would fit."""
        fits = [
            target
            for target in self.by_id.get(key.value, ())
            if key.resource_type in {"", target.resource_type} and (target.resource_type, key.value) not in self.blocked
        ]
        here = [target for target in fits if target.source == key.space]
        return here[-1] if here else fits[0] if len(fits) == 1 else None

    def settled(self, key: Key) -> bool:
        """Whether what a key leads to is here, and will not become a row only later."""
        target = self.target(key) if key.by == "id" else None
        return target.settled if target else self.row(key) is not None

    def named(self, key: Key, name: str) -> UUID | None:
        """The facility a key leads to, when it is called just so."""
        row = self.row(key, "facility")
        if row is not None and row not in self.names:
            self.names |= facility_names([row])
        return row if row is not None and self.names.get(row) == name else None

    def row(self, key: Key, table: str = "") -> UUID | None:
        """The row a key leads to, in ``table`` when one is named; None when it is not here."""
        if key.by == "id":
            target = self.target(key)
            return target.row if target and (not table or target.table == table) else None
        kind = TABLES.get(key.resource_type, table)
        return None if table and kind != table else self.by_identifier.get((kind, key.space, key.value))


def _ours(
    keys: Iterable[Key], system: str, known: Callable[[set[UUID]], Mapping[UUID, object]]
) -> dict[tuple[str, str], UUID]:
    """Rows that a key names by our own id, as our own export does."""
    asked = {row: key for key in keys if key.space == system and (row := as_uuid(key.value))}
    return {(asked[row].space, asked[row].value): row for row in known(set(asked))} if asked else {}


def chunks(values: Iterable[str] | Iterable[Key], size: int = LOOKUP) -> Iterator[list]:  # type: ignore[type-arg]
    """The values in lists a query can hold."""
    waiting = iter(values)
    while some := list(islice(waiting, size)):
        yield some
