"""What the judge must know of the record, asked for a whole batch at once, and what the batch adds as it goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from django.db import models

from tram.kernel.facts.columns import table
from tram.kernel.facts.incoming import Incoming, Judged
from tram.kernel.facts.outgoing import of_person
from tram.kernel.facts.payload import RowValues, decode
from tram.kernel.models import Fact, Held, Version
from tram.kernel.records import Record
from tram.people.api import homes, lived_in
from tram.sync.models import Loan
from tram.workforce.api import opened_in

PERSON_TABLE, RESIDENCE_TABLE, LOAN_TABLE = "people_person", "people_residence", "sync_loan"
CONCERNING = frozenset({PERSON_TABLE, RESIDENCE_TABLE, LOAN_TABLE})
GRANT_TABLE, ACCOUNT_TABLE = "workforce_role_grant", "workforce_account_event"
AT_ONCE = 500
Row = tuple[str, UUID]


@dataclass(slots=True)
class Standing:
    """A row that is here: its commune ('' where it has none), its person, and who wrote it last when that is known."""

    place: str
    person: UUID | None
    stamp: int = 0
    author: UUID | None = None


@dataclass(slots=True)
class Known:
    """The record as the batch finds it, kept up as its facts are accepted one after another."""

    homes: dict[UUID, str] = field(default_factory=dict)
    lived: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    lent: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    rows: dict[Row, Standing] = field(default_factory=dict)
    accounts: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    recorded: dict[UUID | None, set[str]] = field(default_factory=dict)
    wanted: set[Row] = field(default_factory=set)

    @classmethod
    def of(cls, facts: Sequence[Judged]) -> Known:
        """Everything these facts speak of, in a few questions for the batch."""
        known = cls()
        persons = {each.fact.person for each in facts if each.fact.person is not None}
        known.homes = homes(persons)
        for person, communes in lived_in(persons).items():
            known.lived[person] |= communes
        for person, node in _loans(persons):
            known.lent[person].add(node)
        known.wanted = {(row[0], row[1]) for each in facts for row in each.rows if row[2] is not None}
        known.rows = _rows(known.wanted)
        _name_authors(known.rows, {each.fact.node for each in facts})
        for account, communes in opened_in(_accounts(facts)).items():
            known.accounts[account] |= communes
        return known

    def recorded_in(self, person: UUID) -> set[str]:
        """The places of every accepted fact about a person; read when it comes to that."""
        if person not in self.recorded:
            held = Held.objects.filter(fact__person=person).values("pk")
            facts = Fact.objects.filter(person=person).exclude(pk__in=held).order_by()
            self.recorded[person] = set(facts.values_list("place", flat=True).distinct())
        return self.recorded[person]

    def stood_in(self, row: Row) -> set[str]:
        """Where a row that was moved stood, as far as its moves and the facts about its person tell; asked seldom."""
        column, standing = _column(row[0]), self.rows.get(row)
        places: set[str] = set()
        for node, seq, values in Version.objects.filter(row=row[1]).values_list("node", "seq", "values"):
            told = msgspec.json.decode(values)
            if column in told:
                places |= {text(told, column), *Fact.objects.filter(node=node, seq=seq).values_list("place", flat=True)}
        if places and standing and standing.person:
            places |= _made_in(row, standing.person, column)
        return places - {""}

    def take(self, judged: Judged) -> None:
        """What an accepted fact adds."""
        fact = judged.fact
        for row in judged.rows:
            name, row_id, _, values = row
            if (name, row_id) in self.wanted:
                self._place(fact, row)
            if fact.person is not None and name in CONCERNING:
                self._concern(fact.person, row)
            account = (
                uuid(values.get("account")) if name == ACCOUNT_TABLE and values.get("change") == "opened" else None
            )
            if account is not None:
                self.accounts[account].add(text(values, "commune"))
        if fact.person in self.recorded:
            self.recorded[fact.person].add(fact.place)

    def _concern(self, person: UUID, row: RowValues) -> None:
        name, _, _, values = row
        if name == LOAN_TABLE:
            borrower = uuid(values.get("node"))
            if borrower is not None:
                self.lent[person].add(borrower)
        elif "commune" in values:
            self.lived[person].add(text(values, "commune"))
            if name == PERSON_TABLE:
                self.homes[person] = text(values, "commune")

    def _place(self, fact: Incoming, row: RowValues) -> None:
        name, row_id, based_on, values = row
        kind = table(name)
        column = kind.model.PLACE_COLUMN if kind else None
        standing = self.rows.get((name, row_id))
        if based_on is None or standing is None:
            self.rows[name, row_id] = Standing(text(values, column), fact.person, author=fact.node)
            return
        standing.author = fact.node
        if column in values:
            standing.place = text(values, column)


def _made_in(row: Row, person: UUID, column: str | None) -> set[str]:
    """The place a row about a person was first written with."""
    written = (each for fact in of_person(person) if fact.payload for each in decode(bytes(fact.payload)))
    return {
        text(values, column) for name, row_id, based_on, values in written if (name, row_id) == row and not based_on
    }


def _column(name: str) -> str | None:
    kind = table(name)
    return kind.model.PLACE_COLUMN if kind else None


def text(values: dict[str, Any], column: str | None) -> str:
    """A column's text; '' when it is left out, and "?" (which no scope covers) when it is no text at all."""
    told = values.get(column or "", "")
    return told if isinstance(told, str) else "" if told is None else "?"


def uuid(told: Any) -> UUID | None:
    """An id as JSON holds it; None when it is none."""
    try:
        return UUID(hex=told) if told else None
    except (ValueError, TypeError, AttributeError):
        return None


def _loans(persons: Iterable[UUID]) -> Iterable[tuple[UUID, UUID]]:
    asked = list(persons)
    for start in range(0, len(asked), AT_ONCE):
        yield from Loan.objects.filter(person__in=asked[start : start + AT_ONCE]).values_list("person", "node")


def _rows(wanted: Iterable[Row]) -> dict[Row, Standing]:
    tables: dict[str, list[UUID]] = defaultdict(list)
    for name, row in wanted:
        tables[name].append(row)
    found: dict[Row, Standing] = {}
    for name, ids in tables.items():
        kind = table(name)
        for start in range(0, len(ids) if kind else 0, AT_ONCE):
            assert kind is not None
            columns = [kind.model.PLACE_COLUMN or "id", kind.model.PERSON_COLUMN or "id"]
            some: models.QuerySet[Record] = models.QuerySet(kind.model).filter(pk__in=ids[start : start + AT_ONCE])
            for row, place, person, stamp in some.values_list("pk", *columns, "stamp"):
                where, whose = kind.model.PLACE_COLUMN, kind.model.PERSON_COLUMN
                found[name, row] = Standing(place if where else "", person if whose else None, stamp)
    return found


def _name_authors(rows: dict[Row, Standing], authors: set[UUID]) -> None:
    """Rows of no commune may be changed by who wrote them: looks up whether that was an author of this batch."""
    stamps = {standing.stamp for standing in rows.values() if not standing.place and standing.person is None}
    if stamps:
        wrote = dict(Fact.objects.filter(node__in=authors, stamp__in=stamps).values_list("stamp", "node_id"))
        for standing in rows.values():
            standing.author = wrote.get(standing.stamp)


def _accounts(facts: Iterable[Judged]) -> set[UUID]:
    tables = {GRANT_TABLE, ACCOUNT_TABLE}
    told = (uuid(row[3].get("account")) for each in facts for row in each.rows if row[0] in tables)
    return {account for account in told if account is not None}
