"""What waits for a person's decision: rows that machines changed apart, and people recorded at two addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q

from tram.encounters.api import AmendedApart, amended_apart
from tram.kernel.actors import Actor, may, may_see, not_found
from tram.kernel.clock import today_vn
from tram.kernel.facts.conflicts import Conflict, open_conflicts
from tram.kernel.models import Fork
from tram.kernel.said import in_words
from tram.people.api import DoubleAddress, Hit, apart_among, count_double_addresses, double_addresses, visible_people
from tram.places.api import place_label
from tram.sync.identity import Identity
from tram.sync.reads.nodes import name_of
from tram.sync.reads.values import field_of, words
from tram.sync.rights import may_decide
from tram.sync.rules.labels import DERIVED, column_label, table_label
from tram.sync.trust import Trust
from tram.workforce.api import account_names

SHOWN = 200
# columns that follow from the address a person is said to have, and from when it began
HOME, DATES = frozenset({"commune", "village_id", "household_id"}), frozenset({"valid_from", "valid_to"})
RESIDENCE, VISIT = "people_residence", "encounters_visit"


@dataclass(frozen=True, slots=True)
class Value:
    """A column of a version: its label, what it says, whether the versions differ in it."""

    label: str
    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class SideView:
    """One version: its values, who wrote it, at which machine, when by that machine's clock; ``shown`` meanwhile."""

    number: int
    values: tuple[Value, ...]
    who: str
    node: str
    at: datetime
    shown: bool

    @property
    def text(self) -> str:
        """What differs, in one line."""
        return ", ".join(value.text for value in self.values if value.differs)


@dataclass(frozen=True, slots=True)
class Question:
    """Columns to decide together. ``key`` names them; ``typed`` says whether a third value may be typed."""

    key: str
    label: str
    columns: tuple[str, ...]
    sides: tuple[SideView, ...]
    typed: bool
    longest: int


@dataclass(frozen=True, slots=True)
class Undecided:
    """A row with questions, whom and which commune it concerns; ``stamp`` is the row's as the questions stand."""

    table: str
    row: UUID
    title: str
    person: Hit | None
    place: str
    stamp: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class VisitApart:
    """A visit that was amended apart: whose, and the versions that all count; cancelling all but one decides."""

    person: Hit
    visit: AmendedApart


@dataclass(frozen=True, slots=True)
class AboutPerson:
    """What waits for a decision about one person."""

    rows: tuple[Undecided, ...]
    apart: tuple[DoubleAddress, ...]
    visits: tuple[VisitApart, ...]


def count_undecided(actor: Actor) -> int:
    """How many decisions wait for the actor: as many as the three lists below hold."""
    forks = _forks(actor)
    seen = len(_visible(actor, forks)) if forks else 0
    return seen + count_double_addresses(actor) + len(visits_apart(actor))


def undecided(actor: Actor, identity: Identity, at: datetime, *, person: UUID | None = None) -> list[Undecided]:
    """The rows that wait for a decision the actor may take; about one ``person``, or all of them."""
    forks = _visible(actor, _forks(actor, person))
    return [view for fork in forks if (view := _view(actor, fork.row, Trust(identity, at), at)) is not None]


def undecided_row(actor: Actor, identity: Identity, at: datetime, table: str, row: UUID) -> Undecided:
    """One row's questions. Refuses (404) what is decided, what the actor may not decide, and what they may not see."""
    forks = [fork for fork in _forks(actor) if fork.row == row and fork.table == table]
    view = _view(actor, row, Trust(identity, at), at) if _visible(actor, forks) else None
    if view is None:
        raise not_found()
    return view


def people_apart(actor: Actor, at: datetime, *, person: UUID | None = None) -> list[DoubleAddress]:
    """People recorded at several addresses at once whom the actor may see and decide about."""
    if not (may(actor, "person.read") and may_decide(actor, RESIDENCE)):
        return []
    return double_addresses(actor, today_vn(at), person=person)


def visits_apart(actor: Actor, *, person: UUID | None = None) -> list[VisitApart]:
    """Visits that machines amended apart, which the actor may see and decide about.

    Both wrote the old version as superseded: their changes of it went together, which leaves a mark without columns.
    """
    if not may_decide(actor, VISIT):
        return []
    marks = Fork.objects.filter(table=VISIT, columns="")
    if person is not None:
        marks = marks.filter(person=person)
    elif actor.communes is not None:
        marks = marks.filter(commune__in=["", *sorted(actor.communes)])
    found = amended_apart(actor, marks.values_list("row", flat=True)[:SHOWN])
    people = visible_people(actor, {visit.person for visit in found}) if found else {}
    return [VisitApart(people[visit.person], visit) for visit in found if visit.person in people]


def about_person(actor: Actor, identity: Callable[[], Identity], at: datetime, person: UUID) -> AboutPerson | None:
    """What waits for a decision about somebody, for their page; None, after two quick questions, when nothing does."""
    marked = Fork.objects.filter(person=person).exists()
    if not (marked or apart_among([person])):
        return None
    found = AboutPerson(
        tuple(undecided(actor, identity(), at, person=person)) if marked else (),
        tuple(people_apart(actor, at, person=person)),
        tuple(visits_apart(actor, person=person)) if marked else (),
    )
    return found if found.rows or found.apart or found.visits else None


def _forks(actor: Actor, person: UUID | None = None) -> list[Fork]:
    forks = Fork.objects.exclude(columns="")
    if person is not None:
        forks = forks.filter(person=person)
    elif actor.communes is not None:
        forks = forks.filter(Q(commune__in=["", *sorted(actor.communes)]))
    return [fork for fork in forks.order_by("commune", "table", "row")[:SHOWN] if may_decide(actor, fork.table)]


def _visible(actor: Actor, forks: list[Fork]) -> list[Fork]:
    """Those whose person (or place) the actor may see, without those that another decision will settle."""
    ids = {fork.person for fork in forks if fork.person is not None}
    people = visible_people(actor, ids) if ids and may(actor, "person.read") else {}
    seen = [
        fork for fork in forks if (fork.person in people if fork.person is not None else may_see(actor, fork.commune))
    ]
    settled = _settled_with_the_address(seen)
    return [fork for fork in seen if fork.row not in settled]


def _settled_with_the_address(forks: Iterable[Fork]) -> set[UUID]:
    """Rows that follow the address of a person whose address is itself undecided, or who is recorded at two."""
    known = [(fork, fork.person, set(fork.columns.split())) for fork in forks if fork.person is not None]
    addresses = {person for fork, person, columns in known if fork.table == RESIDENCE and "commune" in columns}
    apart = apart_among({person for _, person, _ in known}) if known else set()
    return {
        fork.row
        for fork, person, columns in known
        if (person in addresses | apart and fork.table != RESIDENCE and columns <= HOME)
        or (person in apart and fork.table == RESIDENCE and columns <= DATES)
    }


def _view(actor: Actor, row: UUID, trust: Trust, at: datetime) -> Undecided | None:
    found = open_conflicts(row=row)
    if not found:
        return None
    first = found[0]
    people = visible_people(actor, [first.person]) if first.person else {}
    names = account_names({side.actor for conflict in found for side in conflict.sides})
    reader = _Reader(actor, trust, at, names)
    return Undecided(
        table=first.table,
        row=first.row,
        title=in_words(table_label(first.table)),
        person=people.get(first.person) if first.person else None,
        place=place_label(first.commune, today_vn(at))[0],
        stamp=first.stamp,
        questions=tuple(map(reader.question, found)),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Puts conflicts into the words of one actor."""

    actor: Actor
    trust: Trust
    at: datetime
    names: dict[UUID, str]

    def question(self, conflict: Conflict) -> Question:
        """Columns in conflict with their versions."""
        shown = [column for column in conflict.columns if column not in DERIVED]
        differing = [column for column in shown if _differs(conflict, column)]
        labels = [in_words(column_label(conflict.table, column)) for column in differing or shown]
        field = field_of(conflict.table, shown[0])
        text = isinstance(field, models.CharField) and not field.choices and shown[0] != "commune"
        return Question(
            key=".".join(conflict.columns),
            label=", ".join(labels),
            columns=conflict.columns,
            sides=tuple(self.side(conflict, number) for number in range(len(conflict.sides))),
            typed=text and len(shown) == 1,
            longest=field.max_length or 0,
        )

    def side(self, conflict: Conflict, number: int) -> SideView:
        """One version, with the columns that follow from others left out."""
        side = conflict.sides[number]
        shown = [column for column in conflict.columns if column not in DERIVED]
        values = tuple(
            Value(
                in_words(column_label(conflict.table, column)),
                words(self.actor, conflict.table, column, side.values[column], self.at),
                _differs(conflict, column),
            )
            for column in sorted(shown, key=lambda column: not _differs(conflict, column))
        )
        who, where = self.names.get(side.actor, ""), name_of(self.trust, side.node)
        return SideView(number, values, who, where, side.at, side.shown)


def _differs(conflict: Conflict, column: str) -> bool:
    return len({repr(side.values[column]) for side in conflict.sides}) > 1
