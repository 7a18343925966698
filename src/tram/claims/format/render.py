"""Rows written as the XML of their table, tables as one claim's file. Text is joined, never built as a tree."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from operator import itemgetter

from tram.claims.format.model import CHECK_IN, Field, Layout, Row, Table, Tables
from tram.claims.format.texts import NO_SIGN, day_text

Values = tuple[str, ...]

_LINES = re.compile("\r\n?")
_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'


def render_table(table: Table, rows: Sequence[Row]) -> bytes:
    """The document of one table in UTF-8, without declaration; "" for a field a row does not have.

    ``ValueError`` for a field the table does not have, and for other than one row where a document holds one.
    Signs that XML cannot hold are left out; a line end is one "\\n", as every reader of XML hands it on.
    """
    if table.single and len(rows) != 1:
        raise ValueError(f"{table.id}: one row a document, not {len(rows)}")
    template, values = _template(table), _values(table)
    body = "".join([template % _safe(table, values(row)) for row in rows])
    before = "".join(f"<{part}>" for part in table.path[:-1])
    after = "".join(f"</{part}>" for part in reversed(table.path[:-1]))
    return f"{before}{body}{after}".encode()


def render_file(layout: Layout, tables: Tables, *, facility: str, made_on: date) -> bytes:
    """The unsigned GIAMDINHHS file of one claim: every table base64 in its FILEHOSO, CHUKYDONVI empty.

    Tables without rows are left out; a table of one row a document gets one FILEHOSO for each row.
    """
    files = "".join(_files(table, tables.get(table.id, ())) for table in layout.tables.values() if table.id != CHECK_IN)
    return (
        f"{DECLARATION}<GIAMDINHHS><THONGTINDONVI><MACSKCB>{facility.translate(_MARKS)}</MACSKCB></THONGTINDONVI>"
        f"<THONGTINHOSO><NGAYLAP>{day_text(made_on)}</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>"
        f"{files}</HOSO></DANHSACHHOSO></THONGTINHOSO><CHUKYDONVI></CHUKYDONVI></GIAMDINHHS>"
    ).encode()


def render_check_in(layout: Layout, row: Row) -> bytes:
    """The unsigned check-in file of a visit: not wrapped, CHUKYDONVI empty inside the root."""
    root, *_rest = layout.tables[CHECK_IN].path
    inner = render_table(layout.tables[CHECK_IN], (row,)).decode()
    return f"{DECLARATION}{inner.removesuffix(f'</{root}>')}<CHUKYDONVI></CHUKYDONVI></{root}>".encode()


def _files(table: Table, rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    parts = [(row,) for row in rows] if table.single else [tuple(rows)]
    return "".join(
        f"<FILEHOSO><LOAIHOSO>{table.id}</LOAIHOSO>"
        f"<NOIDUNGFILE>{b64encode(render_table(table, part)).decode()}</NOIDUNGFILE></FILEHOSO>"
        for part in parts
    )


@cache
def _template(table: Table) -> str:
    """The element of one row with %s for every value."""
    inner = "".join(f"<{one.name}>{'<![CDATA[%s]]>' if one.cdata else '%s'}</{one.name}>" for one in table.fields)
    return f"<{table.path[-1]}>{inner}</{table.path[-1]}>"


@cache
def _values(table: Table) -> Callable[[Row], Values]:
    """Takes a row's values in the order of the table."""
    names = table.names
    known, take = frozenset(names), itemgetter(*names)

    def values(row: Row) -> Values:
        if len(row) == len(names) and tuple(row) == names:
            return take(row)  # type: ignore[no-any-return] # itemgetter of several names gives a tuple
        if unknown := row.keys() - known:
            raise ValueError(f"{table.id}: no field {', '.join(sorted(unknown))}")
        return tuple(row.get(name, "") for name in names)

    return values


def _safe(table: Table, values: Values) -> Values:
    """The values as they may stand in the document; most need nothing done."""
    text = "".join(values)
    if text.isprintable() and "&" not in text and "<" not in text and ">" not in text:
        return values
    return tuple(_escaped(one, value) for one, value in zip(table.fields, values, strict=True))


def _escaped(field: Field, value: str) -> str:
    clean = NO_SIGN.sub("", _LINES.sub("\n", value))
    return clean.replace("]]>", "]]]]><![CDATA[>") if field.cdata else clean.translate(_MARKS)
