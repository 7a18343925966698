"""New columns over a table with rows: the rows stay, say nothing of what nobody asked, and stay guarded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FORWARD = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from tram.kernel.guards import ALWAYS, install, missing, writing
call_command("migrate", verbosity=0)
call_command("migrate", "encounters", "0002", verbosity=0)
with writing(connection, *ALWAYS), connection.cursor() as cursor:
    cursor.execute("INSERT INTO people_person (id, stamp, full_name, search_key, sort_key, birth_precision, sex,"
        " commune, ethnicity, occupation, nationality, phone)"
        " VALUES (x'01', 1, 'Lan', 'lan', 'lan', 'day', 'female', '', '', '', '', '')")
    cursor.execute("INSERT INTO encounters_visit (id, stamp, person_id, commune, day, started_at, kind, status,"
        " payer, cover_number, reason, symptoms, treatment, advice, note, source, change_reason, cancel_reason)"
        " VALUES (x'02', 1, x'01', '03175', '2026-03-01', '2026-03-01', 'AMB', 'finished', 'self',"
        " '', '', '', '', '', '', 'desk', '', '')")
call_command("migrate", verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("SELECT outcome, purpose, traditional, day FROM encounters_visit")
    print(cursor.fetchall(), missing(connection))
"""


@pytest.mark.slow
def test_visits_written_before_stay_and_say_nothing_of_what_nobody_asked(tmp_path: Path) -> None:
    source = str(Path(__file__).parents[3])
    settings = {"TRAM_HOME": str(tmp_path), "TRAM_DATABASE": "", "DJANGO_SETTINGS_MODULE": "tram.settings"}
    done = subprocess.run(
        [sys.executable, "-c", FORWARD], env=os.environ | settings | {"PYTHONPATH": source}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "[('', '', None, datetime.date(2026, 3, 1))] []", done.stderr[-2000:]
