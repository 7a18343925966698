"""DHIS2's data value sets: JSON both ways; XML and CSV are read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tram.exchange.aggregate.values import DataValue, Message, kept, not_too_many
from tram.exchange.aggregate.xml import Element
from tram.exchange.faults import Fault, Unfit

COLUMNS = (
    "dataelement",
    "period",
    "orgunit",
    "categoryoptioncombo",
    "attributeoptioncombo",
    "value",
    "storedby",
    "timestamp",
    "comment",
    "followup",
    "deleted",
)
WORDS = frozenset({"true", "1"})


def read_json(data: bytes, name: str) -> Message:
    """A data value set as JSON. Refuses (``Unfit``) what is none; an entry that is no value becomes a fault."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        raise Unfit("", "Không phải JSON đọc được. Hãy xuất lại tệp.") from None
    told = body.get("dataValues") if isinstance(body, dict) else None
    if not isinstance(told, list):
        raise Unfit("dataValues", "Tệp JSON không có danh sách dataValues.")
    not_too_many(len(told))
    values, faults = [], []
    for row, one in enumerate(told, 1):
        if isinstance(one, dict):
            values.append(_value(_texts(one), _texts(body), row))
        else:
            faults.append(Fault(name, f"dòng {row}", "", "dataValues", "Không phải một giá trị."))
    return Message("dataValueSet JSON", tuple(values), tuple(faults))


def read_dxf_xml(root: Element) -> Message:
    """A data value set as XML, its root element given; period, place and attribute may stand once at the root."""
    rows = [one for one in root.children if one.name == "dataValue"]
    values = (_value(one.attributes, root.attributes, number) for number, one in enumerate(rows, 1))
    return Message("dataValueSet XML", tuple(values))


def read_csv(data: bytes) -> Message:
    """A data value set as CSV, with its heading line or without. Refuses (``Unfit``) what is none."""
    try:
        lines = [line for line in csv.reader(io.StringIO(data.decode("utf-8-sig")), strict=True) if any(line)]
    except (UnicodeDecodeError, csv.Error):
        raise Unfit("", "Không phải CSV UTF-8 đọc được. Hãy xuất lại tệp.") from None
    not_too_many(len(lines))
    heading = [word.strip().lower() for word in lines[0]] if lines else []
    has_heading = bool(heading) and heading[0] == COLUMNS[0]
    columns = heading if has_heading else list(COLUMNS)
    if not lines or (not has_heading and len(lines[0]) < COLUMNS.index("value") + 1):
        raise Unfit("", "Tệp CSV không có các cột dataelement, period, orgunit, …, value.")
    return Message("dataValueSet CSV", tuple(_of_csv(lines[has_heading:], columns, 1 + has_heading)))


def write_json(values: Sequence[DataValue], *, schemes: Mapping[str, str] | None = None) -> bytes:
    """The values as a data value set; ``schemes`` say what identifiers are (``{"idScheme": "CODE"}``)."""
    sets = {one.data_set for one in values}
    head = {"dataSet": sets.pop()} if len(sets) == 1 and "" not in sets else {}
    body = {**(schemes or {}), **head, "dataValues": [_told(one, alone=not head) for one in values]}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _told(one: DataValue, *, alone: bool) -> dict[str, Any]:
    """A value as JSON says it; what is empty is left out, for DHIS2 takes "" for an identifier."""
    told = {
        "dataElement": one.element,
        "period": one.period,
        "orgUnit": one.place,
        "categoryOptionCombo": one.combo,
        "attributeOptionCombo": one.attribute,
        "dataSet": one.data_set if alone else "",
        "value": one.value,
        "comment": one.comment,
        "deleted": one.deleted,
    }
    return {
        key: value for key, value in told.items() if value not in ("", None, False) or (key == "value" and value == "")
    }


def _of_csv(lines: Iterable[Sequence[str]], columns: Sequence[str], first: int) -> Iterator[DataValue]:
    names = {column.lower(): name for column, name in zip(COLUMNS, _NAMES, strict=True)}
    for row, line in enumerate(lines, first):
        cells = {names.get(column, column): cell for column, cell in zip(columns, line, strict=False)}
        yield _value({key: cell for key, cell in cells.items() if cell != ""}, {}, row)


def _texts(body: Mapping[str, Any]) -> dict[str, str]:
    """The plain values of an object as texts: numbers and yes-or-no too, nothing for null."""
    plain = ((key, one) for key, one in body.items() if isinstance(one, (str, int, float, bool)))
    return {key: str(one).lower() if isinstance(one, bool) else str(one) for key, one in plain}


def _value(told: Mapping[str, str], above: Mapping[str, str], row: int) -> DataValue:
    """A value from its own texts, and those that stand once for all."""
    both = {**{key: above[key] for key in _SHARED if key in above}, **told}
    return DataValue(
        element=kept(both.get("dataElement", "")),
        period=kept(both.get("period", "")),
        place=kept(both.get("orgUnit", "")),
        value=kept(both["value"]) if "value" in both else None,
        combo=kept(both.get("categoryOptionCombo", "")),
        attribute=kept(both.get("attributeOptionCombo", "")),
        data_set=kept(both.get("dataSet", "")),
        comment=kept(both.get("comment", "")),
        deleted=both.get("deleted", "").lower() in WORDS,
        row=row,
    )


_SHARED = ("dataSet", "period", "orgUnit", "attributeOptionCombo")
_NAMES = (
    "dataElement",
    "period",
    "orgUnit",
    "categoryOptionCombo",
    "attributeOptionCombo",
    "value",
    "storedBy",
    "timestamp",
    "comment",
    "followup",
    "deleted",
)
