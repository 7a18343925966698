"""Which tables and fields a decision asks for, read from the definitions once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType

from tram.claims.format.model import Field, Layout, Table
from tram.kernel.definitions import load_csv, remembered

ROOM = "claims"
ASSUMED = "assumed"

Rows = Sequence[Mapping[str, str]]
Read = Callable[[str], Rows]


def layout(decision: str) -> Layout:
    """The layout of a decision: 4210, 130, 4750, 3176 or 1931. ``KeyError`` for another."""
    return layouts()[decision]


def layout_on(day: date) -> Layout:
    """The layout for a visit that ended on that day; before the first decision, the first."""
    known = layouts().values()
    return next((one for one in known if one.first <= day and (one.last is None or day <= one.last)), next(iter(known)))


@remembered
def layouts() -> Mapping[str, Layout]:
    """Every layout by decision, the oldest first."""
    return layouts_of(partial(load_csv, ROOM))


def layouts_of(read: Read) -> Mapping[str, Layout]:
    """The layouts that the lists of a folder tell; ``read`` gives a list's rows by its name."""
    tables = read("tables")
    return MappingProxyType({row["decision"]: _layout(row, tables, read) for row in read("decisions")})


def _layout(row: Mapping[str, str], listed: Rows, read: Read) -> Layout:
    decision = row["decision"]
    asked = [one for one in listed if decision in one["decisions"].split()]
    tables = {one["table"]: _table(one, decision, read(one["file"]), assumed=row["status"] == ASSUMED) for one in asked}
    return Layout(
        decision=decision,
        tables=MappingProxyType(tables),
        first=date.fromisoformat(row["from"]),
        last=date.fromisoformat(row["to"]) if row["to"] else None,
        title=row["title"],
        source=row["source"],
        status=row["status"],
    )


def _table(row: Mapping[str, str], decision: str, lines: Rows, *, assumed: bool) -> Table:
    """The fields of the decision in the order of their rows; a row without decisions is for all."""
    asked = [one for one in lines if decision in (one["decisions"] or decision).split()]
    path = tuple(part for part in (row["root"], row["list"], row["row"]) if part)
    fields = tuple(_field(one, assumed=assumed) for one in asked)
    return Table(id=row["table"], decision=decision, path=path, fields=fields, title=row["title"])


def _field(row: Mapping[str, str], *, assumed: bool) -> Field:
    return Field(
        name=row["field"],
        kind=row["kind"],
        length=int(row["length"]) if row["length"] else None,
        decimals=int(row["decimals"] or 0),
        required=row["required"],
        code_list=row["list"],
        source=row["source"],
        status=ASSUMED if assumed else row["status"],
        note=row["note"],
        title=row["title"],
        when=row["when"],
        cdata=bool(row["cdata"]),
    )
