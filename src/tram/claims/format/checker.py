"""A table made ready to be held against rows: one expression for the whole row, and one for each field."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache

from tram.claims.format.codes import FIRST, code_list, open_lists, turns
from tram.claims.format.conditions import Condition, condition, holds_several
from tram.claims.format.model import Field, Row, Table
from tram.claims.format.texts import NO_SIGN

MARK = "\x1f"  # between the values of a row; XML cannot hold it, so no value can
_DAY = (
    "(?:(?:19|20|21)[0-9]{2}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)"
    "|02(?:0[1-9]|1[0-9]|2[0-8]))|(?:2000|(?:19|20|21)(?:0[48]|[2468][048]|[13579][26]))0229)"
)
_CLOCK = "(?:[01][0-9]|2[0-3])[0-5][0-9]"
_UNKNOWN_DAY = "(?:19|20|21)[0-9]{2}(?:0000|(?:0[1-9]|1[0-2])00)0000"
_KINDS = {
    "date": _DAY,
    "datetime": f"{_DAY}{_CLOCK}",
    "birth": f"(?:{_DAY}{_CLOCK}|{_UNKNOWN_DAY})",
    "day_or_time": f"{_DAY}(?:{_CLOCK})?",
    "dates": f"{_DAY}(?:;{_DAY})*+",
    "datetimes": f"{_DAY}{_CLOCK}(?:;{_DAY}{_CLOCK})*+",
}


@dataclass(frozen=True, slots=True, eq=False)
class Checker:
    """One table on one day. ``conditions`` are the fields that must be filled when another says so."""

    table: Table
    names: tuple[str, ...]
    row: re.Pattern[str]
    kinds: dict[str, re.Pattern[str]]
    lists: dict[str, re.Pattern[str]]
    conditions: tuple[tuple[str, Condition], ...]

    def right(self, row: Row) -> bool:
        """Whether nothing at all is wrong in the row."""
        if tuple(row) != self.names:
            return False
        values = row.values()
        if not (self.row.fullmatch(MARK.join(values)) and _only_signs("".join(values))):
            return False
        return not any(not row[name] and asked(row) for name, asked in self.conditions)

    def rule_broken(self, field: Field, value: str, row: Row) -> str | None:
        """The first rule the value breaks: required, signs, length, type, list; None when it breaks none."""
        if not value:
            return "required" if self._asked(field, row) else None
        if not _only_signs(value):
            return "signs"
        if field.length is not None and len(value) > field.length:
            return "length"
        if not self.kinds[field.name].fullmatch(value):
            return "type"
        codes = self.lists.get(field.name)
        return "list" if codes and not codes.fullmatch(value) else None

    def _asked(self, field: Field, row: Row) -> bool:
        return field.required == "yes" or any(name == field.name and asked(row) for name, asked in self.conditions)


def checker(table: Table, day: date) -> Checker:
    """The table ready for a visit of that day; made once for all days between two changes of the lists."""
    changes = turns()
    past = bisect_right(changes, day)
    return _checker(table, changes[past - 1] if past else FIRST)


@cache
def _checker(table: Table, day: date) -> Checker:
    fields = table.fields
    lists = {one.name: text for one in fields if (text := _codes(one, day))}
    row = MARK.join(_pattern(one, lists.get(one.name, "")) for one in fields)
    return Checker(
        table=table,
        names=table.names,
        row=re.compile(row),
        kinds={one.name: re.compile(_kind(one)) for one in fields},
        lists={name: re.compile(text) for name, text in lists.items()},
        conditions=tuple((one.name, condition(table, one.when)) for one in fields if one.when),
    )


def _only_signs(text: str) -> bool:
    """Whether XML can hold every sign of the text; most text is plainly printable and not looked at twice."""
    return text.isprintable() or not NO_SIGN.search(text)


def _pattern(field: Field, codes: str) -> str:
    """The expression of one field inside a row: possessive, so that a wrong row is given up at once."""
    least = 1 if field.required == "yes" else 0
    if field.kind == "text" and not codes:
        return f"[^{MARK}]{{{least},{field.length or ''}}}+"
    asked = codes or _kind(field)
    limit = f"(?=[^{MARK}]{{1,{field.length}}}(?:{MARK}|\\Z))" if field.length is not None else ""
    return f"{limit}{asked}" if least else f"(?:{limit}{asked})?+"


def _kind(field: Field) -> str:
    if field.kind == "number":
        return f"[0-9]++(?:\\.[0-9]{{1,{field.decimals}}})?+" if field.decimals else "[0-9]++"
    return _KINDS.get(field.kind, "(?s:.*+)")


def _codes(field: Field, day: date) -> str:
    """One of the list's codes, several parted by ";" where the field has room for them; "" without a closed list."""
    if not field.code_list or field.code_list in open_lists():
        return ""
    codes = sorted(code_list(field.code_list, day), key=len, reverse=True)
    one = f"(?:{'|'.join(map(re.escape, codes))})"
    return f"{one}(?:;{one})*+" if holds_several(field) else one
