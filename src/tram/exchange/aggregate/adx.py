"""ADX (IHE QRPH): groups of values of one data set, place and period; options stand as attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from tram.exchange.aggregate.periods import as_adx, as_dhis2
from tram.exchange.aggregate.values import DataValue, Message, not_too_many
from tram.exchange.aggregate.xml import Element
from tram.exchange.faults import Fault, Unfit

NAMESPACE = "urn:ihe:qrph:adx:2015"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}")
OF_GROUP = frozenset(
    {"dataSet", "period", "orgUnit", "attributeOptionCombo", "completeDate", "dataSetComplete", "comment"}
)
OF_VALUE = frozenset(
    {"dataElement", "value", "categoryOptionCombo", "created", "lastUpdated", "storedBy", "followup", "deleted"}
)
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_adx(root: Element, name: str) -> Message:
    """An ADX message, its root element given. A group or value that is none becomes a fault."""
    values: list[DataValue] = []
    faults: list[Fault] = []
    for one in root.children:
        if one.name == "group":
            values.extend(_of_group(one, len(values)))
        else:
            faults.append(Fault(name, f"dòng {one.line}", "", one.name[:40], "ADX chỉ có các nhóm <group>."))
    not_too_many(len(values))
    return Message("ADX", tuple(values), tuple(faults))


def write_adx(values: Sequence[DataValue], *, exported: str = "") -> bytes:
    """The values as an ADX message, those of one group together. Refuses (``Unfit``) what XML cannot hold."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<adx xmlns={quoteattr(NAMESPACE)}{_attributes({'exported': exported})}>",
    ]
    for head, members in groupby(values, key=lambda one: (one.data_set, one.period, one.place, one.attribute)):
        data_set, period, place, attribute = head
        told = {"dataSet": data_set, "period": as_adx(period), "orgUnit": place, "attributeOptionCombo": attribute}
        lines.append(f"  <group{_attributes(told)}>")
        lines.extend(_line(one) for one in members)
        lines.append("  </group>")
    return "\n".join([*lines, "</adx>", ""]).encode()


def _of_group(group: Element, before: int) -> Iterator[DataValue]:
    shared = group.attributes
    above = {key: value for key, value in shared.items() if key not in OF_GROUP}
    rows = (one for one in group.children if one.name == "dataValue")
    for row, one in enumerate(rows, before + 1):
        own = one.attributes
        note = next((child.text.strip() for child in one.children if child.name == "annotation"), "")
        yield DataValue(
            element=own.get("dataElement", ""),
            period=as_dhis2(shared.get("period", "")),
            place=shared.get("orgUnit", ""),
            value=own.get("value"),
            combo=own.get("categoryOptionCombo", ""),
            attribute=shared.get("attributeOptionCombo", ""),
            keys=above | {key: value for key, value in own.items() if key not in OF_VALUE},
            data_set=shared.get("dataSet", ""),
            comment=note,
            deleted=own.get("deleted", "").lower() == "true",
            row=row,
        )


def _line(one: DataValue) -> str:
    for key in one.keys:
        if not NAME.fullmatch(key) or key in OF_VALUE:
            raise Unfit(key, "Tên nhóm chia này không dùng được trong ADX.")
    told = {
        "dataElement": one.element,
        **{key: one.keys[key] for key in sorted(one.keys)},
        "categoryOptionCombo": one.combo,
        "deleted": "true" if one.deleted else "",
    }
    value = "" if one.value is None else f" value={_quoted(one.value)}"
    head = f"    <dataValue{_attributes(told)}{value}"
    if not one.comment:
        return f"{head}/>"
    return f"{head}><annotation>{escape(_legal(one.comment))}</annotation></dataValue>"


def _attributes(told: Mapping[str, str]) -> str:
    return "".join(f" {key}={_quoted(value)}" for key, value in told.items() if value)


def _quoted(text: str) -> str:
    return quoteattr(_legal(text), {"\t": "&#9;"})


def _legal(text: str) -> str:
    if ILLEGAL.search(text):
        raise Unfit("", "Có ký tự mà XML không chứa được.")
    return text
