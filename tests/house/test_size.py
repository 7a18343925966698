"""Sizes, held by a ratchet: ``ratchets.json`` may only fall.

A function's length leaves out its docstring. ``python -m tests.house.test_size`` lowers the ratchets to today's sizes.
"""

from __future__ import annotations

import ast
import json
import subprocess
from functools import cache
from pathlib import Path

from tests.support.source import ROOT, python_files, short, tree

RATCHETS = Path(__file__).with_name("ratchets.json")
LAW = {"longest_function": 60, "longest_file": 500, "files_over_400": 10, "functions_over_30_per_thousand": 100}
FILE_GETS_LONG = 400


@cache
def functions() -> list[tuple[int, str]]:
    """Length in lines and place of every function, longest first."""
    found = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append((_length(node), f"{short(path)}:{node.lineno} {node.name}"))
    return sorted(found, reverse=True)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    docstring = 0
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        docstring = (first.end_lineno or first.lineno) - first.lineno + 1
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


@cache
def files() -> list[tuple[int, str]]:
    """Length in lines and name of every Python file, longest first."""
    return sorted(
        ((len(path.read_text(encoding="utf-8").splitlines()), short(path)) for path in python_files()), reverse=True
    )


def measured() -> dict[str, int]:
    """Today's sizes, by the names of the ratchets."""
    lengths = [length for length, _ in functions()]
    return {
        "longest_function": lengths[0],
        "longest_file": files()[0][0],
        "files_over_400": sum(length > FILE_GETS_LONG for length, _ in files()),
        "functions_over_30_per_thousand": round(1000 * sum(length > 30 for length in lengths) / len(lengths)),
    }


def test_no_function_is_longer_than_the_ratchet() -> None:
    limit = json.loads(RATCHETS.read_text())["longest_function"]
    assert [f"{place}: {length} lines" for length, place in functions() if length > limit] == []


def test_no_file_is_longer_than_the_ratchet() -> None:
    limit = json.loads(RATCHETS.read_text())["longest_file"]
    assert [f"{name}: {length} lines" for length, name in files() if length > limit] == []


def test_few_files_come_near_the_limit() -> None:
    limit = json.loads(RATCHETS.read_text())["files_over_400"]
    long = [f"{name}: {length} lines, make it a package" for length, name in files() if length > FILE_GETS_LONG]
    assert len(long) <= limit, long


def test_nine_functions_in_ten_stay_under_thirty_lines() -> None:
    limit = json.loads(RATCHETS.read_text())["functions_over_30_per_thousand"]
    assert measured()["functions_over_30_per_thousand"] <= limit


def test_the_ratchets_only_ever_fell() -> None:
    asked = ["git", "log", "--format=%H", "--reverse", "--", short(RATCHETS)]
    history = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)  # no clone, no history
    commits = history.stdout.split()
    limits = LAW
    for version in [*(_at(commit) for commit in commits), json.loads(RATCHETS.read_text())]:
        assert version.keys() == limits.keys()
        assert [name for name in limits if version[name] > limits[name]] == []
        limits = version


def _at(commit: str) -> dict[str, int]:
    asked = ["git", "show", f"{commit}:{short(RATCHETS)}"]
    return json.loads(subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    kept = json.loads(RATCHETS.read_text())
    RATCHETS.write_text(json.dumps({name: min(kept[name], size) for name, size in measured().items()}, indent=2) + "\n")
