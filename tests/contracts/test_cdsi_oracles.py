"""The CDC's own schedule and test cases, when they lie beside the repository: the engine gives the CDC's answers.

The floors are what is reached today; the cases still missed are told, one by one, in docs/explanation/schedule.md.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from tram.cli.main import main
from tram.engines.schedule import Schedule, load_cdsi
from tram.engines.schedule.cdsi.cases import read_cases
from tram.engines.schedule.cdsi.compare import Field, compare, right_cases

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "immunization"
SUPPORT = FOLDER / "cdsi_supporting_data_v4.64_xml"
HEALTHY = FOLDER / "cdsi_healthy_v4.45.csv"
CONDITIONS = FOLDER / "cdsi_underlying_conditions_v4.6.csv"
SUBSET = FOLDER / "cdsi_v4.45_vn_antigen_subset.csv"
pytestmark = pytest.mark.skipif(not SUPPORT.is_dir(), reason="CDSi oracles: put shared/ beside the repository")

EXPLAINED = {
    "2016-UC-0057", "2016-UC-0110", "2016-UC-0128", "2016-UC-0130", "2016-UC-0165", "2016-UC-0178",
    "2022-UC-0030", "2024-UC-0012", "2025-UC-0015",
}  # fmt: skip


@cache
def schedule() -> Schedule:
    return load_cdsi(SUPPORT)


def fields_of(path: Path) -> list[Field]:
    return [field for case in read_cases(path) for field in compare(schedule(), case)]


@pytest.mark.parametrize(("path", "floor"), [(HEALTHY, 507), (SUBSET, 378), (CONDITIONS, 160)])
def test_cases_are_right_in_every_field(path: Path, floor: int):
    right, count = right_cases(fields_of(path))
    assert right >= floor, f"{right} of {count}"


def test_every_case_missed_is_explained():
    missed = {field.case.id for path in (HEALTHY, CONDITIONS) for field in fields_of(path) if not field.right}
    assert missed <= EXPLAINED
    page = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "schedule.md"
    assert all(case in page.read_text(encoding="utf-8") for case in EXPLAINED)


def test_the_command_writes_ours_beside_theirs(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "out.csv"
    assert main(["immunization", "cdsi", str(SUBSET), "--support", str(SUPPORT), "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["CDC_Test_ID"] for row in rows} == {case.id for case in read_cases(SUBSET)}
    assert all((row["Ours"] == row["Theirs"]) is (row["Right"] == "yes") for row in rows)
    assert "Đúng mọi trường: 378/378 ca (100,00 %)" in capsys.readouterr().out


def test_the_command_says_what_is_wrong_with_what_it_was_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = str(tmp_path / "out.csv")
    for argv, sentence in (
        ([str(tmp_path / "none.csv"), "--support", str(SUPPORT), "--out", out], "Không có tệp"),
        ([str(SUBSET), "--support", str(tmp_path), "--out", out], "ScheduleSupportingData"),
        ([str(SUBSET), "--support", str(SUPPORT), "--out", str(tmp_path / "no" / "o.csv")], "Không ghi được"),
    ):
        assert main(["immunization", "cdsi", *argv]) == 2
        assert sentence in capsys.readouterr().err
