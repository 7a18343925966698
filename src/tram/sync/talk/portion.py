"""The next portion of the log for a machine below or beside this one: in order, what concerns it, little at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tram.kernel.facts.incoming import Incoming
from tram.kernel.facts.outgoing import of_row
from tram.kernel.models import Fact, Held
from tram.people.api import records_of
from tram.sync.talk.concern import Concern, Head, Recipient, tells_who
from tram.sync.talk.messages import WANTS, Cursor, Want
from tram.sync.talk.travel import cost, travelling

PAGE, PAGES, CHUNK, MOST = 500, 40, 50, 2000
_HEADS = ("arrival", "id", "node", "seq", "person", "place", "name")


@dataclass(slots=True)
class Portion:
    """Facts to send, the place in the log they lead to, and whether there is more."""

    facts: list[Fact] = field(default_factory=list)
    cursor: Cursor = field(default_factory=Cursor)
    more: bool = False
    room: int = 0

    def add(self, fact: Fact) -> bool:
        """Takes a fact in; False when that filled the portion."""
        self.facts.append(fact)
        self.room -= cost(fact)
        return not self.full

    @property
    def full(self) -> bool:
        """Whether it is time to send."""
        return self.room <= 0 or len(self.facts) >= MOST

    def travelling(self, to: Recipient) -> list[Incoming]:
        """The facts as they travel to a recipient."""
        return travelling(self.facts, to.have)


def portion(to: Recipient, cursor: Cursor, size: int, *, began: int, head: int, wants: Sequence[Want] = ()) -> Portion:
    """What follows ``cursor`` for a recipient, about ``size`` bytes on the wire.

    ``began`` and ``head``: where the recipient began to read in this conversation and where the log ended then; what
    lay between was chosen knowing where everybody lives now, and need not be sent again when somebody moved in.
    """
    taken = Portion(cursor=true_place(cursor), room=size)
    for fact in _wanted(wants):
        taken.add(fact)
    since = began if taken.cursor == cursor else 0
    taken.more = not _fill(taken, to, since, head)
    return taken


def true_place(cursor: Cursor) -> Cursor:
    """The cursor, or the beginning when another fact stands there: this log was restored from an old backup."""
    if cursor.arrival == 0:
        return Cursor()
    there = Fact.objects.filter(arrival=cursor.arrival).values_list("id", flat=True).first()
    return cursor if there == cursor.mark else Cursor()


def _fill(taken: Portion, to: Recipient, began: int, head: int) -> bool:
    """Adds facts until the portion is full (False) or the log ends (True)."""
    seen = taken.cursor.arrival
    for _ in range(PAGES):
        last, heads = page(seen)
        if last is None:
            return True
        seen = last
        concern = Concern.of(to, heads)
        for some in _chunks(heads):
            if not _add_some(taken, concern, some, began, head):
                return False
    return False


def page(seen: int) -> tuple[int | None, list[Head]]:
    """(arrival of the last fact read, headers of the applied facts) after an arrival; None where the log ends."""
    rows = list(Fact.objects.filter(arrival__gt=seen).order_by("arrival").values_list(*_HEADS)[:PAGE])
    if not rows:
        return None, []
    held = set(Held.objects.filter(fact__gt=seen, fact__lte=rows[-1][0]).values_list("fact", flat=True))
    return rows[-1][0], [Head(*row) for row in rows if row[0] not in held]


def _add_some(taken: Portion, concern: Concern, heads: Sequence[Head], began: int, head: int) -> bool:
    asked = [one.arrival for one in heads if concern.may_concern(one)]
    facts = Fact.objects.in_bulk(asked) if asked else {}
    for one in heads:
        fact = facts.get(one.arrival)
        if fact is not None and concern.concerns(one, fact):
            whole = concern.brings(one, fact)
            brings = whole or concern.introduces(one)
            if brings and not _earlier(taken, concern.to, one, until=_until(one, began, head), whole=whole):
                return False
            if not concern.to.has(one):
                taken.add(fact)
        taken.cursor = Cursor(one.arrival, one.id)
        if taken.full:
            return False
    return True


def _until(bringing: Head, began: int, head: int) -> int:
    """Up to where earlier facts about somebody have not been chosen knowing what is known of them now."""
    return began if bringing.arrival <= head else bringing.arrival - 1


def _earlier(taken: Portion, to: Recipient, bringing: Head, *, until: int, whole: bool) -> bool:
    """Adds what was written earlier about a person who comes into scope, or (not ``whole``) only who they are.

    False when the portion is full before that.
    """
    place = taken.cursor
    within = place.within if place.entering == bringing.arrival else 0
    for fact in _of(bringing.person, within, until):
        if fact.seq <= to.have.get(fact.node_id, 0) or (to.only is not None and fact.node_id != to.only):
            continue
        if not whole and not tells_who(fact):
            continue
        if not taken.add(fact):
            taken.cursor = Cursor(place.arrival, place.mark, bringing.arrival, fact.arrival)
            return False
    return True


def _of(person: UUID | None, within: int, until: int) -> Iterator[Fact]:
    """The facts about a person, also under records that were merged into theirs."""
    people = records_of(person) if person else set()
    about = Fact.objects.filter(person__in=people, arrival__gt=within, arrival__lte=until)
    held = set(Held.objects.filter(fact__person__in=people).values_list("fact", flat=True))
    for fact in about.order_by("arrival").iterator(chunk_size=CHUNK):
        if fact.arrival not in held:
            yield fact


def _wanted(wants: Sequence[Want]) -> Iterator[Fact]:
    """The facts behind rows that the other lacks: of tables without people only."""
    for want in wants[:WANTS]:
        try:
            yield from of_row(want.table, want.row)
        except LookupError:
            continue


def _chunks(heads: Sequence[Head]) -> Iterable[Sequence[Head]]:
    return (heads[start : start + CHUNK] for start in range(0, len(heads), CHUNK))
