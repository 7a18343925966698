"""How a row's versions become the row: by who knew of whom, never by whose clock says later.

A version says which versions its author saw. One that saw another supersedes it in the columns it writes; versions that
did not see each other go together column by column. Where they give one column (or columns that belong together)
different values, that is a conflict: all stand until a person decides, and one of them is shown meanwhile, chosen by a
hash that no clock and no order of arrival can move.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LOW_BITS = 0xFFFF


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a row: its stamp, the stamps of the versions its author saw, the values it wrote, who wrote it."""

    stamp: int
    based_on: tuple[int, ...]
    values: Mapping[str, Any]
    author: bytes


@dataclass(frozen=True, slots=True)
class Resolved:
    """The row as its versions make it: values by column, newest versions, open conflicts (columns → their versions)."""

    values: dict[str, Any]
    heads: tuple[int, ...]
    conflicts: dict[tuple[str, ...], tuple[Step, ...]]
    stamp: int


def resolve(steps: Sequence[Step], together: Iterable[tuple[str, ...]] = ()) -> Resolved:
    """What all steps make of the row, whatever their order. ``together`` are the columns that belong together."""
    seen = _ancestors(steps)
    values: dict[str, Any] = {}
    conflicts: dict[tuple[str, ...], tuple[Step, ...]] = {}
    for group in _groups(steps, together):
        standing = _standing([step for step in steps if not step.values.keys().isdisjoint(group)], seen)
        shown = min(standing, key=_lot)
        values |= {column: shown.values[column] for column in group if column in shown.values}
        if any(_of(step, group) != _of(shown, group) for step in standing):
            conflicts[group] = tuple(sorted(standing, key=_lot))
    known = frozenset[int]().union(*seen.values()) if seen else frozenset()
    heads = tuple(sorted({step.stamp for step in steps if step.stamp not in known}))
    return Resolved(values, heads, conflicts, name_of(heads) if heads else 0)


def name_of(heads: Sequence[int]) -> int:
    """The stamp of a row with these newest versions: the version's own, or one that stands for just this set."""
    if len(heads) == 1:
        return heads[0]
    mark = hashlib.sha256(repr(sorted(heads)).encode()).digest()
    return (max(heads) & ~LOW_BITS) | int.from_bytes(mark[:2])


def _ancestors(steps: Sequence[Step]) -> dict[int, frozenset[int]]:
    """The stamps every version knew of, directly or through others; a circle (only forgers make one) is walked once."""
    parents: dict[int, set[int]] = {}
    for step in steps:
        parents.setdefault(step.stamp, set()).update(step.based_on)
    return {stamp: _reach(stamp, parents) for stamp in parents}


def _reach(start: int, parents: Mapping[int, set[int]]) -> frozenset[int]:
    found: set[int] = set()
    waiting = list(parents[start])
    while waiting:
        stamp = waiting.pop()
        if stamp not in found and stamp != start:
            found.add(stamp)
            waiting.extend(parents.get(stamp, ()))
    return frozenset(found)


def _groups(steps: Sequence[Step], together: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The columns that were written, each alone or with those it belongs to; in a fixed order."""
    written = sorted({column for step in steps for column in step.values})
    groups = [group for group in together if not set(group).isdisjoint(written)]
    bound = {column for group in groups for column in group}
    return groups + [(column,) for column in written if column not in bound]


def _standing(writers: list[Step], seen: Mapping[int, frozenset[int]]) -> list[Step]:
    """The writers of a column that no other writer of it knew of."""
    standing = [step for step in writers if not any(step.stamp in seen[other.stamp] for other in writers)]
    return standing or writers


def _of(step: Step, group: tuple[str, ...]) -> list[Any]:
    return [step.values.get(column) for column in group]


def _lot(step: Step) -> bytes:
    """Lots are drawn by a hash of who wrote the version, so that all machines draw the same and no clock has a say."""
    return hashlib.sha256(step.author).digest()
