"""``tram report …`` from end to end: what it prints for people and programs, what it writes, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tram.cli.main import main
from tram.reports.tests.closing_world import install
from tram.reports.tests.world import HERE, World, add_person, add_visit, found_world

Run = Callable[..., Any]
AT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
WHICH = ("--place", HERE, "--period", "2026-10", "--report", "99/BCT")


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """One report over one visit; it is 3 November."""
    install(monkeypatch)
    for module in ("files", "periods"):
        monkeypatch.setattr(f"tram.cli.report.{module}.now", lambda: AT)
    made = found_world()
    add_person(made, "mai", "Vàng Thị Mai", "1998-03-08")
    add_visit(made, "mai", "2026-10-05")
    return made


@pytest.fixture
def run(world: World, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; what it printed for a program, or (its exit code, the refusal)."""

    def go(*words: str) -> Any:
        code = main(["report", *words, "--json"])
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else (code, json.loads(told.err)["error"]["code"])

    return go


def test_a_period_is_listed_closed_opened_again_closed_anew_and_sent(run: Run, world: World):
    (before,) = run("list", "--place", HERE, "--period", "2026-10")
    assert (before["code"], before["state"], before["due"], before["days_left"]) == ("99/BCT", "open", "2026-11-06", 3)
    (first,) = run("close", *WHICH)["closings"]
    assert (first["number"], first["stands"], first["closed_by"]) == (1, True, "Trạm")
    assert run("close", *WHICH) == (2, "report.closed")
    add_visit(world, "mai", "2026-10-06")
    (opened,) = run("reopen", *WHICH, "--reason", "Ghi muộn")["closings"]
    assert [(step["kind"], step["note"]) for step in opened["steps"]] == [("reopened", "Ghi muộn")]
    (second,) = run("close", *WHICH, "--reason", "Sửa")["closings"]
    assert (second["number"], second["supersedes"]) == (2, first["id"])
    (sent,) = run("send", *WHICH, "--note", "CV 12")["closings"]
    assert sent["steps"][0]["note"] == "CV 12"
    (after,) = run("list", "--place", HERE, "--period", "2026-10")
    assert (after["state"], after["closing"]["number"]) == ("sent", 2)


def test_a_closing_is_exported_in_every_form(run: Run, tmp_path: Path):
    run("close", *WHICH)
    told = run("export", *WHICH, "--format", "xlsx", "--out", str(tmp_path / "a.xlsx"))
    sheet = openpyxl.load_workbook(BytesIO(Path(told["file"]).read_bytes()), data_only=True).worksheets[0]
    assert [cell.value for row in sheet.iter_rows() if row[1].value == "AMB" for cell in row] == [
        1, "AMB", "Tại trạm", 1, 1, 0,
    ]  # fmt: skip
    run("export", *WHICH, "--format", "pdf", "--out", str(tmp_path / "a.pdf"))
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    run("export", *WHICH, "--format", "json", "--out", str(tmp_path / "a.json"))
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert told["tables"][0]["rows"][0] == {"id": "AMB", "title": "Tại trạm", "values": [1, 1, 0]}
    assert (told["closing"]["number"], told["definitions"]["test-visits"]["version"]) == (1, 1)


def test_what_is_not_closed_is_exported_as_a_draft_only(run: Run, tmp_path: Path):
    out = ("--out", str(tmp_path / "a.json"), "--format", "json")
    assert run("export", *WHICH, *out) == (2, "report.not_closed")
    assert run("export", *WHICH, *out, "--draft")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["closing"] is None
    assert run("export", *WHICH, "--format", "adx", "--draft", "--out", str(tmp_path / "a.xml")) == (2, "report.draft")
    assert run("export", *WHICH, "--draft", "--out", str(tmp_path / "no" / "a.xlsx")) == (2, "file.write")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("close", "--period", "2026-10", "--report", "99/BCT"), "report.place"),
        (("close", "--place", HERE, "--period", "2026-11", "--report", "99/BCT"), "report.not_over"),
        (("close", "--place", HERE, "--period", "mai", "--report", "99/BCT"), "period.unreadable"),
        (("close", "--place", HERE, "--period", "2026-10", "--report", "1"), "report.unknown"),
        (("reopen", *WHICH, "--reason", "x"), "report.not_closed"),
        (("reopen", *WHICH, "--reason", "x", "--closing", "1"), "report.closing"),
        (("send", *WHICH), "report.not_closed"),
    ],
)
def test_no_is_said_in_a_code_for_programs(run: Run, words: tuple[str, ...], code: str):
    assert run(*words) == (2, code)


def test_people_read_sentences(world: World, capsys: pytest.CaptureFixture[str]):
    assert main(["report", "close", *WHICH]) == 0
    assert "bản 1" in capsys.readouterr().out
    assert main(["report", "list", "--place", HERE, "--period", "2026-10"]) == 0
    assert "06/11/2026" in capsys.readouterr().out
    assert main(["report", "list", "--place", HERE, "--period", "2026"]) == 0
    assert "Không có báo cáo nào" in capsys.readouterr().out
