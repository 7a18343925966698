"""Every field of a claim held to its definition: order, presence, length, kind, code list, required-ness.

A row that is right is recognised by one regular expression over all its values; only another row is looked at
field by field, to say what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from django.utils.translation import gettext as _

from tram.claims.format.checker import Checker, checker
from tram.claims.format.model import CHECK_IN, Fault, Field, Layout, Row, Table, Tables
from tram.claims.format.texts import day_of

HEAD = "XML1"
MOST = 2_000  # faults told of one claim: nobody mends more by hand


def field_faults(layout: Layout, tables: Tables) -> tuple[Fault, ...]:
    """What is wrong in the fields of one claim (or check-in) under a layout; () when all is right.

    Code lists are those of the day the visit ended (check-in: began).
    """
    day = _day(layout, tables)
    faults: list[Fault] = []
    if CHECK_IN not in tables and len(tables.get(HEAD, ())) != 1:
        faults.append(_head_missing(len(tables.get(HEAD, ()))))
    for name, rows in tables.items():
        table = layout.tables.get(name)
        if table is None:
            faults.append(_no_table(layout, name))
        else:
            faults += islice(_table_faults(checker(table, day), rows), MOST + 1)
            if len(faults) > MOST:
                return (*faults[:MOST], _more(faults[MOST]))
    return tuple(faults)


def _day(layout: Layout, tables: Tables) -> date:
    """The day whose code lists hold: the visit's end, else the last day of the decision (the first while it holds)."""
    head = next(iter(tables.get(HEAD) or tables.get(CHECK_IN) or ()), {})
    told = day_of(head.get("NGAY_RA", "") or head.get("NGAY_VAO", ""))
    return told or layout.last or layout.first


def _table_faults(check: Checker, rows: Sequence[Row]) -> Iterator[Fault]:
    for line, row in enumerate(rows, 1):
        if not check.right(row):
            yield from _row_faults(check, line, row)


def _row_faults(check: Checker, line: int, row: Row) -> Iterator[Fault]:
    table = check.table
    names = table.names
    yield from (_missing(table, line, name) for name in names if name not in row)
    yield from (_unknown(table, line, name) for name in row if name not in names)
    if [name for name in row if name in names] != [name for name in names if name in row]:
        yield Fault(table.id, line, "", "order", _("Các trường không đúng thứ tự của quyết định."))
    for one in table.fields:
        if one.name in row and (fault := _value_fault(check, line, one, row)):
            yield fault


def _value_fault(check: Checker, line: int, field: Field, row: Row) -> Fault | None:
    value = row[field.name]
    rule = check.rule_broken(field, value, row)
    if rule is None:
        return None
    told = {
        "field": f"{field.title} ({field.name})",
        "value": value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…",
        "length": field.length,
        "count": len(value),
        "kind": _(_KINDS[field.kind]) % {"decimals": field.decimals},
    }
    return Fault(check.table.id, line, field.name, rule, _(_SENTENCES[rule]) % told)


_SHOWN = 60


def _mark(text: str) -> str:
    """Marks a sentence for the catalogue; it is said in the reader's language later."""
    return text


_SENTENCES = {
    "required": _mark("%(field)s còn trống; hãy ghi."),
    "signs": _mark("%(field)s có ký tự điều khiển không ghi được vào XML; hãy gõ lại."),
    "length": _mark("%(field)s dài %(count)s ký tự, chỉ được %(length)s; hãy rút ngắn."),
    "type": _mark("%(field)s: «%(value)s» không phải %(kind)s."),
    "list": _mark("%(field)s: mã «%(value)s» không có trong danh mục của ngày này."),
}
_KINDS = {
    "text": _mark("chữ"),
    "number": _mark("số (nhiều nhất %(decimals)s số lẻ, dấu chấm)"),
    "date": _mark("ngày yyyymmdd"),
    "datetime": _mark("thời điểm yyyymmddHHMM"),
    "birth": _mark("ngày sinh yyyymmddHHMM (phần không biết ghi 0)"),
    "day_or_time": _mark("ngày yyyymmdd hoặc thời điểm yyyymmddHHMM"),
    "dates": _mark("các ngày yyyymmdd cách nhau bằng dấu «;»"),
    "datetimes": _mark("các thời điểm yyyymmddHHMM cách nhau bằng dấu «;»"),
}


def _more(first: Fault) -> Fault:
    """In place of the faults beyond the most that are told, where they begin."""
    sentence = _("Hồ sơ còn nhiều lỗi nữa; hãy sửa các lỗi trên rồi kiểm tra lại.")
    return Fault(first.table, first.line, "", first.rule, sentence)


def _head_missing(count: int) -> Fault:
    sentence = _("Hồ sơ cần đúng một dòng XML1, đang có %(count)s.") % {"count": count}
    return Fault(HEAD, 0, "", "table", sentence)


def _no_table(layout: Layout, name: str) -> Fault:
    told = {"table": name, "decision": layout.title}
    return Fault(name, 0, "", "table", _("%(decision)s không có bảng %(table)s.") % told)


def _missing(table: Table, line: int, name: str) -> Fault:
    sentence = _("Thiếu trường %(field)s (để trống cũng phải có phần tử).") % {"field": name}
    return Fault(table.id, line, name, "missing", sentence)


def _unknown(table: Table, line: int, name: str) -> Fault:
    told = {"table": table.id, "field": name[:_SHOWN]}
    return Fault(table.id, line, name[:_SHOWN], "unknown", _("Bảng %(table)s không có trường %(field)s.") % told)
