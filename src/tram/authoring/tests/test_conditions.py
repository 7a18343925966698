"""A condition answers while it is typed: in words, or with the place of its fault and what to do."""

from __future__ import annotations

import pytest

from tram.authoring.rules.conditions import described, said, scope_of
from tram.reports.api import published_tables

TABLES = published_tables()
RESIDENTS = scope_of(TABLES["people.residents"], TABLES)


@pytest.mark.parametrize(
    ("text", "marked", "hint"),
    [
        ('sex = "femal"', '"femal"', "«female»"),
        ("birth_dat < :at", "birth_dat", "«birth_date»"),
        ("exists(people.covers where birth_date < :at)", "birth_date", "subject.birth_date"),
        ("exists(people.cover where start < :at)", "exists", "people.covers"),
        ("years_between(birth_date, :at)", "years_between", ">= 40"),
        ('sex == "male"', "=", ""),
        ("exists(people.covers where start <= :at", "t", "đóng ngoặc"),
        ("died_on is missing and", "d", "viết nốt"),
        ("start <= :end", ":end", ""),
    ],
)
def test_a_fault_is_marked_where_it_stands(text: str, marked: str, hint: str) -> None:
    found = said("numerator", text, RESIDENTS)
    assert not found.ok
    assert found.sentence
    assert text[found.start : found.end] == marked
    assert hint in found.hint


def test_a_fault_on_a_second_line_says_so() -> None:
    found = said("numerator", "died_on is missing and\n  sex = 1", RESIDENTS)
    assert (found.line, found.ok) == (2, False)


def test_what_can_be_read_is_said_in_words() -> None:
    assert said("numerator", 'sex = "female"', RESIDENTS).words == "giới là «female»"
    assert said("numerator", "  ", RESIDENTS).ok


def test_a_period_is_known_only_to_what_is_counted_over_one() -> None:
    flow = scope_of(TABLES["encounters.visits"], TABLES, periods=("month",))
    assert said("numerator", "day between :start and :end", flow).ok
    assert not said("numerator", "day >= :start", scope_of(TABLES["encounters.visits"], TABLES)).ok


def test_the_page_knows_every_table_one_may_count() -> None:
    found = described(TABLES)
    assert "encounters.visits" in found["people.residents"]["reach"]
    assert set(found["people.residents"]["reach"]) <= set(found)
    assert {"name": "sex", "type": "code", "nullable": False, "words": "giới"}.items() <= next(
        one for one in found["people.residents"]["columns"] if one["name"] == "sex"
    ).items()
    assert not any(name.startswith("reports.") for name in found)
