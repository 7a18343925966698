"""Words that must not stand in the repository."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.support.source import PACKAGE, python_files, short, text_files, tracked_files, tree

LEFT_OPEN = re.compile(
    r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "raise NotImplemented" + "Error")) + r")\b"
)
MACHINE = re.compile(r"(?<![\w.~}])/(work|root|farm|home|Users)/\w")
COMMAND_FILES = {"commands", "cli"}


def _lines(pattern: re.Pattern[str], paths: list[tuple[Path, str]]) -> list[str]:
    return [
        f"{short(path)}:{number} {line.strip()[:100]}"
        for path, text in paths
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def _ours() -> list[tuple[Path, str]]:
    suffixes = {".py", ".html", ".css", ".js", ".toml", ".md", ".sh", ".cmd", ""}
    return [(path, text) for path, text in text_files() if path.suffix in suffixes and "vendor" not in path.parts]


def test_nothing_is_left_open() -> None:
    assert _lines(LEFT_OPEN, _ours()) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert _lines(MACHINE, _ours()) == []


def test_the_lock_files_hold_no_address() -> None:
    locks = [path for path in tracked_files() if re.fullmatch(r"requirements.*|.*\.lock|package-lock\.json", path.name)]
    assert locks
    assert [short(path) for path in locks if re.search(r"https?://|file:|--index|--find-links", path.read_text())] == []


def test_only_commands_print() -> None:
    found = []
    for path in python_files():
        if PACKAGE in path.parents and not COMMAND_FILES & {*path.parts, path.stem} and "tests" not in path.parts:
            found += [f"{short(path)}:{node.lineno}" for node in ast.walk(tree(path)) if _is_print(node)]
    assert found == []


def _is_print(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def test_no_gpl_library_is_pinned() -> None:
    """Trạm is Apache-2.0; the names are those of the trade that are easily taken by mistake."""
    gpl = {"unidecode", "djlint", "vietnam-provinces", "lunardate", "pyqt5", "pyqt6", "mysqlclient", "weasyprint-gpl"}
    pinned = {line.split("==")[0] for path in tracked_files() if path.name.endswith(".lock")
              for line in path.read_text().splitlines() if "==" in line}  # fmt: skip
    assert pinned & gpl == set()
