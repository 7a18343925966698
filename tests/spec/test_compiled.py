"""Conditions compiled to functions answer what the reference answers, on every row of generated worlds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.spec.conditions import about_visits, conditions
from tests.spec.indicators import indicator, visits
from tests.spec.test_conditions import EXAMPLES, PARAMS, SCOPE, _each, _row, _titles
from tests.spec.world import TABLES, Rows, populate
from tram.engines.expression import Environment, Node, condition, evaluate
from tram.engines.expression.compiled import compiled
from tram.engines.query import plan

GENERATED = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
WORLDS = {seed: populate(seed, people=30) for seed in range(3)}


class World:
    """What a row may look at, both ways: as the reference asks for it and as compiled conditions do."""

    def __init__(self, planned: Any, rows: Rows, row: Any) -> None:
        self.parameters = PARAMS.dates()
        self._planned, self._all, self._row = planned, rows, row

    def rows(self, table: str) -> Sequence[Any]:
        """The rows of the table that belong to the row, by id."""
        join, key = self._planned.joins[table], self._planned.tables[table].id_column
        found = [one for one in self._all.get(table, ()) if one[join.other] is not None]
        own = [one for one in found if one[join.other] == self._row[join.subject]]
        return sorted(own, key=lambda one: one[key]) if key else own

    def matching(self, table: str, columns: tuple[str, ...], values: tuple[Any, ...]) -> Sequence[Any]:
        """Those of the rows whose columns have these values."""
        return [one for one in self.rows(table) if tuple(one[name] for name in columns) == values]

    def related(self, table: str) -> tuple[Sequence[Any], str]:
        """The same rows for the reference."""
        return self.rows(table), self._planned.tables[table].id_column


def _agree(planned: Any, node: Node, rows: Rows) -> None:
    ask = compiled(node)
    for row in rows[planned.table.name]:
        world = World(planned, rows, row)
        expected = evaluate(node, Environment(row, world.parameters, world.related))
        assert ask(row, world) == expected


@GENERATED
@given(text=conditions(), seed=st.sampled_from(sorted(WORLDS)))
def test_generated_conditions_about_people_are_answered_alike(text: str, seed: int) -> None:
    planned = plan(indicator(text), TABLES)
    _agree(planned, planned.numerator, WORLDS[seed])


@GENERATED
@given(text=about_visits(), seed=st.sampled_from(sorted(WORLDS)))
def test_generated_conditions_about_visits_are_answered_alike(text: str, seed: int) -> None:
    planned = plan(visits(text), TABLES)
    _agree(planned, planned.numerator, WORLDS[seed])


@pytest.mark.parametrize("example", EXAMPLES, ids=_titles)
def test_compiled_conditions_give_the_hand_worked_answers(example: dict[str, Any]) -> None:
    for text, answer in _each(example):
        row = _row(example)
        world = World(plan(indicator("true"), TABLES), {}, row)
        assert (compiled(condition(text, SCOPE))(row, world) is True) is answer, text
