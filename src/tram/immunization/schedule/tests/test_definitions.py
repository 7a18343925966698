"""The schedule's files: what is shipped is whole, and what is broken is told in a sentence with its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tram.engines.definitions import Finding, overlaps
from tram.immunization.schedule import check_schedule, signature, step_of, version_number, vn_schedule
from tram.immunization.schedule.book import book
from tram.immunization.schedule.check import schedule_is_whole
from tram.immunization.schedule.examples import children
from tram.kernel.definitions import ROOT

Change = Callable[[str, str, str], list[Finding]]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Changes one text in one file of a copy of the room's definitions and checks the copy."""
    shutil.copytree(ROOT / "immunization", tmp_path / "immunization")

    def change(name: str, old: str, new: str) -> list[Finding]:
        path = tmp_path / "immunization" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return check_schedule(tmp_path)

    return change


def test_the_shipped_schedule_and_every_child_worked_by_hand_are_right() -> None:
    assert check_schedule(ROOT) == []
    assert schedule_is_whole() == []
    assert sum(len(children(version)) for version in book().versions) >= 60


def test_a_folder_without_a_schedule_has_nothing_wrong(tmp_path: Path) -> None:
    assert check_schedule(tmp_path) == []


def test_the_circular_of_the_day_is_chosen_and_no_day_is_claimed_twice() -> None:
    days = ("2017-01-01", "2018-01-01", "2026-02-14", "2026-02-15", "2026-06-30", "2026-07-01", "2040-01-01")
    assert [version_number(date.fromisoformat(day)) for day in days] == [1, 1, 1, 2, 2, 3, 3]
    assert not overlaps([version.head for version in book().versions])


def test_one_schedule_serves_every_day_of_a_version_and_each_version_has_its_signature() -> None:
    assert vn_schedule(date(2026, 7, 1)) is vn_schedule(date(2029, 1, 1))
    assert len({signature(date(2020, 1, 1)), signature(date(2026, 3, 1)), signature(date(2026, 7, 1))}) == 3
    assert signature(date(2026, 7, 1)) == signature(date(2026, 12, 31))


def test_every_row_and_every_limit_has_a_source_and_rows_without_a_table_are_assumed() -> None:
    for version in book().versions:
        assert all(step.row.source and step.limits.source and step.limits.late_source for step in book().steps(version))
    assert {row.status for row in book().versions[-1].rows} == {"assumed"}
    assert {row.status for row in book().versions[0].rows} == {"transcribed"}


def test_a_rule_id_finds_its_row_by_the_day() -> None:
    old, new = step_of("je.3", date(2020, 1, 1)), step_of("je.3", date(2026, 8, 1))
    assert old is not None
    assert new is not None
    assert ("38/2017" in old.row.source, "13/2026" in new.row.source) == (True, True)
    assert step_of("ipv.2", date(2020, 1, 1)) == step_of("ipv.2")
    assert step_of("no.1") is None


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("schedule_2026_07.csv", "3 months,1 month", "3 tháng,1 month", "dòng 5"),
        ("schedule_2026_07.csv", "measles,measles,9 months", "measels,measles,9 months", "measels"),
        ("validity.csv", "ipv,2,", "ipv,3,", "ipv mũi 2"),
        ("schedule_2026_07.toml", "15/10/2026 15/10/2026 14/11/2026", "15/10/2026 15/10/2026 15/11/2026", "chờ"),
        ("schedule_2026_07.toml", "day = 2026-10-01", "day = 2026-06-30", "ngoài hiệu lực"),
        ("schedule_2026_07.toml", '"15/09/2026 opv campaign"', '"31/09/2026 opv campaign"', "không đọc được"),
        ("schedule_2026_02.toml", "je 3 je 23/02/2027", "je 2 je 23/02/2027", "je.3: không ví dụ nào"),
        ("schedule_2018.csv", ",transcribed", ",chắc chắn", "chắc chắn"),
        ("validity.toml", "[live_interval]", "[live_intervals]", "live_interval"),
    ],
)
def test_a_broken_file_is_told_with_its_place(changed: Change, name: str, old: str, new: str, told: str) -> None:
    found = changed(name, old, new)
    assert found
    assert any(told in str(one) for one in found), [str(one) for one in found]


def test_a_changed_limit_contradicts_a_child_worked_by_hand(changed: Change) -> None:
    found = changed("validity.csv", "9 months,10 months", "8 months,10 months")
    assert any("Sởi sớm một ngày" in str(one) for one in found)
