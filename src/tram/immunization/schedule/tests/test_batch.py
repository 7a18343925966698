"""A file of people: one answer a line, in order; what cannot be read says why and the others go on."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tram.engines.schedule import Group, Schedule
from tram.immunization.commands import evaluate
from tram.immunization.schedule.batch import LineError, Tally, read_line, run
from tram.immunization.schedule.batch.plain import DATES, DOSES
from tram.kernel.refusals import Refusal

CDC = Path(__file__).parents[6] / "shared/oracles/immunization/cdsi_supporting_data_v4.64_xml"
NA: dict[str, Any] = {"id": "na", "dob": "2026-07-15", "sex": "F", "assessment_date": "2026-11-16"}


def said(**changes: Any) -> bytes:
    return json.dumps({**NA, **changes}).encode()


def answers(*lines: bytes, schedule: str = "vn", processes: int = 1) -> tuple[list[dict[str, Any]], Tally]:
    target = io.BytesIO()
    tally = run(schedule, io.BytesIO(b"\n".join(lines)), target, processes=processes)
    return [json.loads(line) for line in target.getvalue().splitlines()], tally


def test_doses_by_cvx_or_our_code_are_judged_alike_and_every_date_says_why() -> None:
    by_code = [{"date": "2026-09-15", "code": "dpt-vgb-hib"}, {"date": "2026-10-10", "code": "dpt-vgb-hib"}]
    by_cvx = [{"date": "2026-09-15", "cvx": "198"}, {"date": "2026-10-10", "cvx": 198}]
    (ours, theirs), tally = answers(said(doses=by_code), said(doses=by_cvx))
    assert (tally.answered, tally.refused) == (2, 0)
    assert [dose["status"] for dose in theirs["antigens"]["hib"]["doses"]] == ["valid", "not_valid"]
    assert ours["groups"] == theirs["groups"]
    due = theirs["groups"]["dpt-vgb-hib"]["forecast"]
    assert (due["number"], due["recommended"], due["past_due"]) == (2, "2026-11-10", "2026-12-09")
    assert due["why"]["recommended"]["why"] == "Cách mũi trước ngày 10/10/2026 ít nhất 1 tháng theo lịch."
    assert {one["rule_status"] for one in due["why"].values()} == {"assumed"}


def test_the_schedule_is_that_of_the_day_of_assessment() -> None:
    days = ("2026-02-14", "2026-06-30", "2026-07-01")
    found, _tally = answers(*(said(dob="2025-11-05", assessment_date=day) for day in days))
    assert [one["schedule"]["version"] for one in found] == ["1", "2", "3"]
    assert ["rota" in one["groups"] for one in found] == [False, True, True]


def test_doses_outside_the_schedule_are_told_apart() -> None:
    given = [("cvx", "21", ""), ("cvx", "998", ""), ("code", "opv", "campaign")]
    doses = [{"date": "2026-09-15", key: code, "source": source} for key, code, source in given]
    (found,), _tally = answers(said(doses=doses))
    assert [one["dose"] for one in found["not_evaluated"]] == [1, 2, 3]
    assert "chiến dịch" in found["not_evaluated"][2]["why"]


def test_a_refused_line_does_not_come_back_whole_in_its_answer() -> None:
    found, tally = answers(said(id="x" * 1_100_000), said(id="y" * 900_000, dob=""), said(id=[1] * 900, dob=""))
    assert tally.refused == 3
    assert [one["id"] for one in found] == [None, "y" * 200, None]
    assert "dài quá" in found[0]["error"]


def test_a_pregnancy_is_an_observation() -> None:
    (found,), _tally = answers(said(dob="1998-03-20", observations=[{"code": "pregnant", "date": "2026-08-01"}]))
    assert found["groups"]["tetanus-women"]["forecast"]["recommended"] == "2026-08-01"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[1]", "đối tượng"),
        (b"[" * 100_000, "JSON"),
        (said(dob=None), "thiếu dob"),
        (said(dob="2026-02-30"), "2026-02-30"),
        (said(dob="15/07/2026"), "2026-07-15"),
        (said(dob="٢٠٢٦-٠٧-١٥"), "không phải ngày"),
        (said(dob="0001-01-01"), "năm 1 không thể có"),
        (said(assessment_date="9999-12-31"), "năm 9999"),
        (said(observations=[{"code": "pregnant", "date": "0001-01-01"}]), "observations: năm 1"),
        (said(assessment_date=""), "thiếu assessment_date"),
        (said(dob="2027-01-01"), "sau ngày xét"),
        (said(sex="nữ"), "sex"),
        (said(sex=True), "sex"),
        (said(doses={}), "doses"),
        (said(doses=["opv"]), "mũi 1"),
        (said(doses=[{"cvx": "10"}]), "thiếu ngày"),
        (said(doses=[{"date": "2026-09-15"}]), "thiếu vắc xin"),
        (said(doses=[{"date": "2026-09-15", "cvx": "OPV"}]), "không phải mã CVX"),
        (said(doses=[{"date": "2026-09-15", "code": "opvv"}]), "opvv"),
        (said(doses=[{"date": "2026-07-14", "code": "opv"}]), "trước ngày sinh"),
        (said(doses=[{"date": "2026-11-17", "code": "opv"}]), "sau ngày xét"),
        (said(observations=[{"code": "nope"}]), "nope"),
        (said(observations=[{}]), "observations"),
    ],
)
def test_a_line_that_cannot_be_assessed_says_why_and_the_others_go_on(line: bytes, told: str) -> None:
    (bad, good), tally = answers(line, said())
    assert (tally.answered, tally.refused) == (1, 1)
    assert bad["line"] == 1
    assert bad["error"].startswith("Dòng 1: ")
    assert told in bad["error"]
    assert good["line"] == 2


def test_a_bad_line_keeps_its_id_where_it_has_one() -> None:
    (bad,), _tally = answers(said(dob=""))
    assert bad["id"] == "na"


def test_blank_lines_and_a_byte_order_mark_are_passed_over_and_lines_keep_their_numbers() -> None:
    found, tally = answers(b"\xef\xbb\xbf" + said(), b"", b"  ", said(id="second"))
    assert [(one["id"], one["line"]) for one in found] == [("na", 1), ("second", 4)]
    assert tally.answered == 2


def test_a_line_longer_than_any_person_is_refused() -> None:
    with pytest.raises(LineError, match="dài quá"):
        read_line(said(note="x" * 1_000_001))


@pytest.mark.slow
def test_several_processes_answer_the_same_in_the_same_order() -> None:
    lines = [said(id=number, doses=[{"date": "2026-09-15", "code": "opv"}]) for number in range(1100)]
    lines[700] = b"{"
    alone, together = answers(*lines), answers(*lines, processes=2)
    assert alone == together


@pytest.mark.skipif(not CDC.is_dir(), reason="the CDC's supporting data is not here")
def test_a_folder_of_the_cdc_is_a_schedule_too_and_says_why_in_plain_words() -> None:
    doses = [{"date": "2026-09-15", "cvx": "120"}, {"date": "2026-10-01", "cvx": "120"}]
    (found,), _tally = answers(said(doses=doses), schedule=str(CDC))
    first, second = found["antigens"]["Polio"]["doses"]
    assert (first["status"], second["status"], second["reasons"]) == ("valid", "not_valid", ["too_soon"])
    assert second["why"].startswith("Cách mốc ngày 15/09/2026 chưa đủ khoảng cách")
    assert found["schedule"]["id"] == "cdsi"


def test_a_folder_whose_parts_do_not_fit_is_refused_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    torn = Schedule((), {}, (Group("Polio", ("Polio",)),))
    monkeypatch.setattr("tram.immunization.schedule.batch.books.load_cdsi", lambda _folder: torn)
    with pytest.raises(Refusal, match="Polio"):
        answers(said(), schedule="folder")


def test_every_reason_of_the_engine_has_plain_words() -> None:
    from typing import get_args

    from tram.engines.schedule.results import ReasonCode, WhyCode

    assert set(DOSES) == set(get_args(ReasonCode))
    assert set(DATES) == set(get_args(WhyCode))


def command(folder: Path, text: bytes, *more: str) -> int:
    import argparse

    source, parser = folder / "in.jsonl", argparse.ArgumentParser()
    source.write_bytes(text)
    evaluate.add_arguments(parser)
    return evaluate.run(parser.parse_args(["--in", str(source), "--out", str(folder / "out.jsonl"), *more]))


def test_the_command_says_by_its_code_how_it_went(tmp_path: Path) -> None:
    assert command(tmp_path, said()) == 0
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 1
    assert command(tmp_path, said() + b"\n{\n") == evaluate.REFUSED
    assert command(tmp_path, b"") == evaluate.NOTHING
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["in.jsonl", "out.jsonl"]


def test_what_cannot_be_read_or_written_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="thư mục"):
        command(tmp_path, said(), "--schedule", str(tmp_path / "none"))
    with pytest.raises(Refusal, match="--out"):
        command(tmp_path, said(), "--out", str(tmp_path / "none" / "out.jsonl"))
    with pytest.raises(Refusal, match="--in"):
        command(tmp_path, said(), "--in", str(tmp_path / "none.jsonl"))
    with pytest.raises(SystemExit):
        command(tmp_path, said(), "--processes", "0")
