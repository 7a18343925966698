"""A vaccination card typed line by line: a date in six digits, a vaccine in two letters, its number, the place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tram.kernel.text import nfc, search_key

LONGEST_PLACE = 150
HIGHEST_NUMBER = 9
MOST_DIGITS = 9  # more is no number of a dose, and Python reads none of thousands
_PARTS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})")
_PACKED = re.compile(r"(\d{2})(\d{2})(\d{2}|\d{4})")
_CENTURY = 100


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line as it was typed."""

    day: str = ""
    vaccine: str = ""
    number: str = ""
    place: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was typed that tells of a dose; a place alone does not."""
        return not (self.day.strip() or self.vaccine.strip() or self.number.strip())


@dataclass(frozen=True, slots=True)
class CardDose:
    """One dose read from a card. ``number`` None when the card tells none; ``line``: where it was typed, from 0."""

    day: date
    vaccine: str
    number: int | None
    place: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class CardFault:
    """What cannot be read: the line (from 0), its field, and a Vietnamese sentence that says what to do."""

    line: int
    field: str
    sentence: str


def read_card(
    lines: Sequence[CardLine], names: Mapping[str, str], today: date, born: date | None, place: str = ""
) -> tuple[list[CardDose], list[CardFault]]:
    """The doses of a card and what could not be read.

    ``names``: every way to name a vaccine (as ``search_key``) → its code. ``place`` stands for every line that names
    none. Blank lines are passed over.
    """
    doses: list[CardDose] = []
    faults: list[CardFault] = []
    for position, line in enumerate(lines):
        if line.blank:
            continue
        found = _Line(position, line, names, today, born).read(place)
        if isinstance(found, CardDose):
            faults += _twice(found, doses, position)
            doses.append(found)
        else:
            faults += found
    return doses, faults


def _twice(dose: CardDose, before: Iterable[CardDose], position: int) -> list[CardFault]:
    if any(one.day == dose.day and one.vaccine == dose.vaccine for one in before):
        return [CardFault(position, "day", "Mũi này đã gõ ở dòng trên. Hãy xoá một dòng.")]
    return []


@dataclass(frozen=True, slots=True)
class _Line:
    """One line being read."""

    position: int
    line: CardLine
    names: Mapping[str, str]
    today: date
    born: date | None

    def read(self, place: str) -> CardDose | list[CardFault]:
        """The dose, or every fault of the line."""
        day, vaccine, number = self._day(), self._vaccine(), self._number()
        where = nfc(self.line.place).strip() or nfc(place).strip()
        faults = [one for one in (day, vaccine, number) if isinstance(one, CardFault)]
        if len(where) > LONGEST_PLACE:
            faults.append(self._fault("place", f"Nơi tiêm dài quá {LONGEST_PLACE} ký tự. Hãy rút gọn."))
        if faults or isinstance(day, CardFault) or isinstance(vaccine, CardFault) or isinstance(number, CardFault):
            return faults
        return CardDose(day, vaccine, number, where, self.position)

    def _day(self) -> date | CardFault:
        day = read_day(self.line.day, self.today)
        if day is None:
            return self._fault("day", "Ngày tiêm gõ 6 số, ví dụ 010326 là 01/03/2026.")
        if day > self.today:
            return self._fault("day", f"Ngày {day:%d/%m/%Y} chưa đến. Hãy xem lại ngày trên sổ.")
        if self.born is not None and day < self.born:
            return self._fault("day", f"Ngày {day:%d/%m/%Y} trước ngày sinh {self.born:%d/%m/%Y}. Hãy xem lại.")
        return day

    def _vaccine(self) -> str | CardFault:
        key = search_key(self.line.vaccine)
        if not key:
            return self._fault("vaccine", "Hãy gõ hai chữ của vắc xin, hoặc tên vắc xin.")
        if key in self.names:
            return self.names[key]
        alike = {code for name, code in self.names.items() if name.startswith(key)}
        if len(alike) == 1:
            return alike.pop()
        return self._fault(
            "vaccine", f"«{self.line.vaccine.strip()[:30]}» chưa rõ là vắc xin nào. Hãy xem bảng chữ tắt."
        )

    def _number(self) -> int | CardFault | None:
        text = self.line.number.strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS and 1 <= int(text) <= HIGHEST_NUMBER:
            return int(text)
        return self._fault("number", f"Mũi thứ mấy là một số từ 1 đến {HIGHEST_NUMBER}; sổ không ghi thì để trống.")

    def _fault(self, field: str, sentence: str) -> CardFault:
        return CardFault(self.position, field, sentence)


def read_day(text: str, today: date) -> date | None:
    """A day typed as ddmmyy, ddmmyyyy or with marks between; None when it is none. Two digits: the last such year."""
    typed = text.strip()
    found = _PACKED.fullmatch(typed) or _PARTS.fullmatch(typed)
    if found is None or not typed.isascii():
        return None
    day, month, year = (int(part) for part in found.groups())
    if len(found[3]) < 4:
        year += today.year - today.year % _CENTURY
        year -= _CENTURY if year > today.year else 0
    try:
        return date(year, month, day)
    except ValueError:
        return None
