"""After a restore: whoever exchanges with others is told to do so before anything is written."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
from django.db import DatabaseError

from tram.cli import backup
from tram.sync import api as sync

WORDS = "tram sync run --once"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that restores by magic."""
    for name in ("_restore_sqlite", "_restore_postgres"):
        monkeypatch.setattr(backup, name, lambda _file: 3)
    path = tmp_path / "copy.sqlite3"
    path.touch()
    return path


def told(copy: Path, capsys: pytest.CaptureFixture[str], *, json: bool = False) -> str:
    assert backup.restore(Namespace(file=copy, json=json)) == 0
    return capsys.readouterr().out


def test_a_machine_that_exchanges_is_told_to_do_so_first(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sync, "line_mark", lambda _actor, _at: sync.Mark("ok", "", ""))
    assert WORDS in told(copy, capsys)
    assert WORDS not in told(copy, capsys, json=True)


def test_a_machine_that_stands_alone_is_not(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sync, "line_mark", lambda _actor, _at: None)
    assert WORDS not in told(copy, capsys)


def test_a_copy_from_before_machines_exchanged_restores_all_the_same(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(_actor: object, _at: object) -> None:
        raise DatabaseError("no such table: sync_peer")

    monkeypatch.setattr(sync, "line_mark", missing)
    assert WORDS not in told(copy, capsys)
