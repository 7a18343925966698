"""The five import contracts bite: each is broken once in a copy of the source, and must say so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.support.source import PACKAGE, ROOT, rooms

DOORS = {"api", "tables"}
FREE = {"kernel", "engines"}
STARTED = {
    "tram.web.wsgi",
    "tram.web.statics",
    "tram.web.warm",
    "tram.cli.ready",
    "tram.cli.serve",
}  # serving the pages, making a folder ready
SEEDS = {
    "Storeys": {"kernel.seeded": "import tram.places.api"},
    "Doors": {"encounters.seeded": "import tram.people.models"},
    "Rules are pure": {"people.rules": "import django.db"},
    "Pages are thin": {"people.pages": "import tram.people.models"},
    "No knots": {"places.seeded": "import tram.people.api", "people.seeded": "import tram.places.api"},
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(PACKAGE, folder / "src" / "tram", ignore=_not_python)
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def _not_python(where: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".py") and not (Path(where) / name).is_dir()]


def _contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command as run; run()"
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _seed(folder: Path, module: str, line: str) -> tuple[Path, str | None]:
    """Adds the line to the module (a package gets a file of its own); returns what to put back."""
    place = folder / "src" / "tram" / Path(*module.split("."))
    path = place / "seeded.py" if place.is_dir() else place.with_suffix(".py")
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    return path, before


def test_the_house_as_it_stands_keeps_every_contract(copy: Path) -> None:
    answer = _contracts(copy)
    assert answer.returncode == 0, answer.stdout
    assert "5 kept, 0 broken" in answer.stdout


@pytest.mark.parametrize("contract", SEEDS)
def test_a_seeded_violation_breaks_its_contract(copy: Path, contract: str) -> None:
    touched = [_seed(copy, module, line) for module, line in SEEDS[contract].items()]
    try:
        answer = _contracts(copy)
    finally:
        for path, before in touched:
            path.unlink() if before is None else path.write_text(before, encoding="utf-8")
    broken = [line for line in answer.stdout.splitlines() if line.startswith(contract) and " BROKEN" in line]
    assert answer.returncode == 1, answer.stdout
    assert broken, answer.stdout


def test_the_private_files_of_a_rooms_parts_are_private_too(copy: Path) -> None:
    path, _ = _seed(copy, "reports.seeded", "import tram.immunization.record.actions")
    try:
        answer = _contracts(copy)
    finally:
        path.unlink()
    assert any(line.startswith("Doors") and " BROKEN" in line for line in answer.stdout.splitlines()), answer.stdout


def test_a_new_room_without_a_storey_breaks_the_house(copy: Path) -> None:
    room = copy / "src" / "tram" / "annex"
    room.mkdir()
    (room / "__init__.py").touch()
    try:
        answer = _contracts(copy)
    finally:
        shutil.rmtree(room)
    assert answer.returncode == 1
    assert "annex" in answer.stdout


def test_rooms_enter_each_other_by_their_doors_alone() -> None:
    """Stricter than the contract, which names the files that are private: here all is private but the doors."""
    graph = grimp.build_graph("tram", cache_dir=None)
    entered = []
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if _passes_a_wall(importer.split("."), imported.split(".")):
                entered.append(f"{importer} -> {imported}")
    assert entered == []


def _passes_a_wall(importer: list[str], imported: list[str]) -> bool:
    here, there = importer[1:2] or [""], imported[1:2]
    if here == there or here[0] not in rooms() or not there or there[0] not in rooms() or there[0] in FREE:
        return False
    if "tests" in importer or ".".join(imported) in STARTED:
        return False
    return len(imported) < 3 or imported[2] not in DOORS
