"""The command line's manners: what it prints, with which exit code, and what it keeps to itself."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError

from tram.cli import errors, table
from tram.cli.main import main
from tram.cli.table import COMMANDS, Command
from tram.kernel.home import home
from tram.kernel.refusals import Refusal

SOURCE = Path(__file__).resolve().parents[3]


def greet_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--json", action="store_true")


def greet(args: argparse.Namespace) -> int:
    print(f"Chào {args.name}" * args.times)
    return 0


def refuse_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def refuse(args: argparse.Namespace) -> int:
    raise Refusal("greeting.late", "Đã muộn, mai hãy chào.", {"hour": 23})


def stumble(args: argparse.Namespace) -> int:
    raise ValueError("Nguyễn Thị Lan, E11")


def be_stopped(args: argparse.Namespace) -> int:
    raise KeyboardInterrupt


def find_no_table(args: argparse.Namespace) -> int:
    raise OperationalError("no such table: people_person")


@pytest.fixture(autouse=True)
def small_table(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {
        "greet": "greet",
        "greet late": "refuse",
        "stumble": "stumble",
        "be stopped": "be_stopped",
        "bare": "find_no_table",
    }
    commands = tuple(Command(name, name, name, f"{__name__}:{function}") for name, function in names.items())
    monkeypatch.setattr(table, "COMMANDS", commands)


def test_a_command_gets_its_arguments_and_returns_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["greet", "Hạnh"]) == 0
    assert capsys.readouterr().out == "Chào Hạnh\n"


def test_the_longest_command_wins(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["greet", "late"]) == 2
    assert capsys.readouterr().err == "Đã muộn, mai hãy chào.\n"


def test_a_refusal_answers_a_program_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["greet", "late", "--json"]) == 2
    error = json.loads(capsys.readouterr().err)["error"]
    assert error == {"code": "greeting.late", "sentence": "Đã muộn, mai hãy chào.", "details": {"hour": 23}}


def test_a_wrong_argument_is_refused_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["greet", "Hạnh", "--times", "hai"]) == 2
    assert "'hai' không phải là int hợp lệ" in capsys.readouterr().err


def test_a_wrong_argument_answers_a_program_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["greet", "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "command.arguments"


def test_an_unexpected_error_shows_an_id_and_keeps_the_frames_without_the_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["stumble"]) == 1
    shown = capsys.readouterr().err
    kept = (home() / "logs" / "errors.log").read_text(encoding="utf-8")
    error_id = shown.split("mã ")[1].split(".")[0]
    assert "Traceback" not in shown
    assert error_id in kept
    assert "builtins.ValueError" in kept
    assert "in stumble" in kept
    assert "E11" not in shown
    assert "Thị Lan, E11" not in kept.replace('raise ValueError("Nguyễn Thị Lan, E11")', "")


def test_the_log_is_for_its_owner_only() -> None:
    main(["stumble"])
    assert (home() / "logs" / "errors.log").stat().st_mode & 0o077 == 0


def test_an_interrupted_command_returns_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["be", "stopped"]) == 130
    assert capsys.readouterr().err == "Đã dừng theo yêu cầu.\n"


def test_a_machine_not_made_ready_is_told_what_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bare"]) == 2
    assert "tram init" in capsys.readouterr().err


def test_an_ordinary_error_is_never_taken_for_a_known_one() -> None:
    assert errors.expected(ValueError("no such table")) is None


def test_an_unknown_command_names_its_neighbour(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gret"]) == 2
    assert "tram --help" in capsys.readouterr().err


def test_a_family_shows_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["be"]) == 0
    assert "be stopped" in capsys.readouterr().out


def test_help_speaks_both_languages(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    main(["--help"])
    vietnamese = capsys.readouterr().out
    monkeypatch.setenv("TRAM_LANG", "en")
    main(["--help"])
    assert vietnamese.startswith("cách dùng")
    assert capsys.readouterr().out.startswith("usage")


def test_help_imports_no_django() -> None:
    program = "import sys; from tram.cli.main import main; main(['--help']); sys.exit('django' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    answer = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert answer.returncode == 0


def test_a_reader_that_leaves_early_is_no_error() -> None:
    program = "import sys; from tram.cli.main import main; sys.exit(main(['--help']))"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    reading, writing = os.pipe()
    os.close(reading)
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert answer.returncode == 0
    assert answer.stderr == b""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_of_the_table_exists_and_explains_itself(
    command: Command, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "COMMANDS", COMMANDS)
    assert main([*command.words, "--help"]) == 0
    assert f"tram {command.name}" in capsys.readouterr().out
