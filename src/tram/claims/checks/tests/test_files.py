"""Files of claims checked one by one: each beside the same person's earlier claims, across files too."""

from __future__ import annotations

import argparse
import io
import json
from datetime import date
from time import perf_counter

import pytest

from tram.claims.checks import check_file, check_tables
from tram.claims.checks.examples import AT, changed
from tram.claims.checks.neighbours import KEPT, Neighbours
from tram.claims.commands.check import add_arguments, run
from tram.claims.format import render_file


def written(model):
    return render_file(model.layout, model.tables, facility="12061", made_on=date(2026, 10, 2))


def findings(*models, seen=None):
    seen = Neighbours() if seen is None else seen
    return [(one.number, one.finding.rule) for model in models for one in _of(model, seen)]


def _of(model, seen):
    return check_file(io.BytesIO(written(model)), at=AT, seen=seen)


def again(model, number, **fields):
    """The same claim under another number, with other fields of XML1."""
    tables = {table: {"MA_LK": number} for table in model.tables}
    more = {f"{table}#2": {"MA_LK": number} for table, rows in model.tables.items() if len(rows) > 1}
    return changed(model, {**tables, **more, "XML1": {"MA_LK": number, **fields}})


def test_a_clean_file_has_no_findings(models):
    assert findings(models["exam"]) == []


def test_the_second_claim_of_a_day_is_found_and_the_first_is_not(models):
    found = findings(models["exam"], again(models["exam"], "12061-0002"))
    assert {number for number, _rule in found} == {"12061-0002"}
    assert {rule for _number, rule in found} == {"across.exam", "across.drug_same_day"}


def test_a_claim_sent_again_is_no_neighbour_of_itself(models):
    assert findings(models["exam"], models["exam"]) == []


@pytest.mark.parametrize("same", ["MA_BN", "SO_CCCD", "MA_THE_BHYT"])
def test_one_thing_in_common_is_enough_to_be_the_same_person(models, same):
    others = {"MA_BN": "BN0099", "SO_CCCD": "012160000099", "MA_THE_BHYT": "DT2121212345699"}
    other = again(models["exam"], "12061-0002", **{name: value for name, value in others.items() if name != same})
    assert "across.exam" in {rule for _number, rule in findings(models["exam"], other)}


def test_another_person_of_the_same_day_is_no_neighbour(models):
    others = {"MA_BN": "BN0099", "SO_CCCD": "012160000099", "MA_THE_BHYT": "DT2121212345699"}
    found = findings(models["exam"], again(models["exam"], "12061-0002", **others))
    assert not [rule for _number, rule in found if rule.startswith("across.")]


def test_what_is_remembered_of_a_claim_holds_what_the_rules_across_read(models, raws):
    seen = Neighbours()
    seen.add(models["stay"].tables)
    (kept,) = seen.of(models["stay"].tables)
    text = " ".join(f"{raw.rule.get('when', '')} {raw.rule['must']}" for raw in raws if raw.id.startswith("across."))
    fields = {name for names in KEPT.values() for name in names.split()}
    read = {word.removeprefix("visit_").removesuffix("_day").upper() for word in text.replace("subject.", " ").split()}
    assert {name for name in read & set(models["stay"].tables["XML3"][0]) if name != "TYLE_TT_DV"} <= fields
    assert len(kept["XML3"]) == 2  # the exam and the bed; the test is left out


def called(capsys, *files):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    code = run(parser.parse_args([str(file) for file in files]))
    return code, capsys.readouterr().out


@pytest.fixture
def files(tmp_path, models):
    good, bad, none = tmp_path / "good.xml", tmp_path / "bad.xml", tmp_path / "none.xml"
    good.write_bytes(written(models["exam"]))
    bad.write_bytes(written(changed(again(models["exam"], "12061-0007"), {"XML2": {"TT_THAU": "x"}})))
    none.write_text("<a/>", encoding="utf-8")
    return good, bad, none


def test_the_command_prints_a_line_for_a_finding_and_counts(capsys, files):
    good, bad, none = files
    assert called(capsys, good) == (0, "Đã xem 1 hồ sơ: 0 lỗi, 0 lưu ý.\n")
    code, out = called(capsys, bad, none)
    assert code == 1
    assert f"{bad}: 12061-0007: XML2 dòng 1 TT_THAU: lỗi: Thông tin thầu «x» không đúng dạng" in out
    assert out.endswith("Đã xem 1 hồ sơ: 2 lỗi, 0 lưu ý.\n")


def test_the_command_tells_programs_table_line_field_rule_and_sentence(capsys, files):
    code, out = called(capsys, *files, "--json")
    told = json.loads(out)
    assert code == 1
    assert (told["claims"], told["errors"]) == (2, len([one for one in told["findings"] if one["severity"] == "error"]))
    (shape,) = [one for one in told["findings"] if one["rule"] == "line.tender_shape"]
    assert (shape["table"], shape["line"], shape["field"], shape["number"]) == ("XML2", 1, "TT_THAU", "12061-0007")
    assert told["findings"][-1]["rule"] == "file"


def test_a_clean_file_is_an_empty_list_for_programs(capsys, files):
    assert json.loads(called(capsys, files[0], "--json")[1]) == {
        "findings": [],
        "claims": 1,
        "errors": 0,
        "warnings": 0,
    }


def test_a_file_that_is_not_there_is_told_and_the_next_is_read(capsys, files, tmp_path):
    code, out = called(capsys, tmp_path / "away.xml", files[0])
    assert code == 1
    assert "Không mở được tệp" in out
    assert "Đã xem 1 hồ sơ" in out


@pytest.mark.parametrize(
    ("hoso", "word"),
    [("<HOSO/>", "Hồ sơ cần đúng một dòng XML1"), ("", "Tệp không có hồ sơ nào")],
)
def test_a_file_that_holds_nothing_is_told(capsys, tmp_path, hoso, word):
    path = tmp_path / "nothing.xml"
    path.write_text(f"<GIAMDINHHS><DANHSACHHOSO>{hoso}</DANHSACHHOSO></GIAMDINHHS>", encoding="utf-8")
    code, out = called(capsys, path)
    assert code == 1
    assert word in out


def test_what_a_file_says_cannot_break_the_line_or_fill_the_screen(capsys, tmp_path, models):
    path = tmp_path / "odd.xml"
    path.write_bytes(written(again(models["exam"], "A\nlỗi giả \u202e\x9b31m" + "x" * 5000)))
    _code, out = called(capsys, path)
    lines = out.splitlines()
    assert all(line.startswith((str(path), "Đã xem")) for line in lines)
    assert all(len(line) < 1000 and line.isprintable() for line in lines)


def test_a_very_long_claim_is_checked_in_time_that_grows_with_it(models):
    model = models["exam"]
    first = model.tables["XML3"][1]
    rows = tuple({**first, "STT": str(number), "NGAY_YL": "202610010810"} for number in range(1, 4001))
    started = perf_counter()
    found = check_tables(model.layout, {**model.tables, "XML3": rows}, at=AT)
    assert perf_counter() - started < 8  # every row against every row would be sixteen million questions a rule
    assert sum(one.rule == "service.twice" for one in found) == 4000
