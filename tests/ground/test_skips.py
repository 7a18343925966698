"""A bare machine skips what it cannot run and says how to get it; where all is demanded, nothing may be skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.source import ROOT

TEST = """
import pytest


@pytest.mark.needs_java
def test_that_needs_java() -> None:
    pass


def test_that_skips_by_itself() -> None:
    pytest.skip("for a reason of its own")
"""


def _session(folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_needs.py").write_text(TEST, encoding="utf-8")
    (folder / "bin").mkdir()
    environment = {**os.environ, "PATH": str(folder / "bin"), "TRAM_TEST_ALL": "", **extra}
    command = [sys.executable, "-m", "pytest", "-q", "-c", ROOT / "pyproject.toml", folder / "test_needs.py"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_bare_machine_skips_with_one_line_saying_how_to_get_it(tmp_path: Path) -> None:
    answer = _session(tmp_path)
    assert answer.returncode == 0, answer.stdout
    assert "1 skipped, no Java here: apt-get install default-jre-headless" in answer.stdout


def test_where_everything_is_demanded_every_skip_fails(tmp_path: Path) -> None:
    answer = _session(tmp_path, TRAM_TEST_ALL="1")
    assert answer.returncode == 1
    assert "passed" not in answer.stdout
    assert "skipped while TRAM_TEST_ALL=1" in answer.stdout


@pytest.mark.on_both
@pytest.mark.django_db
def test_the_second_session_really_runs_on_postgresql() -> None:
    from django.db import connection

    assert connection.vendor == os.environ.get("TRAM_TEST_ON", "sqlite")


@pytest.mark.needs_postgres
def test_a_private_postgresql_starts_and_answers(postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("SELECT current_setting('listen_addresses'), current_user").fetchone()
    assert row == ("", "tram")
