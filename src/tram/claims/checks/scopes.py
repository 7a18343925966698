"""What a rule about a table may name: its fields, times and days of them, the visit's fields, values, other tables.

A field is named in small letters: ``so_luong`` is a number, ``ma_thuoc`` a text, ``ngay_yl`` a time as one whole number
(202610010830), ``ngay_yl_day`` its day. ``visit_ngay_vao`` is a field of XML1, asked from another table.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from tram.claims.checks.lines import Line, Reader, Readers
from tram.claims.checks.reading import day_of, moment_of, number_of
from tram.claims.checks.reckoned import RECKONED
from tram.claims.checks.values import AMOUNT, COUNT, DAY, LINES, VALUES, WORDS, Value
from tram.claims.format import CHECK_IN, Field, Layout
from tram.engines.expression import Kind, Reach, Scope, Type

TIMES = ("date", "datetime", "birth", "day_or_time")
VISIT = "visit_"
ACROSS = ("xml1", "xml2", "xml3")
PARAMETERS = {
    "base_salary": AMOUNT.maybe(False),
    "now": COUNT.maybe(False),
    "today": Kind(Type.DATE),
}
Columns = Mapping[str, Value]


def _number(name: str) -> Reader:
    return lambda line: number_of(line.raw.get(name, ""))


def _text(name: str) -> Reader:
    return lambda line: line.raw.get(name) or None


def _moment(name: str) -> Reader:
    return lambda line: moment_of(line.raw.get(name, ""))


def _day(name: str) -> Reader:
    return lambda line: day_of(line.raw.get(name, ""))


def _of_visit(column: str) -> Reader:
    def read(line: Line) -> object:
        summary = line.claim.summary
        return None if summary is None else summary[column]

    return read


def _field(field: Field) -> Columns:
    column = field.name.lower()
    if field.kind == "number":
        return {column: Value(Kind(Type.DECIMAL, nullable=True, scale=field.decimals), _number(field.name))}
    if field.kind in TIMES:
        return {column: Value(COUNT, _moment(field.name)), f"{column}_day": Value(DAY, _day(field.name))}
    return {column: Value(WORDS, _text(field.name))}


def _own(layout: Layout, table: str) -> Columns:
    fields = layout.tables[table].fields
    own = {name: value for field in fields for name, value in _field(field).items()}
    names = {field.name for field in fields}
    extra = {**VALUES.get(table, {}), **(RECKONED if table in LINES and "THANH_TIEN_BV" in names else {})}
    return {**own, **extra}


def _of_summary(layout: Layout) -> Columns:
    return {f"{VISIT}{name}": Value(each.kind, _of_visit(name)) for name, each in _own(layout, "XML1").items()}


@lru_cache(maxsize=8)
def columns(layout: Layout) -> Mapping[str, Columns]:
    """Every table of a layout with what its rows answer, by column."""
    visit = _of_summary(layout)
    tables = (table for table in layout.tables if table != CHECK_IN)
    found = {table: _own(layout, table) for table in tables}
    return {table: own if table == "XML1" else {**visit, **own} for table, own in found.items()} | {
        CHECK_IN: _own(layout, CHECK_IN) if CHECK_IN in layout.tables else {}
    }


@lru_cache(maxsize=8)
def readers(layout: Layout) -> Readers:
    """How each column of each table is read."""
    return {table: {name: each.read for name, each in found.items()} for table, found in columns(layout).items()}


def scope(layout: Layout, table: str) -> Scope:
    """What a rule about the table may name."""
    return Scope(_kinds(layout, table), PARAMETERS, _reaches(layout), division=True)


def _kinds(layout: Layout, table: str) -> Mapping[str, Kind]:
    return {name: value.kind for name, value in columns(layout)[table].items()}


@lru_cache(maxsize=8)
def _reaches(layout: Layout) -> Mapping[str, Reach]:
    own = {name.lower(): Reach(_kinds(layout, name)) for name in columns(layout)}
    across = {name: own[name] for name in ACROSS if name in own}
    return {
        **own,
        **{f"other.{name}": reach for name, reach in across.items()},
        **{f"bed.{name}": reach for name, reach in across.items()},
    }
