"""``tram check``: one line for each gate, the output of what failed, and an exit code that can be trusted."""

from __future__ import annotations

import json
import sys

import pytest

from tram.cli import check
from tram.cli.gates import Gate
from tram.cli.main import main

HOLDS = Gate("calm", "yên", "calm", (sys.executable, "-c", "print('all is calm')"))
FAILS = Gate("storm", "bão", "storm", (sys.executable, "-c", "print('the roof is off'); raise SystemExit(3)"))
ASKS_WHERE = Gate(
    "where", "ở đâu", "where", (sys.executable, "-c", "import os; print(os.environ['TRAM_HOME']); raise SystemExit(1)")
)


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "GATES", (HOLDS, FAILS))


def test_a_gate_that_fails_fails_the_check_and_shows_its_output(
    gates: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 1
    shown = capsys.readouterr().out
    assert "đạt    calm" in shown
    assert "HỎNG   storm" in shown
    assert "the roof is off" in shown
    assert "all is calm" not in shown
    assert "1 trên 2 cửa đạt" in shown


def test_gates_that_hold_are_one_line_each(gates: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "calm"]) == 0
    assert len(capsys.readouterr().out.strip().splitlines()) == 3


def test_a_program_reads_the_outcome_as_json(gates: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json"]) == 1
    outcome = json.loads(capsys.readouterr().out)
    assert {one["gate"]: one["held"] for one in outcome["gates"]} == {"calm": True, "storm": False}


def test_an_unknown_gate_is_refused(gates: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "moat"]) == 2
    assert "moat" in capsys.readouterr().err


def test_gates_never_see_the_real_data_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "GATES", (ASKS_WHERE,))
    monkeypatch.setenv("TRAM_HOME", "/the/real/one")
    main(["check"])
    assert "/the/real/one" not in capsys.readouterr().out
