"""A definition as the text of its file: the library writes the TOML, this says which shape each part takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.items import Item

LONG_LINE = 100


def written(body: Mapping[str, Any]) -> str:
    """The text of a definition: values first, then its tables; rows of examples one on a line."""
    document = tomlkit.document()
    values = {name: value for name, value in body.items() if not _is_table(value)}
    for name, value in values.items():
        document.add(name, _item(value))
    for name, value in body.items():
        if name not in values:
            document.add(name, _table(value) if isinstance(value, Mapping) else _tables(value))
    return tomlkit.dumps(document)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or _is_rows(value)


def _is_rows(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(one, Mapping) for one in value)


def _tables(rows: Sequence[Mapping[str, Any]]) -> Item:
    found = tomlkit.aot()
    for row in rows:
        found.append(_table(row))
    return found


def _table(told: Mapping[str, Any]) -> Item:
    table = tomlkit.table(is_super_table=bool(told) and all(isinstance(one, Mapping) for one in told.values()))
    last = [name for name, value in told.items() if isinstance(value, Mapping) and not _short(value)]
    for name in (*(name for name in told if name not in last), *last):
        value = told[name]
        table.add(name, _table(value) if name in last else _item(value))
    return table


def _short(told: Mapping[str, Any]) -> bool:
    """Whether it fits between braces on one line: no table in it, and not long."""
    return not any(_is_table(one) for one in told.values()) and len(str(told)) < LONG_LINE


def _item(value: Any) -> Item:
    if isinstance(value, Mapping):
        found = tomlkit.inline_table()
        found.update({name: _item(one) for name, one in value.items()})
        return found
    if isinstance(value, str):
        return tomlkit.string(value, literal='"' in value and "'" not in value, multiline="\n" in value)
    if isinstance(value, Sequence):
        return _array(value)
    return _plain(value)


def _array(values: Sequence[Any]) -> Item:
    found = tomlkit.array()
    for value in values:
        found.append(_item(value))
    return found.multiline(_is_rows(values))


def _plain(value: Any) -> Item:
    if isinstance(value, Decimal):
        return tomlkit.float_(f"{value:f}" if value.as_tuple().exponent else f"{value:f}.0")
    if isinstance(value, date):
        return tomlkit.date(value.isoformat())
    found: Item = tomlkit.item(value)
    return found


def next_text(text: str, version: int, day: date) -> str:
    """The text of a file as its next version, beginning on a day; comments and order stay as they are."""
    document = tomlkit.parse(text)
    document["version"] = version
    document["effective_from"] = tomlkit.date(day.isoformat())
    document.pop("effective_to", None)
    return tomlkit.dumps(document)
