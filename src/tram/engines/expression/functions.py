"""The functions of the language: what each accepts. What they compute is in `evaluate` (and in the SQL dialects)."""

from __future__ import annotations

from dataclasses import dataclass

from tram.engines.expression.kinds import WORDS
from tram.engines.expression.nodes import Type

DATES = frozenset({Type.DATE})


@dataclass(frozen=True, slots=True)
class Function:
    """What a function takes (an empty set: anything) and how it is written."""

    accepts: tuple[frozenset[Type], ...]
    usage: str
    variadic: bool = False


FUNCTIONS = {
    "years_between": Function((DATES, DATES), "years_between(birth_date, :at): số năm tròn"),
    "months_between": Function((DATES, DATES), "months_between(birth_date, :at): số tháng tròn"),
    "days_between": Function((DATES, DATES), "days_between(a, b): số ngày từ a đến b"),
    "year": Function((DATES,), "year(date): năm của ngày"),
    "month": Function((DATES,), "month(date): tháng (1 đến 12) của ngày"),
    "starts_with": Function((WORDS, WORDS), 'starts_with(code, "I10")'),
    "includes": Function((frozenset({Type.CODES}), WORDS), 'includes(symptoms, "fever")'),
    "first_known": Function((frozenset(), frozenset()), "first_known(a, b): giá trị đầu có", variadic=True),
}
