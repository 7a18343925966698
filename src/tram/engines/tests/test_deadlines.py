"""Until when: hours run on through Tết, working days do not. More days by hand: definitions/places/holidays.toml."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from tram.engines.check_all import check_all
from tram.engines.deadlines import Calendar, Deadline, calendar, deadline, due_at, read_calendar
from tram.kernel.clock import VN_TZ
from tram.kernel.definitions import ROOT

LIST = ROOT / "places" / "holidays.csv"
DAYS = read_calendar("places.holidays", LIST)


def vn(day: str, hour: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=VN_TZ)


@pytest.mark.parametrize(
    ("file", "said", "other", "wrong"),
    [
        ("holidays.toml", "", "", 0),
        ("holidays.toml", "last = 2026-03-03", "last = 2026-03-02", 1),
        ("holidays.csv", "2026-08-22,work", "2026-08-32,work", 1),
        ("holidays.csv", "2026-08-22,work", "2026-08-22,sometimes", 1),
    ],
)
def test_a_wrong_calendar_is_named(tmp_path: Path, file: str, said: str, other: str, wrong: int):
    for ending in (".csv", ".toml"):
        shutil.copy(LIST.with_suffix(ending), tmp_path)
    path = tmp_path / file
    path.write_text(path.read_text(encoding="utf-8").replace(said, other, 1), encoding="utf-8")
    found = check_all(tmp_path)
    assert len([one for one in found if "ví dụ" in one.sentence or "dòng" in one.sentence]) >= wrong
    assert bool(found) == bool(wrong)


@pytest.mark.parametrize(
    ("today", "last", "left"),
    [
        ("2026-11-02", "2026-11-06", 4),
        ("2026-11-06", "2026-11-06", 0),
        ("2026-11-09", "2026-11-06", 0),
        ("2026-02-13", "2026-02-24", 2),  # Tết lies between
    ],
)
def test_working_days_left_by_hand(today: str, last: str, left: int):
    assert DAYS.days_left(date.fromisoformat(today), date.fromisoformat(last)) == left


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
    assert DAYS.last_day(date.fromisoformat(since), count) == date.fromisoformat(last)


def test_working_days_end_at_midnight_in_vietnam_and_hours_do_not_wait_for_it():
    evening = vn("2026-02-13", 22)
    assert due_at(evening, Deadline(working_days=1), DAYS) == vn("2026-02-24")
    assert due_at(evening, Deadline(hours=24), DAYS) == vn("2026-02-14", 22)


def test_the_day_is_vietnams_also_for_what_happened_in_the_evening_of_greenwich():
    late = datetime.fromisoformat("2026-10-30T18:00:00+00:00")  # Saturday 31/10, 1 a.m. in Vietnam
    assert due_at(late, Deadline(working_days=1), DAYS) == vn("2026-11-03")


def test_an_announced_day_goes_before_what_is_reckoned():
    told = calendar([{"day": "2026-11-24", "kind": "work"}, {"day": "2026-11-25", "kind": "off"}])
    assert (told.works(date(2026, 11, 24)), told.works(date(2026, 11, 25))) == (True, False)
    assert not Calendar().works(date(2026, 11, 21))


@pytest.mark.parametrize("told", [{}, {"hours": 0}, {"hours": 24, "working_days": 1}, {"weeks": 1}, {"hours": "24"}])
def test_a_deadline_that_says_nothing_sure_is_refused(told):
    with pytest.raises(ValueError, match="thời hạn"):
        deadline(told)
