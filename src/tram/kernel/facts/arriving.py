"""A fact on arrival: read, checked value by value, and either ready to be written or kept with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tram.kernel.facts.columns import BadValueError, Table, tables
from tram.kernel.facts.erasure import ERASED
from tram.kernel.facts.incoming import Incoming, Judge, Judged
from tram.kernel.facts.payload import RowValues, decode_raw
from tram.kernel.facts.upgrade import known_version, upgraded

Key = tuple[str, str]  # a table and a row id in hexadecimal, as payloads have them


@dataclass(slots=True)
class RowIn:
    """One row to be written: its parameters when it is new; its values and what they are based on when changed."""

    kind: Table
    row: UUID
    values: dict[str, Any]
    based_on: tuple[int, ...]
    parameters: list[Any] | None = None
    key: Key = ("", "")
    points_to: list[Key] = field(default_factory=list)


@dataclass(slots=True)
class Arriving:
    """A fact that came, with its place in the chain; ``reason`` is why it is kept and not applied ('': it may be)."""

    fact: Incoming
    digest: bytes
    hash: bytes
    rows: list[RowIn] = field(default_factory=list)
    raw: list[RowValues] = field(default_factory=list)
    reason: str = ""
    detail: str = ""
    needs: tuple[str, UUID] | None = None
    stored: int | None = None  # its arrival, when it was kept before

    def keep(self, reason: str, detail: str = "", needs: tuple[str, UUID] | None = None) -> None:
        """The fact is not applied now."""
        self.reason, self.detail, self.needs = reason, detail, needs


def read(facts: Iterable[Arriving], judge: Judge) -> None:
    """Reads the rows of the facts and asks the judge; what cannot be read or may not be written gets its reason."""
    facts = list(facts)
    for arriving in facts:
        _decode(arriving)
    known = tables()
    judged = [a for a in facts if not a.reason and (a.fact.rows is not None or a.fact.name == ERASED)]
    for arriving, reason in zip(judged, judge([Judged(a.fact, a.raw) for a in judged]), strict=True):
        if reason:
            arriving.keep(reason)
        else:
            _convert(arriving, known)


def _decode(arriving: Arriving) -> None:
    fact = arriving.fact
    if fact.rows is None:
        return
    if fact.version > known_version(fact.name):
        arriving.keep("version.unknown", f"{fact.name} {fact.version}")
        return
    try:
        arriving.raw = upgraded(fact.name, fact.version, decode_raw(fact.rows))
    except (ValueError, TypeError, KeyError) as error:
        arriving.keep("payload.unreadable", type(error).__name__)


def _convert(arriving: Arriving, known: Mapping[str, Table]) -> None:
    fact = arriving.fact
    about = fact.person.hex if fact.person else None
    for name, row, based_on, values in arriving.raw:
        kind = known.get(name)
        if kind is None:
            arriving.keep("table.unknown", name[:60])
            return
        if based_on is None and kind.person and _about(kind.person, row, values) != about:
            arriving.keep("payload.other_person", name)
            return
        try:
            arriving.rows.append(_row_in(kind, row, based_on, values, fact.stamp))
        except BadValueError as error:
            column = str(error) if str(error) in kind.columns else "?"
            arriving.keep("value.invalid" if column != "?" else "column.unknown", f"{name}.{column}")
            return


def _about(person: str, row: UUID, values: dict[str, Any]) -> object:
    """Whom a new row is about, in hexadecimal; None for nobody."""
    return row.hex if person == "id" else values.get(person) or None


def _row_in(kind: Table, row: UUID, based_on: int | list[int] | None, values: dict[str, Any], stamp: int) -> RowIn:
    key = (kind.name, row.hex)
    points_to = [(target, told) for name, target in kind.references if (told := values.get(name))]
    if based_on is None:
        return RowIn(kind, row, values, (), kind.new(row, stamp, values), key, points_to)
    seen = (based_on,) if isinstance(based_on, int) else tuple(based_on)
    if stamp in seen:
        raise BadValueError("stamp")  # no version is based on itself
    kind.changed(values)
    return RowIn(kind, row, values, seen, None, key, [key, *points_to])
