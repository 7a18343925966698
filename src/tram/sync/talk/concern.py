"""Whom a fact concerns: whether it lies in a machine's scope, whom it brings into it, whom it takes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import models

from tram.kernel.facts.columns import table
from tram.kernel.facts.erasure import ERASED
from tram.kernel.facts.outgoing import of_person
from tram.kernel.facts.payload import RowValues, decode
from tram.kernel.models import Fact, Held, Version
from tram.people.api import homes
from tram.places.api import province_of
from tram.sync.models.trust import Loan
from tram.sync.rules.scope import PAPERS, PROVINCE_DIGITS, Scope

PERSON, LOAN, PEOPLE = "people_person", "sync_loan", "people_"
COMMONS = frozenset({"places", "workforce"})  # small, and what other rows point to: the whole province holds them
_MOVING = ('"commune"', '"merged_into_id"')


class Head(NamedTuple):
    """The header of a stored fact."""

    arrival: int
    id: UUID
    node: UUID
    seq: int
    person: UUID | None
    place: str
    name: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """The machine facts are chosen for: its scope, who is lent to it, the chains it holds whole and how far.

    ``only``: facts of this author alone (machines of one level give each other what they wrote themselves).
    """

    node: UUID
    scope: Scope
    lent: frozenset[UUID]
    have: dict[UUID, int]
    only: UUID | None = None
    provinces: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        places = self.scope.places
        found = {place if len(place) == PROVINCE_DIGITS else province_of(place) for place in places}
        object.__setattr__(self, "provinces", frozenset(found - {""}))

    def covers(self, place: str) -> bool:
        """Whether rows of a place concern it; what belongs to the nation concerns everybody."""
        return not place or self.scope.covers(place, province_of)

    def has(self, head: Head) -> bool:
        """Whether it holds the fact for certain."""
        return head.seq <= self.have.get(head.node, 0)


def lent_to(node: UUID, at: datetime) -> frozenset[UUID]:
    """The people whose record is lent to a machine at an instant."""
    loans = Loan.objects.filter(node=node, valid_from__lte=at, valid_to__gt=at)
    return frozenset(loans.values_list("person", flat=True))


@dataclass(frozen=True, slots=True)
class Concern:
    """What a page of facts means to a recipient: where their people live now, and which facts moved somebody."""

    to: Recipient
    homes: dict[UUID, str]
    moves: frozenset[tuple[UUID, int]]
    met: dict[UUID, int]

    @classmethod
    def of(cls, to: Recipient, heads: Sequence[Head]) -> Concern:
        """Reads what must be known of the people of a page: three questions."""
        people = {head.person for head in heads if head.person is not None}
        return cls(to, homes(people), frozenset(_moves(people)), dict(_meetings(people, to)))

    def may_concern(self, head: Head) -> bool:
        """Whether the fact may have to be sent; for the last word its rows must be seen (``concerns``).

        One the recipient has, or wrote itself, may bring somebody into its scope all the same.
        """
        if self.to.only is not None and head.node != self.to.only:
            return False
        moved = (head.node, head.seq) in self.moves
        if moved or self.to.has(head):
            return moved
        return self._here(head) or self._common(head) or head.person in self.met or head.name == ERASED

    def concerns(self, head: Head, fact: Fact) -> bool:
        """Whether the fact is sent."""
        rooms = _rooms(fact) if self.to.scope.kinds or not self._here(head) else frozenset()
        if not all(self.to.scope.allows(room) for room in rooms):
            return False
        if self._here(head) or head.name == ERASED:  # whoever held the record must hear of it; it says but a number
            return True
        if self._common(head):
            return bool(rooms) and rooms <= COMMONS
        if head.person is None:
            return False
        leaves = (head.node, head.seq) in self.moves and self._knew(head.person, head.arrival)
        return leaves or (head.person in self.met and tells_who(fact))

    def introduces(self, head: Head) -> bool:
        """Whether the fact is the first in the recipient's places about somebody who is at home elsewhere.

        Who that is has not been sent: from then on, facts that tell who they are (not what ails them) are.
        """
        person = head.person
        return person is not None and not self._knows(person) and self.met.get(person) == head.arrival

    def brings(self, head: Head, fact: Fact) -> bool:
        """Whether the fact brings its person into scope: earlier facts about them have not been sent."""
        if head.person is None or not self._knows(head.person):
            return False
        if head.person in self.to.lent and self._lends(fact):
            return True
        return (head.node, head.seq) in self.moves and not self._knew(head.person, head.arrival)

    def _here(self, head: Head) -> bool:
        return self.to.covers(head.place) or (head.person is not None and self._knows(head.person))

    def _knows(self, person: UUID) -> bool:
        home = self.homes.get(person)
        return person in self.to.lent or (home is not None and self.to.covers(home))

    def _knew(self, person: UUID, arrival: int) -> bool:
        """Whether the person was in scope before a fact."""
        home = home_before(person, arrival)
        return home is not None and self.to.covers(home)

    def _lends(self, fact: Fact) -> bool:
        return any(name == LOAN and values.get("node") == self.to.node.hex for name, _, _, values in _rows(fact))

    def _common(self, head: Head) -> bool:
        return head.person is None and province_of(head.place) in self.to.provinces


def tells_who(fact: Fact) -> bool:
    """Whether a fact wrote who somebody is: name, numbers, home."""
    return any(name.startswith(PEOPLE) for name, _, _, _ in _rows(fact))


def home_before(person: UUID, arrival: int) -> str | None:
    """The commune a person's own record named before a fact; None when there was no such record."""
    home = None
    for fact in of_person(person):
        if fact.arrival >= arrival:
            break
        for name, _, based_on, values in _rows(fact):
            if name == PERSON:
                home = values.get("commune", "" if based_on is None else home)
    return home


def _meetings(people: Iterable[UUID], to: Recipient) -> Iterator[tuple[UUID, int]]:
    """The people something was recorded about in the recipient's places, each with the arrival of the first time."""
    ids = list(people)
    first: dict[UUID, int] = {}
    for start in range(0, len(ids), 500):
        about = Fact.objects.filter(person__in=ids[start : start + 500]).exclude(place="")
        places = about.exclude(pk__in=Held.objects.values("pk")).order_by().values_list("person", "place")
        for person, place, arrival in places.annotate(models.Min("arrival")):
            if person is not None and to.covers(place):
                first[person] = min(arrival, first.get(person, arrival))
    yield from first.items()


def _moves(people: Iterable[UUID]) -> Iterator[tuple[UUID, int]]:
    """(node, number) of the facts that gave these people another commune or merged their records."""
    ids = list(people)
    for start in range(0, len(ids), 500):
        changes = Version.objects.filter(table=PERSON, row__in=ids[start : start + 500])
        for node, seq, values in changes.values_list("node", "seq", "values"):
            if any(word in values for word in _MOVING):
                yield (node, seq)


def _rows(fact: Fact) -> list[RowValues]:
    return decode(bytes(fact.payload)) if fact.payload is not None else []


def _rooms(fact: Fact) -> frozenset[str]:
    """The rooms whose tables a fact wrote; '?' for a table this program does not have. Everybody may see the papers."""
    found = set()
    for name in {row[0] for row in _rows(fact)} - PAPERS:
        kind = table(name)
        found.add(kind.model._meta.app_label if kind else "?")
    return frozenset(found)
