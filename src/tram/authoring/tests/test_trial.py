"""A test person: counted or not and why, and kept as an example that says the same for ever."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tram.authoring.reads.catalogue import shared_splits
from tram.authoring.rules.draft import body_of
from tram.authoring.rules.toml import written
from tram.authoring.rules.trial import Verdict, grids, read_rows, verdict
from tram.authoring.tests.drafts import ADULTS
from tram.authoring.tests.test_drafts import INDICATORS
from tram.engines.query import IndicatorDefinition, Params, load_indicator, run_examples
from tram.reports.api import published_tables

TABLES = published_tables()
DAY = Params(at=date(2026, 10, 31))
COUNTED = [path for path in INDICATORS if "[ratio]" not in path.read_text(encoding="utf-8")]
LAN = {"start": "01/01/2020", "birth_date": "01/05/1960"}


def definition(**changes: str) -> IndicatorDefinition:
    body, _faults = body_of(replace(ADULTS, **changes), {}, 1)  # type: ignore[arg-type]
    return load_indicator(body, splits=shared_splits())


def tried(person: dict[str, str], *visits: str, **changes: str) -> Verdict:
    made = definition(**changes)
    typed = {"people.residents": [person], "encounters.visits": [{"day": day} for day in visits]}
    rows, faults = read_rows(grids(made, TABLES), typed)
    assert faults == ()
    return verdict(made, TABLES, rows, DAY, "người thử")


def test_the_columns_asked_for_are_those_the_conditions_name() -> None:
    found = {grid.table.name: [column.name for column in grid.columns] for grid in grids(definition(), TABLES)}
    assert found == {"people.residents": ["start", "end", "birth_date"], "encounters.visits": ["day"]}


def test_somebody_who_came_is_counted_and_each_part_holds() -> None:
    found = tried(LAN, "05/10/2026")
    assert (found.asked, found.counted) == (True, True)
    assert all(why.holds for why in found.whys)


def test_somebody_who_came_too_long_ago_misses_by_the_numerator_alone() -> None:
    found = tried(LAN, "31/10/2025")
    assert (found.asked, found.counted) == (True, False)
    assert [why.part for why in found.whys if not why.holds] == ["numerator"]


def test_a_child_is_not_asked_for() -> None:
    found = tried({**LAN, "birth_date": "20/01/2026"}, "05/10/2026")
    assert (found.asked, found.counted) == (False, False)
    assert [why.words for why in found.whys if not why.holds] == [
        "số năm tròn từ ngày sinh sớm nhất có thể đến ngày tính ≥ 40"
    ]


@pytest.mark.parametrize(("visits", "numerator"), [(("05/10/2026",), 1), (("31/10/2025",), 0), ((), 0)])
def test_a_test_person_is_kept_as_an_example_that_holds(visits: tuple[str, ...], numerator: int) -> None:
    found = tried(LAN, *visits)
    text = written({"examples": [found.example]})
    kept = definition(examples=text)
    assert tomllib.loads(text)["examples"][0]["expected"] == {"numerator": numerator, "denominator": 1}
    assert run_examples(kept, TABLES) == []
    wrong = definition(examples=text.replace(f"numerator = {numerator}", f"numerator = {1 - numerator}"))
    assert len(run_examples(wrong, TABLES)) >= 1


def test_what_is_typed_wrong_is_said_by_its_column() -> None:
    asked = grids(definition(numerator='exists(encounters.visits where kind = "AMB" and day <= :at)'), TABLES)
    typed = {"people.residents": [{"birth_date": "31/02/1960"}], "encounters.visits": [{"kind": "amb", "day": "x"}]}
    _rows, faults = read_rows(asked, typed)
    assert [fault.field for fault in faults] == [
        "people.residents.start", "people.residents.birth_date", "encounters.visits.day", "encounters.visits.kind",
    ]  # fmt: skip
    assert "AMB" in faults[3].hint


@pytest.mark.parametrize("path", COUNTED, ids=lambda path: path.stem)
def test_every_shipped_indicator_can_be_tried_on_somebody(path: Path) -> None:
    body = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    made = load_indicator(body, splits=shared_splits())
    example = made.examples[0]
    asked = grids(made, TABLES)
    typed = {grid.table.name: [_filled(grid)] for grid in asked}
    rows, faults = read_rows(asked, typed)
    assert faults == ()
    found = verdict(made, TABLES, rows, replace(example.params, places=None), "người thử")
    kept = load_indicator({**body, "examples": [found.example]}, splits=shared_splits())
    assert run_examples(kept, TABLES) == []


def _filled(grid: object) -> dict[str, str]:
    """Something in every column that asks for something."""
    values = {"date": "15/10/2026", "int": "1", "decimal": "1,5", "bool": "có"}
    return {
        one.name: one.codes[0] if one.codes else values.get(str(one.type), "x")
        for one in grid.columns  # type: ignore[attr-defined]
    }
