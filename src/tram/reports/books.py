"""What a register's file says beside its columns: whose lines it has, over how long, how private it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tram.engines.definitions import DefinitionError

RANGE = re.compile(r"([A-Z])(\d\d)(?:-([A-Z])(\d\d))?")
SPANS = ("month", "year")
MEASURES = ("", "blood_pressure", "glucose")
VISITS, DEATHS = "reports.register_lines", "reports.death_lines"
CASES, EPISODES, MONTHS = "reports.case_lines", "reports.episode_lines", "reports.month_lines"
VACCINATIONS = "reports.vaccination_lines"
VACCINATED = ("children", "others")
CHILDHOOD = 6 * 366  # days: whoever is vaccinated at this age or later stands in the book of the others
BY_DISEASE = frozenset({CASES, EPISODES, MONTHS})


@dataclass(frozen=True, slots=True)
class Goal:
    """What counts as "at goal": pressures below (mmHg), glucose not above (mmol/L); None where nothing is said."""

    systolic: int | None = None
    diastolic: int | None = None
    glucose: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """What a register is about.

    ``icd10``: its ICD-10 categories (three characters), in order. ``span``: how long one book is written. ``private``:
    only the station's own care staff may open it. ``measure`` with its ``goal``: what a month's block tells.
    ``vaccinated``: of a book of vaccinations, whether it is that of the year's children or of all others.
    """

    icd10: tuple[str, ...] = ()
    span: str = "month"
    private: bool = False
    measure: str = ""
    goal: Goal = field(default_factory=Goal)
    vaccinated: str = ""


def read_book(who: str, part: Mapping[str, Any], table: str) -> Book:
    """The book of a ``[register]`` table over a table of lines. Refuses (``DefinitionError``) what cannot be."""
    _choice(who, "span", part.get("span", "month"), SPANS)
    _choice(who, "measure", part.get("measure", ""), MEASURES)
    icd10 = tuple(code for text in part.get("icd10", ()) for code in categories(who, text))
    if (table in BY_DISEASE) != bool(icd10):
        told = "thiếu icd10" if table in BY_DISEASE else f"bảng «{table}» không chọn theo bệnh"
        raise DefinitionError(who, f"[register] {told}", 'icd10 = ["I10-I15"] cho sổ theo bệnh')
    _choice(who, "vaccinated", part.get("vaccinated", ""), VACCINATED if table == VACCINATIONS else ("",))
    if table in {MONTHS, VACCINATIONS} and part.get("span") != "year":
        raise DefinitionError(who, "[register] sổ này viết cho cả năm", 'span = "year"')
    goal = part.get("goal", {})
    unknown = set(goal) - {"systolic", "diastolic", "glucose"}
    if unknown:
        raise DefinitionError(who, f"[register.goal] không có «{min(unknown)}»", "có: systolic, diastolic, glucose")
    glucose = None if goal.get("glucose") is None else Decimal(str(goal["glucose"]))
    return Book(
        icd10=icd10,
        span=part.get("span", "month"),
        private=bool(part.get("private", False)),
        measure=part.get("measure", ""),
        goal=Goal(goal.get("systolic"), goal.get("diastolic"), glucose),
        vaccinated=part.get("vaccinated", ""),
    )


def categories(who: str, text: str) -> tuple[str, ...]:
    """``I10-I15`` as I10, I11 … I15; ``B24`` as itself; over letters too (``E90-F03``)."""
    found = RANGE.fullmatch(str(text))
    if not found:
        raise DefinitionError(who, f"[register] icd10 «{text}» không đọc được", 'viết "I10" hoặc "I10-I15"')
    first, last = _place(found[1], found[2]), _place(found[3] or found[1], found[4] or found[2])
    if last < first:
        raise DefinitionError(who, f"[register] icd10 «{text}» ngược", "mã đầu trước mã cuối")
    return tuple(f"{chr(ord('A') + place // 100)}{place % 100:02}" for place in range(first, last + 1))


def condition(table: str, icd10: Sequence[str], vaccinated: str = "") -> tuple[str, str]:
    """The published table whose rows become lines, and which of them: those of a period :start to :end."""
    if table == VACCINATIONS:
        return "people.residents", f"{_LIVED} and {_VACCINATED[vaccinated]}"
    listed = ", ".join(f'"{code}"' for code in icd10)
    if table == DEATHS:
        return "people.deaths", "day between :start and :end"
    if table == EPISODES:
        return "encounters.diagnoses", f"icd3 in [{listed}] and day between :start and :end"
    ill = f"exists(encounters.diagnoses where icd3 in [{listed}] and day <= :end)"
    return "people.residents", f"{_LIVED} and {ill}"


_LIVED = "start <= :end and (end is missing or end >= :start) and (died_on is missing or died_on >= :start)"
_SINCE_CHILDHOOD = f"exists(immunization.doses where day between :start and :end and age_days >= {CHILDHOOD})"
_PREGNANT = (
    'exists(immunization.circumstances where code = "pregnant" and start <= :end and (end is missing or end >= :start))'
)
_VACCINATED = {
    "children": "birth_date between :start and :end",
    "others": f"({_SINCE_CHILDHOOD} or {_PREGNANT})",
}


def _place(letter: str, number: str) -> int:
    return (ord(letter) - ord("A")) * 100 + int(number)


def _choice(who: str, key: str, value: object, options: Sequence[str]) -> None:
    if value not in options:
        raise DefinitionError(who, f"[register] {key} «{value}» không có", "chọn " + ", ".join(filter(None, options)))
