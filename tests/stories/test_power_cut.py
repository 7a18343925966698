"""The plug is pulled while visits are being saved: what was acknowledged is there, nothing is half, the log holds."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
KILLS = os.environ.get("TRAM_KILLS", "25")


def environment(home: Path) -> dict[str, str]:
    home.mkdir(parents=True, exist_ok=True)
    told = {"TRAM_HOME": str(home), "TRAM_DATABASE": "", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    return os.environ | told | {"DJANGO_SETTINGS_MODULE": "tram.settings", "PYTHONUTF8": "1"}


def tram(*words: str, home: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tram", *words, "--json"],
        env=environment(home),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def start_cutting(home: Path, kills: str, seed: str = "1") -> subprocess.Popen[str]:
    script = str(ROOT / "tests" / "support" / "power_cut.py")
    return subprocess.Popen(
        [sys.executable, script, kills, seed], env=environment(home), stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


@pytest.mark.slow
def test_every_acknowledged_visit_survives_kill_9_and_none_is_half(tmp_path: Path) -> None:
    told, _ = start_cutting(tmp_path / "home", KILLS).communicate(timeout=600)
    report = json.loads(told)
    assert report["acknowledged"] > 0
    assert (report["lost"], report["half"], report["faults"]) == (0, 0, [])
    assert report["kept"] >= report["acknowledged"]


@pytest.mark.slow
def test_a_backup_taken_while_visits_are_written_restores_to_a_verified_state(tmp_path: Path) -> None:
    home, elsewhere, copy = tmp_path / "home", tmp_path / "elsewhere", tmp_path / "copy.sqlite3"
    cutting = start_cutting(home, KILLS)
    wait_for_visits(home)
    made = tram("backup", "--out", str(copy), home=home)
    cutting.communicate(timeout=600)
    restored = tram("restore", str(copy), home=elsewhere)
    assert restored["facts"] == made["facts"] > 0
    proof = tram("facts", "verify", "--rows", home=elsewhere)
    assert (proof["holds"], proof["facts"]) == (True, made["facts"])


def test_a_damaged_copy_is_refused_and_what_is_there_stays(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy.sqlite3"
    tram("init", home=home)
    copy.write_bytes(b"SQLite format 3\0" + bytes(4000))
    done = subprocess.run(
        [sys.executable, "-m", "tram", "restore", str(copy), "--json"],
        env=environment(home), capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert tram("facts", "verify", home=home)["holds"]


def wait_for_visits(home: Path) -> None:
    """Until the stream of visits is flowing: more of them than the one that came before the first cut."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if visits(home / "tram.sqlite3") > 3:
            return
        time.sleep(0.05)
    raise AssertionError("no visits were written")


def visits(database: Path) -> int:
    with (
        contextlib.suppress(sqlite3.OperationalError),
        contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection,
    ):
        return int(connection.execute("SELECT count(*) FROM encounters_visit").fetchone()[0])
    return 0
