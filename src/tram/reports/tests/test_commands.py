"""The two commands: what they print for people and for programs, and what they refuse."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tram.kernel.refusals import Refusal
from tram.reports import api, commands
from tram.reports.tests.world import AT, DAY, HERE, World
from tram.warehouse.api import rebuild

pytestmark = pytest.mark.django_db
Say = Callable[..., str]


@pytest.fixture
def say(world: World, capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs a command line and returns what it printed; the exit code must be 0."""

    def run(name: str, *words: str) -> str:
        parser = argparse.ArgumentParser()
        getattr(commands, f"{name}_arguments")(parser)
        assert getattr(commands, name)(parser.parse_args(words)) == 0
        return capsys.readouterr().out

    return run


def told(say: Say, name: str, *words: str) -> Any:
    """What the command prints for a program."""
    return json.loads(say(name, *words, "--json"))


def test_indicators_print_one_line_each_with_the_gap(say: Say) -> None:
    ids = [word for one in api.indicators(DAY) if one.group == "directive" for word in ("--id", one.id)]
    lines = say("indicators", "--place", HERE, "--period", "2026-10-31", *ids).splitlines()
    assert len(lines) == 6
    assert " ".join(lines[0].split()) == "ct25-insured 2 / 4 50,0 % còn 2 người để đạt 95 %"
    assert lines[4].endswith("(do quản trị nhập)")


def test_indicators_tell_a_program_numbers_source_and_status(say: Say) -> None:
    first, second, *_ = told(say, "indicators", "--place", HERE, "--period", "2026-10-31", "--by", "sex")
    assert (first["numerator"], first["denominator"], first["percent"], first["short_by"]) == (2, 4, 50.0, 2)
    assert {one["keys"]["sex"]: one["denominator"] for one in first["cells"]} == {"female": 3, "male": 1}
    assert (second["id"], second["status"], second["entered_by_hand"]) == ("ct25-insured-care", "assumed", False)


def test_indicators_open_to_the_missing(say: Say) -> None:
    words = ("--place", HERE, "--period", "2026-10-31", "--people", "ct25-insured", "--side", "missing")
    listed = told(say, "indicators", *words)
    assert (listed["total"], [row["name"] for row in listed["rows"]]) == (2, ["Lý Văn Ba", "Vàng Thị Mai"])
    assert "Vàng Thị Mai" in say("indicators", *words)


def test_the_register_prints_its_lines_or_writes_a_workbook(say: Say, tmp_path: Path) -> None:
    whole = ("A1", "--commune", HERE, "--period", "2026-10")
    assert "Vàng Thị Mai" in say("register", *whole)
    (section,) = told(say, "register", *whole)["sections"]
    assert (section["form"], section["lines"][0]["diagnosis"]) == ("A1/CSYT", "J00 Viêm mũi họng cấp")
    file = tmp_path / "a1.xlsx"
    assert str(file) in say("register", *whole, "--out", str(file))
    assert openpyxl.load_workbook(file).sheetnames == ["A1 CSYT"]


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("indicators", ("--place", "99999"), "indicator.place"),
        ("indicators", ("--place", "77"), "indicator.place"),
        ("indicators", ("--period", "mười"), "period.unreadable"),
        ("indicators", ("--period", "2199-01"), "period.future"),
        ("indicators", ("--by", "blood"), "indicator.split"),
        ("indicators", ("--by", "village", "--id", "ct25-doctors"), "indicator.split"),
        ("indicators", ("--id", "x"), "indicator.unknown"),
        ("indicators", ("--people", "x"), "indicator.unknown"),
        ("register", ("A1", "--commune", "99999", "--period", "2026-10"), "indicator.commune"),
        ("register", ("A1", "--station", "00000", "--period", "2026-10"), "register.station"),
        ("register", ("B9", "--commune", HERE, "--period", "2026-10"), "register.unknown"),
        ("register", ("A1", "--commune", HERE, "--period", "mười"), "period.unreadable"),
        ("register", ("A1", "--commune", HERE, "--period", "2026-10", "--out", "/nowhere/a.xlsx"), "file.write"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(say: Say, name: str, words: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        say(name, *words)
    assert refusal.value.code == code
    assert refusal.value.sentence


def test_what_is_published_keeps_small_cells_back(say: Say) -> None:
    words = ("indicators", "--place", HERE, "--period", "2026-10-31", "--by", "sex", "--id", "ct25-insured")
    (whole,) = told(say, *words)
    (shown,) = told(say, *words, "--publish")
    assert (whole["numerator"], whole["denominator"]) == (2, 4)
    assert (shown["numerator"], shown["denominator"], shown["percent"], shown["short_by"]) == (None, None, None, None)
    assert all(cell["hidden"] for cell in shown["cells"] if cell["keys"].get("sex") == "female")
    assert "." in say(*words, "--publish")


def test_a_store_of_the_nation_is_only_ever_told_as_a_publication(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild(tmp_path / "store", AT)
    words = ("indicators", "--place", HERE, "--period", "2026-10-31", "--id", "ct25-insured", "--store")
    (plain,) = told(say, *words, str(tmp_path / "store"))
    assert plain["numerator"] == 2
    monkeypatch.setattr("tram.reports.api.only_published", lambda _store: True)
    (hidden,) = told(say, *words, str(tmp_path / "store"))
    assert hidden["numerator"] is None
