"""Whether a value of a message can be taken: every part known and legal, no other value about the same cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tram.exchange.aggregate.mapping import Element, Names
from tram.exchange.aggregate.periods import read_period
from tram.exchange.aggregate.values import DataValue, Message
from tram.exchange.faults import Fault, Unfit
from tram.kernel.periods import Period

TRUE, FALSE = frozenset({"true", "t", "1"}), frozenset({"false", "f", "0"})
BOOLEANS = {"boolean": TRUE | FALSE, "true_only": TRUE}
COUNT = re.compile(r"\d{1,15}")
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
LONGEST_KEY, LONGEST_VALUE = 60, 250
Knows = Callable[[str, date], bool]
"""Whether a place of that code is there on a day and in reach of whoever brings the file."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A value that is understood: cell (place, period, element, part, keys) and what it says; None withdraws it."""

    place: str
    period: Period
    element: str
    part: str
    keys: tuple[tuple[str, str], ...]
    value: str | None
    row: int

    @property
    def cell(self) -> tuple[str, Period, str, str, tuple[tuple[str, str], ...]]:
        """What it is a value of."""
        return self.place, self.period, self.element, self.part, self.keys


def judge(message: Message, known: Names, knows: Knows, name: str = "") -> tuple[list[Judged], list[Fault]]:
    """The values that can be taken, and a fault for each other one. Of two values for one cell the first is taken."""
    taken: list[Judged] = []
    faults = list(message.faults)
    rows: dict[tuple[object, ...], int] = {}
    for value in message.values:
        try:
            one = _judged(value, known, knows)
            if one.cell in rows:
                raise Unfit("dataElement", f"Trùng với giá trị thứ {rows[one.cell]} của tệp.")
        except Unfit as unfit:
            faults.append(Fault(name, f"dòng {value.row}", value.element[:LONGEST_KEY], unfit.field, unfit.reason))
            continue
        rows[one.cell] = value.row
        taken.append(one)
    return taken, faults


def _judged(told: DataValue, known: Names, knows: Knows) -> Judged:
    element = _element(told, known)
    period = _period(told.period)
    place = _place(told.place, period, known, knows)
    keys = {**known.keys_of_combo(told.combo), **_attribute(told, known), **known.keys_of_options(told.keys)}
    value = None if told.deleted else _value(told, element)
    return Judged(place, period, element.name, element.part, _sorted(keys), value, told.row)


def _element(told: DataValue, known: Names) -> Element:
    if not told.element:
        raise Unfit("dataElement", "Thiếu phần tử số liệu (dataElement).")
    found = known.by_identifier.get(told.element)
    if found is None:
        raise Unfit("dataElement", "Không có phần tử số liệu này trong bảng mã dhis2.toml.")
    return found


def _period(text: str) -> Period:
    if not text:
        raise Unfit("period", "Thiếu kỳ (period).")
    found = read_period(text)
    if found is None:
        raise Unfit("period", f"Kỳ “{text[:20]}” không đọc được. Ví dụ đúng: 202610, 2026Q4, 2026-10-01/P1M.")
    return found


def _place(text: str, period: Period, known: Names, knows: Knows) -> str:
    if not text:
        raise Unfit("orgUnit", "Thiếu địa bàn (orgUnit).")
    place = known.our_places.get(text, text)
    if not knows(place, period.end or period.start):
        raise Unfit("orgUnit", "Không có địa bàn này trong kỳ, hoặc ngoài phạm vi của bạn.")
    return place


def _attribute(told: DataValue, known: Names) -> Mapping[str, str]:
    try:
        return known.keys_of_combo(told.attribute)
    except Unfit as unfit:
        raise Unfit("attributeOptionCombo", unfit.reason) from None


def _value(told: DataValue, element: Element) -> str:
    """What the value says, in one way of writing it. A text stands in ADX's annotation beside a 0."""
    beside = told.comment if element.kind == "text" and told.value == "0" else ""
    text = (beside or told.value or "").strip()
    if not text:
        raise Unfit("value", "Không có giá trị. Muốn xoá thì ghi deleted = true.")
    if element.kind in BOOLEANS:
        return _boolean(text, BOOLEANS[element.kind])
    shape = {"count": COUNT, "number": NUMBER}.get(element.kind)
    if (shape and not shape.fullmatch(text)) or len(text) > LONGEST_VALUE:
        raise Unfit("value", "Giá trị không phải số đếm." if element.kind == "count" else "Giá trị không đúng kiểu.")
    return str(int(text)) if element.kind == "count" else text


def _boolean(text: str, words: frozenset[str]) -> str:
    word = text.lower()
    if word not in words:
        raise Unfit("value", "Giá trị phải là true hoặc false." if words >= FALSE else "Giá trị chỉ có thể là true.")
    return "true" if word in TRUE else "false"


def _sorted(keys: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    _short(keys.values())
    return tuple(sorted(keys.items()))


def _short(words: Iterable[str]) -> None:
    if any(len(word) > LONGEST_KEY for word in words):
        raise Unfit("categoryOptionCombo", f"Tên nhóm dài quá {LONGEST_KEY} ký tự.")
