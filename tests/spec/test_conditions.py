"""The hand-worked conditions of conditions.toml, on every engine that can run without a server."""

from __future__ import annotations

import json
import subprocess
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.spec.databases import in_duckdb, in_sqlite
from tests.spec.indicators import indicator
from tests.spec.world import AT, RESIDENTS, TABLES
from tram.engines.expression import Environment, as_json, condition, evaluate, from_json
from tram.engines.forms import SCRIPT
from tram.engines.query import Params, compile_indicator, plan

EXAMPLES = tomllib.loads(Path(__file__).with_name("conditions.toml").read_text(encoding="utf-8"), parse_float=Decimal)[
    "examples"
]
PARAMS = Params(AT, date(2025, 3, 1), AT)
SCOPE = plan(indicator("true"), TABLES).scope


def _row(example: dict[str, Any]) -> dict[str, Any]:
    blank = dict.fromkeys(column.name for column in RESIDENTS.columns)
    return {**blank, "id": UUID(int=7), "commune": "03175", **example["row"]}


def _each(example: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(text, answer) for answer in (True, False) for text in example["true" if answer else "false"]]


def _titles(example: dict[str, Any]) -> str:
    return str(example["title"])


@pytest.mark.parametrize("example", EXAMPLES, ids=_titles)
def test_plain_python_gives_the_hand_worked_answers(example: dict[str, Any]) -> None:
    for text, answer in _each(example):
        node = condition(text, SCOPE)
        for same in (node, from_json(json.loads(json.dumps(as_json(node))))):
            assert (evaluate(same, Environment(_row(example), PARAMS.dates())) is True) is answer, text


@pytest.mark.parametrize("dialect", ["sqlite", "duckdb"])
@pytest.mark.parametrize("example", EXAMPLES, ids=_titles)
def test_sql_gives_the_hand_worked_answers(example: dict[str, Any], dialect: str) -> None:
    rows = {"people.residents": [_row(example)]}
    execute = in_sqlite(rows) if dialect == "sqlite" else in_duckdb(rows)
    for text, answer in _each(example):
        (cell,) = compile_indicator(indicator(text, condition="true"), TABLES, dialect).cells(execute, PARAMS)
        assert (cell.numerator, cell.denominator) == (int(answer), 1), text


@pytest.mark.needs_node
def test_the_browser_gives_the_hand_worked_answers() -> None:
    program = (
        f"import {{ evaluate }} from {json.dumps(SCRIPT.as_uri())};"
        "const cases = JSON.parse(process.argv[1]);"
        "console.log(JSON.stringify(cases.map(([node, row]) => evaluate(node, row) === true)));"
    )
    cases = [(text, answer, example["row"]) for example in EXAMPLES for text, answer in _each(example)]
    sent = [
        (_with_dates(as_json(condition(text, SCOPE))), {k: str(v) for k, v in row.items()}) for text, _a, row in cases
    ]
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program, json.dumps(sent)], capture_output=True, check=True, text=True
    )
    for (text, answer, _given), found in zip(cases, json.loads(done.stdout), strict=True):
        assert found is answer, text


def _with_dates(node: Any) -> Any:
    """The browser's forms have no parameters: each is written as the day it stands for."""
    if isinstance(node, dict) and node.get("is") == "parameter":
        return {"is": "literal", "value": PARAMS.dates()[node["name"]].isoformat(), "type": "date"}
    if isinstance(node, dict):
        return {key: _with_dates(value) for key, value in node.items()}
    return [_with_dates(part) for part in node] if isinstance(node, list) else node
