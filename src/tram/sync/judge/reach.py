"""Whether a fact stays within the scope of its author and its sender: its place, its person, each of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tram.kernel.clock import today_vn
from tram.kernel.facts.columns import Table, table
from tram.kernel.facts.incoming import Incoming, Judged
from tram.kernel.facts.payload import RowValues
from tram.places.api import province_of
from tram.sync.judge import reasons
from tram.sync.judge.standing import ACCOUNT_TABLE, GRANT_TABLE, PERSON_TABLE, Known, text, uuid
from tram.sync.rules.scope import PAPERS, Scope
from tram.sync.trust import Trust
from tram.workforce.api import places_of_grant

# Rows of no commune that any machine may add and its author may change: units and staff outside the network, as an
# import tells of them. They give nobody anything.
OUTSIDE = frozenset(
    {
        "places_facility",
        "places_facility_name",
        "places_facility_site",
        "places_facility_code",
        "workforce_staff_member",
        "exchange_received",
    }
)
ENDING = {"valid_from", "valid_to"}  # a period is written whole
PEOPLE = "people_"
ERASED = "person.erased"


@dataclass(slots=True)
class Court:
    """Judges the facts of one author that one machine sends: what is known, who they are, and their scopes."""

    trust: Trust
    known: Known
    nodes: tuple[UUID, ...]
    scopes: tuple[Scope, ...]
    covered: dict[str, bool] = field(default_factory=dict)
    allowed: dict[str, bool] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all of them may write everywhere."""
        return all(scope.whole for scope in self.scopes)

    def reason(self, judged: Judged) -> str:
        """Why the fact may not be applied; '' when it may."""
        if not all(self._allows(row[0]) for row in judged.rows):
            return reasons.KIND
        fault = self._person(judged) or self._place(judged)
        return fault or next((fault for row in judged.rows if (fault := self._row(judged.fact, row))), "")

    def _covers(self, place: str) -> bool:
        if place not in self.covered:
            self.covered[place] = all(scope.covers(place, province_of) for scope in self.scopes)
        return self.covered[place]

    def _allows(self, name: str) -> bool:
        if name not in self.allowed:
            kind = table(name)
            room = kind.model._meta.app_label if kind is not None else ""
            self.allowed[name] = kind is None or all(scope.allows_table(name, room) for scope in self.scopes)
        return self.allowed[name]

    def _person(self, judged: Judged) -> str:
        person = judged.fact.person
        if person is None or self.whole or self._new(judged):
            return ""
        if person not in self.known.homes:
            erased = judged.fact.name == ERASED and not judged.rows
            return "" if erased else reasons.PERSON_MISSING
        concerned = (self._concerned(person, node, scope) for node, scope in zip(self.nodes, self.scopes, strict=True))
        return "" if all(concerned) else reasons.PERSON

    def _concerned(self, person: UUID, node: UUID, scope: Scope) -> bool:
        """Whether the person is or was at home in the machine's places, was lent to it or to one below it, or something
        about them was recorded there that counted."""
        known = self.known
        at_home = {known.homes[person], *known.lived.get(person, ())}
        if any(place and scope.covers(place, province_of) for place in at_home):
            return True
        if any(self.trust.under(borrower, node) for borrower in known.lent.get(person, ())):
            return True
        return any(place and scope.covers(place, province_of) for place in known.recorded_in(person))

    def _new(self, judged: Judged) -> bool:
        """Whether the fact brings somebody nobody knew; not when it merely says so of somebody who is here."""
        person = judged.fact.person
        return person not in self.known.homes and any(
            row[0] == PERSON_TABLE and row[1] == person and row[2] is None for row in judged.rows
        )

    def _place(self, judged: Judged) -> str:
        fact = judged.fact
        if self._covers(fact.place):
            return ""
        if fact.person is not None:  # the fact stands where the person is at home, or moves to
            homes = {self.known.homes.get(fact.person), *_homes_told(judged)} if not self._new(judged) else set()
            return "" if fact.place and fact.place in homes else reasons.PLACE
        free = judged.rows and all(self._placeless(fact, row) for row in judged.rows)
        return "" if fact.place == "" and free else reasons.PLACE

    def _placeless(self, fact: Incoming, row: RowValues) -> bool:
        """Whether a row may stand in a fact of the nation: papers, units outside the network, grants of roles."""
        return row[0] in PAPERS or row[0] == GRANT_TABLE or (row[0] in OUTSIDE and fact.person is None)

    def _row(self, fact: Incoming, row: RowValues) -> str:
        name, row_id, based_on, values = row
        kind = table(name)
        if kind is None or name in PAPERS:
            return ""
        if name in {GRANT_TABLE, ACCOUNT_TABLE}:
            fault = self._account(row)
            if fault:
                return fault
        if based_on is None:
            return self._written(fact, kind, row_id, values)
        return self._changed(fact, kind, row_id, values)

    def _written(self, fact: Incoming, kind: Table, row_id: UUID, values: dict[str, Any]) -> str:
        column = kind.model.PERSON_COLUMN
        if column and fact.person != (row_id if column == "id" else uuid(values.get(column))):
            return reasons.PERSON
        return self._fits(fact, kind, text(values, kind.model.PLACE_COLUMN), free=True)

    def _changed(self, fact: Incoming, kind: Table, row_id: UUID, values: dict[str, Any]) -> str:
        held = self.known.rows.get((kind.name, row_id))
        if held is None:
            return reasons.ROW_MISSING
        if kind.model.PERSON_COLUMN and held.person not in {fact.person, None}:
            return reasons.PERSON
        whose = kind.model.PERSON_COLUMN
        if whose in values and uuid(values[whose]) != fact.person:
            return reasons.PERSON
        own = held.author is not None and held.author == fact.node
        fault = self._fits(fact, kind, held.place, free=own)
        if fault and any(map(self._covers, self.known.stood_in((kind.name, row_id)))):
            fault = ""  # written while it stood here; that it left meanwhile must not depend on what came first
        if not fault and kind.model.PLACE_COLUMN in values:
            fault = self._fits(fact, kind, text(values, kind.model.PLACE_COLUMN), free=own)
        return fault

    def _fits(self, fact: Incoming, kind: Table, place: str, *, free: bool) -> str:
        """Whether a row of this place may be written. ``free``: where it has none, it is new or the author's own."""
        if self._covers(place):
            return ""
        if fact.person is not None and kind.name.startswith(PEOPLE) and kind.model.PERSON_COLUMN and place != "?":
            return "" if kind.name != PERSON_TABLE or self.known.homes.get(fact.person) is not None else reasons.PLACE
        if free and place == "" and (kind.name in OUTSIDE or kind.name == GRANT_TABLE) and fact.person is None:
            return ""
        return reasons.PLACE

    def _account(self, row: RowValues) -> str:
        """Roles are given within the scope only, and only to accounts that were opened there.

        An actor's roles hold in all of its places: a grant to somebody else's account would reach further than it says.
        """
        name, _, based_on, values = row
        if self.whole:
            return ""
        opened = self.known.accounts.get(uuid(values.get("account")) or UUID(int=0), set())
        if name == ACCOUNT_TABLE:
            return "" if all(self._covers(place) for place in opened) else reasons.ROLE
        if based_on is not None:
            return reasons.ROLE if values.keys() - ENDING else ""
        scope, code, commune = (text(values, column) for column in ("scope", "scope_code", "commune"))
        reached = places_of_grant(scope, code, commune, today_vn(self.trust.at))
        inside = all(self._covers(place) for place in reached | opened)
        return "" if opened and inside else reasons.ROLE


def _homes_told(judged: Judged) -> set[str]:
    """The communes a fact says its person is at home in from now on."""
    return {
        text(values, "commune")
        for name, row, _, values in judged.rows
        if name == PERSON_TABLE and row == judged.fact.person and "commune" in values
    }
