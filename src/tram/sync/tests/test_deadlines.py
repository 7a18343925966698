"""Until when: hours run on through Tết, working days do not. Days worked by hand stand in the definitions' examples."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from tram.engines.check_all import check_all
from tram.kernel.clock import VN_TZ
from tram.kernel.definitions import ROOT
from tram.sync.outbox.destinations import check_room, days, lines
from tram.sync.rules.deadlines import Calendar, Deadline, calendar, deadline, due_at
from tram.sync.rules.destinations import named

LIST = lines("notifiable", date(2026, 11, 22))


def vn(day: str, hour: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=VN_TZ)


def test_every_example_in_the_definitions_comes_out():
    assert check_room(ROOT) == []
    assert [one for one in check_all(ROOT) if one.file.startswith("sync/")] == []


@pytest.mark.parametrize(
    ("file", "said", "other"),
    [
        ("holidays.toml", "last = 2026-03-03", "last = 2026-03-02"),
        ("to-surveillance.toml", "due = 2026-11-02T10", "due = 2026-11-02T11"),
        ("to-surveillance.toml", "hours = 24", "hours = 0"),
        ("to-surveillance.toml", 'adapter = "http"', 'adapter = "pigeon"'),
        ("holidays.csv", "2026-08-22,work", "2026-08-32,work"),
    ],
)
def test_a_wrong_definition_is_named(tmp_path: Path, file: str, said: str, other: str):
    shutil.copytree(ROOT / "sync", tmp_path / "sync")
    path = tmp_path / "sync" / file
    path.write_text(path.read_text(encoding="utf-8").replace(said, other), encoding="utf-8")
    assert check_room(tmp_path)


@pytest.mark.parametrize(
    ("since", "count", "last"),
    [
        # Tết Bính Ngọ: off 16–20/2. Friday 13/2 + 1 is Monday 23/2.
        ("2026-02-13", 1, "2026-02-23"),
        # A Saturday inside Tết: the count begins on the first day worked after it.
        ("2026-02-14", 2, "2026-02-24"),
        # Giỗ Tổ falls on Sunday 26/4/2026, Monday 27 is off in its stead; 30/4 and 1/5 are Thursday and Friday.
        ("2026-04-24", 2, "2026-04-29"),
        ("2026-04-29", 1, "2026-05-04"),
        # Tết Đinh Mùi: off 4–10/2/2027. 3/2 is a Wednesday.
        ("2027-02-02", 2, "2027-02-11"),
        # 1/5/2027 is a Saturday: Monday 3/5 is off in its stead.
        ("2027-04-28", 2, "2027-05-04"),
        # Friday 2/1/2026 was swapped for Saturday 10/1.
        ("2025-12-31", 1, "2026-01-05"),
        ("2026-01-09", 1, "2026-01-10"),
    ],
)
def test_working_days_by_hand(since: str, count: int, last: str):
    assert days().last_day(date.fromisoformat(since), count) == date.fromisoformat(last)


def test_working_days_end_at_midnight_in_vietnam_and_hours_do_not_wait_for_it():
    evening = vn("2026-02-13", 22)
    assert due_at(evening, Deadline(working_days=1), days()) == vn("2026-02-24")
    assert due_at(evening, Deadline(hours=24), days()) == vn("2026-02-14", 22)


def test_the_day_is_vietnams_also_for_what_happened_in_the_evening_of_greenwich():
    late = datetime.fromisoformat("2026-10-30T18:00:00+00:00")  # Saturday 31/10, 1 a.m. in Vietnam
    assert due_at(late, Deadline(working_days=1), days()) == vn("2026-11-03")


def test_an_announced_day_goes_before_what_is_reckoned():
    told = calendar([{"day": "2026-11-24", "kind": "work"}, {"day": "2026-11-25", "kind": "off"}])
    assert (told.works(date(2026, 11, 24)), told.works(date(2026, 11, 25))) == (True, False)
    assert not Calendar().works(date(2026, 11, 21))


@pytest.mark.parametrize("told", [{}, {"hours": 0}, {"hours": 24, "working_days": 1}, {"weeks": 1}, {"hours": "24"}])
def test_a_deadline_that_says_nothing_sure_is_refused(told):
    with pytest.raises(ValueError, match="thời hạn"):
        deadline(told)


@pytest.mark.parametrize(
    ("code", "disease"),
    [
        ("B05", "Sởi"),
        ("B05.9", "Sởi"),
        ("A34", "Uốn ván"),
        ("A98.4", "Ebola"),
        ("A83.0", "Viêm não Nhật Bản"),
        ("A83.1", "Viêm não vi rút"),
        ("B050", None),
        ("I10", None),
        ("", None),
    ],
)
def test_a_code_names_its_disease(code: str, disease: str | None):
    line = named(LIST, code)
    assert (line["name_vi"] if line else None) == disease
