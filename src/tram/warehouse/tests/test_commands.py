"""``tram warehouse`` does the work and says in Vietnamese what it did, or what to do instead."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tram.cli import main as cli
from tram.kernel.models import ReadEntry
from tram.warehouse import workshop
from tram.warehouse.tests.conftest import World
from tram.warehouse.tests.reading import everything_live, everything_stored


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> dict[str, Any]:
    capsys.readouterr()
    code = cli.main(["warehouse", *map(str, words), "--json"])
    told = capsys.readouterr()
    answer: dict[str, Any] = json.loads(told.out or told.err)
    return answer | {"exit": code}


def test_a_store_is_built_kept_up_published_and_added(world: World, capsys) -> None:
    world.go(15, "visit")
    here, out, nation = (world.folder.with_name(name) for name in ("here", "out", "nation"))
    built = run(capsys, "build", "--folder", here)
    assert built["kind"] == "plain"
    assert built["rows"]["encounters.visits"] == len(everything_live()["encounters.visits"]) > 0
    world.go(10, "visit")
    assert run(capsys, "status", "--folder", here)["facts_behind"] > 0
    run(capsys, "update", "--folder", here)
    assert everything_stored(here) == everything_live()
    assert run(capsys, "status", "--folder", here)["facts_behind"] == 0
    told = run(capsys, "publish", "--folder", here, "--out", out)
    assert told["kind"] == "pseudonymous"
    assert run(capsys, "add", out, "--to", nation)["rows"] == told["rows"]
    notes = set(ReadEntry.objects.values_list("why", flat=True))
    assert {"warehouse.build", "warehouse.update", "warehouse.publish", "warehouse.add"} <= notes


def test_words_for_people_name_the_tables_and_what_is_behind(world: World, capsys) -> None:
    cli.main(["warehouse", "build", "--folder", str(world.folder)])
    world.go(3, "visit")
    capsys.readouterr()
    assert cli.main(["warehouse", "status", "--folder", str(world.folder)]) == 0
    told = capsys.readouterr().out
    assert "people.residents" in told
    assert "./tram warehouse update" in told


def test_without_duckdb_it_says_how_to_get_it(world: World, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    told = run(capsys, "build", "--folder", world.folder)
    assert told["exit"] == 2
    assert told["error"]["code"] == "warehouse.needs_library"
    assert "./tram extra analytics" in told["error"]["sentence"]
    assert not (world.folder / workshop.HELD).exists()


def test_without_a_store_it_says_to_build_one(world: World, capsys) -> None:
    for words in (("update",), ("status",), ("publish", "--out", world.folder.with_name("out"))):
        told = run(capsys, *words, "--folder", world.folder)
        assert (told["exit"], told["error"]["code"]) == (2, "warehouse.no_store")
