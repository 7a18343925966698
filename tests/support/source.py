"""The repository as data: its rooms, its storeys, its files. House tests and gates read it from here."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tram"
NOT_ROOMS = {"formats", "locale"}
ON_TOP = {"__main__", "settings", "formats"}


@cache
def rooms() -> tuple[str, ...]:
    """The names of the rooms: every package of ``tram`` that holds Python, but for Django's date formats."""
    return tuple(
        sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py") if path.parent.name not in NOT_ROOMS)
    )


@cache
def contracts() -> tuple[dict[str, Any], ...]:
    """The import contracts as pyproject.toml writes them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return tuple(settings["tool"]["importlinter"]["contracts"])


@cache
def storeys() -> dict[str, int]:
    """Room → storey, counted from 0 at the kernel; neighbours share a number."""
    layers = next(one["layers"] for one in contracts() if one["id"] == "storeys")
    names = [set(re.findall(r"\w+", layer)) - ON_TOP for layer in reversed(layers)]
    return {room: level for level, group in enumerate(names) for room in group}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that a clone would hold: what git tracks, and what it would track if it were added now.

    In a folder that is no clone (an unpacked archive) it is every file outside hidden folders.
    """
    if not (ROOT / ".git").exists():
        return tuple(path for path in sorted(ROOT.rglob("*")) if path.is_file() and not _hidden(path))
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in answer.split("\0") if name and (path := ROOT / name).is_file())


def _hidden(path: Path) -> bool:
    return any(part == "__pycache__" or part.startswith(".") for part in path.relative_to(ROOT).parts[:-1])


def text_files() -> Iterator[tuple[Path, str]]:
    """Path and text of every tracked file that is UTF-8 text."""
    for path in tracked_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@cache
def python_files() -> tuple[Path, ...]:
    """Every tracked Python file but migrations, which Django writes."""
    return tuple(path for path in tracked_files() if path.suffix == ".py" and path.parent.name != "migrations")


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    """The path as a person writes it: from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str | None:
    """The room a file lives in; None outside ``src/tram``."""
    parts = path.parts
    inside = len(PACKAGE.parts)
    return parts[inside] if parts[:inside] == PACKAGE.parts and len(parts) > inside + 1 else None
