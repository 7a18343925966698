"""What every room must have, and how its tables and migrations are named."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core import checks

from tests.support.source import PACKAGE, python_files, rooms, short, storeys, tracked_files, tree
from tram.kernel.checks import STOREY
from tram.kernel.records import Record

AUTOMATIC = re.compile(r"^\d{4}_(auto_\d|alter_|initial_\d)|_and_more$")


@pytest.mark.parametrize("room", rooms())
def test_a_room_introduces_itself(room: str) -> None:
    page = PACKAGE / room / "README.md"
    assert page.exists(), f"src/tram/{room}/README.md is missing"
    assert page.read_text(encoding="utf-8").startswith("# "), f"src/tram/{room}/README.md has no title"


@pytest.mark.parametrize("room", rooms())
def test_a_room_stands_on_a_storey(room: str) -> None:
    assert room in storeys(), f"{room} is in no layer of the storeys contract in pyproject.toml"


def test_migrations_have_telling_names() -> None:
    names = [path for path in tracked_files() if path.parent.name == "migrations" and path.name != "__init__.py"]
    assert names
    assert [short(path) for path in names if AUTOMATIC.search(path.stem)] == []


def test_tables_are_named_after_their_room() -> None:
    odd = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("tram.") and not model._meta.db_table.startswith(f"{model._meta.app_label}_")
    ]
    assert odd == []


def test_constraints_are_named_room_table_what() -> None:
    odd = [
        f"{model._meta.label}: {constraint.name}"
        for model in apps.get_models()
        if model.__module__.startswith("tram.")
        for constraint in model._meta.constraints
        if not constraint.name.startswith(f"{model._meta.app_label}_")
    ]
    assert odd == []


def test_columns_that_belong_together_are_columns_and_each_belongs_once() -> None:
    odd = []
    for model in (model for model in apps.get_models() if issubclass(model, Record)):
        named = [column for group in model.MERGED_TOGETHER for column in group]
        columns = {field.attname for field in model._meta.concrete_fields}
        odd += [f"{model._meta.label}: {name}" for name in named if name not in columns or named.count(name) > 1]
    assert odd == []


def test_the_start_up_checks_find_no_fault_in_any_model() -> None:
    assert [str(fault) for fault in checks.run_checks() if fault.id and fault.id.startswith("tram.")] == []


def test_tables_and_imports_obey_the_same_storeys() -> None:
    """The start-up check on foreign keys and the import contracts are two lists: they must not differ."""
    both = sorted((room for room in rooms() if room in STOREY and room in storeys()), key=lambda room: storeys()[room])
    pairs = [(low, high) for low in both for high in both if storeys()[low] < storeys()[high]]
    assert pairs
    assert [(low, high) for low, high in pairs if STOREY[low] > STOREY[high]] == []


def test_no_room_looks_another_up_by_string() -> None:
    """Import contracts cannot see ``apps.get_model("people", "Person")``; migrations alone may."""
    found = []
    for path in python_files():
        if PACKAGE in path.parents and "kernel" not in path.parts:
            found += [f"{short(path)}:{line}" for line in _model_lookups(path)]
    assert found == []


def _model_lookups(path: Path) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model"
    ]
