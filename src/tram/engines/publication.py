"""Numbers as they may leave the house: small cells are hidden, and nobody can work a hidden one out from the totals.

A publication is a table of cells divided by some keys, with every total over every key. A cell is *small* when its
numerator, or what its denominator has beyond it, is above nought and under the threshold. For each small cell other
cells are hidden with it so that there is another world in which all that is shown stays as it is and the small cell
has at least the threshold: cells at the corners of a box over the keys, some of which would gain what others lose.
So whatever a reader adds and subtracts, a hidden cell may be small and may be not.

Numbers published at different times, or divided by other keys, are different tables: what follows from two of them
together is not looked at here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from tram.engines.definitions.head import DefinitionError
from tram.engines.definitions.toml import Source, read_toml
from tram.engines.query.model import Cell, Key

TOTAL = "\0total"
NEAR = 6
Place = tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Counts above nought and under the threshold are hidden."""

    threshold: int = 5

    def small(self, count: int) -> bool:
        """Whether a count may not be shown."""
        return 0 < count < self.threshold


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is published; a key that is not named is a total over it. All numbers of a hidden cell are None."""

    keys: Mapping[str, Key]
    numerator: int | None
    denominator: int | None

    @property
    def hidden(self) -> bool:
        """Whether the cell's numbers are kept back."""
        return self.numerator is None


def load_rule(source: Source) -> Rule:
    """The rule of a definition file: `[publication] threshold = 5`. Refuses with `DefinitionError`."""
    body, name = read_toml(source)
    threshold = body.get("publication", {}).get("threshold")
    if not isinstance(threshold, int) or isinstance(threshold, bool) or threshold < 1:
        raise DefinitionError(str(body.get("id") or name), "threshold phải là số nguyên từ 1", "threshold = 5")
    return Rule(threshold)


def suppressed(cells: Sequence[Cell], rule: Rule) -> tuple[Shown, ...]:
    """The cells of the finest division with every total over them, small ones hidden and protected.

    All cells name the same keys. A cell nobody counted is nought and left out, unless it had to be hidden.
    """
    table = _Table.of(cells)
    hidden: set[Place] = set()
    small = [
        _Small(table, place, kind, rule.threshold - count)
        for kind in table.kinds
        for place, count in table.values[kind].items()
        if rule.small(count)
    ]
    for one in sorted(small, key=lambda one: (-one.gain, one.kind, _sortable(one.place))):
        hidden |= one.box(hidden)
    places = sorted({*table.values[table.kinds[0]], *hidden}, key=_sortable)
    return tuple(table.shown(place, hidden) for place in places)


@dataclass(slots=True)
class _Table:
    """Counts by place: "in" the numerators and, for shares, "out" what the denominators have beyond them."""

    keys: tuple[str, ...]
    kinds: tuple[str, ...]
    values: dict[str, dict[Place, int]]
    words: tuple[tuple[Key, ...], ...] = field(default=())

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> _Table:
        keys = tuple(cells[0].keys) if cells else ()
        kinds = ("in", "out") if cells and cells[0].denominator is not None else ("in",)
        values: dict[str, dict[Place, int]] = {kind: {} for kind in kinds}
        for cell in cells:
            inner = tuple(cell.keys[key] for key in keys)
            for place in product(*((key, TOTAL) for key in inner)):
                for kind, count in zip(kinds, (cell.numerator, cell.missing), strict=False):
                    values[kind][place] = values[kind].get(place, 0) + count
        words = tuple(tuple(dict.fromkeys(cell.keys[key] for cell in cells)) for key in keys)
        return cls(keys, kinds, values, words)

    def at(self, kind: str, place: Place) -> int:
        """The count at a place; nought where nobody was counted."""
        return self.values[kind].get(place, 0)

    def weight(self, place: Place) -> int:
        """How much is lost when a place is hidden."""
        return 1 + sum(self.at(kind, place) for kind in self.kinds)

    def shown(self, place: Place, hidden: set[Place]) -> Shown:
        keys = {name: key for name, key in zip(self.keys, place, strict=True) if key != TOTAL}
        if place in hidden:
            return Shown(keys, None, None)
        counts = [self.at(kind, place) for kind in self.kinds]
        return Shown(keys, counts[0], sum(counts) if len(counts) > 1 else None)


@dataclass(frozen=True, slots=True)
class _Small:
    """A small cell, and how much more it must be able to hold in another world."""

    table: _Table
    place: Place
    kind: str
    gain: int

    def box(self, hidden: set[Place]) -> set[Place]:
        """The corners of the cheapest box that leaves the room; what is hidden already costs nothing.

        There always is one: the cell with all totals over it, which would all gain.
        """
        boxes = product(*(self._ends(number, hidden) for number in range(len(self.place))))
        found = (corners for ends in boxes if (corners := self._corners(ends)) is not None)
        return min(found, key=lambda corners: sum(self.table.weight(one) for one in corners - hidden))

    def _ends(self, number: int, hidden: set[Place]) -> Iterator[Key]:
        """The other ends a box may have along one key: the few words that cost least, and the total."""
        costs: dict[Key, int] = {}
        for word in self.table.words[number]:
            along = (*self.place[:number], word, *self.place[number + 1 :])
            if word != self.place[number] and (self.place[number] == TOTAL or self._may_lose(along)):
                costs[word] = 0 if along in hidden else self.table.weight(along)
        yield from sorted(costs, key=lambda word: (costs[word], _sortable((word,))))[:NEAR]
        if self.place[number] != TOTAL:
            yield TOTAL

    def _corners(self, ends: Sequence[Key]) -> set[Place] | None:
        """The corners of a box; None when one of those that would lose has less than that to lose.

        Along a key two words stand against each other: what one gains, the other loses. A word and the total go as one.
        """
        found = set()
        for turned in product((False, True), repeat=len(ends)):
            sides = list(zip(self.place, ends, turned, strict=True))
            corner = tuple(end if turn else key for key, end, turn in sides)
            against = sum(turn and TOTAL not in (key, end) for key, end, turn in sides)
            if against % 2 and not self._may_lose(corner):
                return None
            found.add(corner)
        return found

    def _may_lose(self, place: Place) -> bool:
        return self.table.at(self.kind, place) >= self.gain


def _sortable(place: Iterable[Key]) -> tuple[str, ...]:
    return tuple("" if key is None else f"{type(key).__name__}{key}" for key in place)
