"""Leaving by rule: when a loan has ended, what others wrote about that person goes; what was done here stays.

Facts are never taken out of the log. Those that hold only what goes lose their contents, as in an erasure by law, and
their hashes remain; should the person come again, the parent sends the contents anew (``refill``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction

from tram.kernel.facts import forgetting
from tram.kernel.facts.columns import table
from tram.kernel.facts.erasure import erased_among
from tram.kernel.facts.incoming import Incoming
from tram.kernel.facts.payload import RowValues, commitment, decode, pack
from tram.kernel.guards import writing
from tram.kernel.models import Fact, Fork, Held, Version
from tram.kernel.records import Record
from tram.people.api import homes
from tram.places.api import province_of
from tram.sync.identity import Identity
from tram.sync.judge.standing import Row, text
from tram.sync.models import Loan
from tram.sync.rules.scope import Scope
from tram.sync.trust import Trust

PEOPLE, LOANS = "people_", "sync_loan"
RETURNED = "loan.returned"
AT_ONCE = 500


def leave(*, at: datetime, identity: Identity) -> int:
    """Lets everything go whose loan ended by ``at``; returns how many facts were emptied. May be repeated."""
    trust = Trust(identity, at)
    scope = trust.scope(identity.node)
    if scope is None or scope.whole:
        return 0
    return sum(_let_go(person, trust, scope) for person in _ended(identity.node, at, scope))


def _ended(node: UUID, at: datetime, scope: Scope) -> list[UUID]:
    """People who were lent here, are not any more, and have not come to live here."""
    lent = dict(Loan.objects.filter(node=node).values_list("person").annotate(models.Max("valid_to")))
    over = [person for person, until in lent.items() if until <= at]
    full = Fact.objects.filter(person__in=over, payload__isnull=False).exclude(node=node).exclude(name="person.lent")
    left = set(full.values_list("person", flat=True))
    lives = homes(over)
    return [person for person in over if person in left and not scope.covers(lives.get(person, "?"), province_of)]


@dataclass(slots=True)
class _Case:
    """The facts about one person with their rows: those that stay, those that may go."""

    staying: dict[int, list[RowValues]] = field(default_factory=dict)
    going: dict[int, list[RowValues]] = field(default_factory=dict)

    def settle(self) -> None:
        """Keeps every fact whose rows something that stays was made of, or points to."""
        while held := self._bound():
            for arrival in held:
                self.staying[arrival] = self.going.pop(arrival)

    def _bound(self) -> list[int]:
        needed = {need for rows in self.staying.values() for row in rows for need in _needs(row)}
        return [arrival for arrival, rows in self.going.items() if any((row[0], row[1]) in needed for row in rows)]


def _let_go(person: UUID, trust: Trust, scope: Scope) -> int:
    facts = list(Fact.objects.filter(person=person, payload__isnull=False))
    case = _sorted(facts, trust, scope)
    case.settle()
    if not case.going:
        return 0
    try:
        with transaction.atomic(), writing(connection, 0, -1, erase=True), forgetting({person}):
            Held.objects.filter(fact__in=list(case.going)).delete()
            _delete({(row[0], row[1]) for rows in case.going.values() for row in rows})
            return Fact.objects.filter(pk__in=list(case.going)).update(payload=None, salt=None)
    except IntegrityError:  # something here that is not about the person points to a row: then it is needed here
        return 0


def _sorted(facts: Sequence[Fact], trust: Trust, scope: Scope) -> _Case:
    rows = {fact.pk: decode(bytes(fact.payload or b"")) for fact in facts}
    ours = {fact.pk for fact in facts if trust.under(fact.node_id, trust.identity.node)}
    places = _places(rows.values())
    case = _Case()
    for fact in facts:
        mine = fact.pk in ours or not rows[fact.pk] or any(row[0] == LOANS for row in rows[fact.pk])
        stays = mine or any(_stays(row, places, scope, known=bool(ours)) for row in rows[fact.pk])
        (case.staying if stays else case.going)[fact.pk] = rows[fact.pk]
    return case


def _stays(row: RowValues, places: dict[Row, str], scope: Scope, *, known: bool) -> bool:
    """Who the person is stays as long as the station has something of its own about them (``known``)."""
    if row[0].startswith(PEOPLE):
        return known
    return scope.covers(places.get((row[0], row[1]), ""), province_of)


def _places(facts: Iterable[list[RowValues]]) -> dict[Row, str]:
    """Where each row was made."""
    found = {}
    for rows in facts:
        for name, row, based_on, values in rows:
            kind = table(name)
            if kind is not None and based_on is None:
                found[name, row] = text(values, kind.model.PLACE_COLUMN)
    return found


def _needs(row: RowValues) -> Iterable[Row]:
    name, row_id, _, values = row
    yield (name, row_id)
    kind = table(name)
    for column, target in kind.references if kind else ():
        if values.get(column):
            yield (target, UUID(hex=values[column]))


def _delete(rows: Iterable[Row]) -> None:
    tables: dict[str, list[UUID]] = defaultdict(list)
    for name, row in rows:
        tables[name].append(row)
    for name, ids in tables.items():
        kind = table(name)
        for start in range(0, len(ids) if kind else 0, AT_ONCE):
            assert kind is not None
            some = ids[start : start + AT_ONCE]
            for derived in (Version, Fork):
                derived.objects.filter(row__in=some).delete()
            held: models.QuerySet[Record] = models.QuerySet(kind.model).filter(pk__in=some)
            held._raw_delete(held.db)  # noqa: SLF001 - Django's own collector would read every row first


def refill(facts: Sequence[Incoming], at: datetime) -> int:
    """Puts contents that came back into facts that had been emptied; they wait to be applied by the next ``retry``.

    Only what the hash in the chain commits to is taken, and nothing of people who were erased by law.
    """
    told = {(fact.node, fact.seq): fact for fact in facts if fact.rows is not None and fact.person is not None}
    if not told:
        return 0
    gone = erased_among({fact.person for fact in told.values() if fact.person is not None})
    with transaction.atomic():
        empty = [fact for fact in _emptied(told) if fact.person not in gone]
        filled = [fact.pk for fact in empty if _fill(fact, told[fact.node_id, fact.seq])]
        Held.objects.bulk_create(
            (Held(fact_id=arrival, reason=RETURNED, since=at) for arrival in filled), ignore_conflicts=True
        )
    return len(filled)


def _emptied(told: Iterable[tuple[UUID, int]]) -> list[Fact]:
    asked = set(told)
    nodes, numbers = {node for node, _ in asked}, {seq for _, seq in asked}
    found = Fact.objects.filter(node__in=nodes, seq__in=numbers, payload=None)
    return [fact for fact in found if (fact.node_id, fact.seq) in asked]


def _fill(fact: Fact, told: Incoming) -> bool:
    salt, rows = told.salt or b"", told.rows or b""
    if commitment(salt, rows) != bytes(fact.digest):
        return False
    with writing(connection, 0, -1, erase=True):
        Fact.objects.filter(pk=fact.pk).update(payload=pack(rows), salt=salt)
    return True
