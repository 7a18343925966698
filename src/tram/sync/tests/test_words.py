"""Whatever a person must read has its word: tables, columns, facts, reasons."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.source import PACKAGE, python_files, tree
from tram.kernel.facts.columns import table_of
from tram.kernel.guards import record_models
from tram.sync.rules.fact_names import FACT_NAMES
from tram.sync.rules.labels import COLUMNS, DERIVED, SPECIAL, TABLES, column_label, table_label
from tram.sync.rules.reasons import REASONS, UNKNOWN, reason_of

FACT = re.compile(r"[a-z_]+\.[a-z_]+")


def test_every_table_and_column_of_the_record_has_a_word() -> None:
    nameless = [
        f"{model._meta.db_table}.{field.attname}"
        for model in record_models()
        for field in model._meta.concrete_fields
        if field.name not in {"id", "stamp"} | DERIVED
        and column_label(model._meta.db_table, field.attname) == field.attname
    ]
    assert nameless == []
    assert [
        model._meta.db_table for model in record_models() if table_label(model._meta.db_table) not in TABLES.values()
    ] == []


def test_no_word_is_left_for_what_no_longer_exists() -> None:
    columns = {field.attname for model in record_models() for field in model._meta.concrete_fields}
    assert sorted(COLUMNS.keys() - columns) == []
    assert [pair for pair in SPECIAL if pair[1] not in table_of(pair[0]).columns] == []
    assert sorted(TABLES.keys() - {model._meta.db_table for model in record_models()}) == []


def test_every_fact_a_deed_writes_has_a_name() -> None:
    written = set()
    for path in python_files():
        if PACKAGE in path.parents and "tests" not in path.parts and "village" not in path.parts:
            written |= _facts(tree(path))
    assert len(written) > 30
    assert sorted(written - FACT_NAMES.keys()) == []


def _facts(source: ast.Module) -> set[str]:
    """The names given to ``deed("…")``, also through a constant of the file."""
    constants = {
        target.id: node.value.value
        for node in source.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = set()
    for node in ast.walk(source):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == "deed"
            and node.args
        ):
            told = node.args[0]
            name = told.value if isinstance(told, ast.Constant) else constants.get(getattr(told, "id", ""))
            if isinstance(name, str) and FACT.fullmatch(name):
                found.add(name)
    return found


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_reason_says_what_to_do(code: str) -> None:
    reason = reason_of(code)
    assert reason.what
    assert reason.do.endswith((".", "?"))


def test_an_unknown_reason_says_so() -> None:
    assert reason_of("something.new") is UNKNOWN
