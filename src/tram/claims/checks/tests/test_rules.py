"""Each rule lets its good example pass and finds its bad one; the model claims are clean; a spoilt book is refused."""

from __future__ import annotations

import shutil

import pytest

from tram.claims.checks.book import PATTERN, ROOM, raw_rules
from tram.claims.checks.examples import AT, MODELS, changed, check_rules, example_breaks, read_examples
from tram.claims.checks.run import check_tables
from tram.claims.checks.tests.conftest import PATHS
from tram.engines.definitions.toml import read_toml
from tram.kernel.definitions import ROOT

EXAMPLES = [example for path in PATHS for example in read_examples(read_toml(path)[0])]
CLEAN = ["exam", "stay", "referral", "leave", "drugs", "uninsured", "exam4750", "arrival", "old"]


def named(example):
    return f"{example.rule}-{example.base}"


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_a_rule_lets_its_good_example_pass_and_finds_its_bad_one(example, models, raws):
    own = [raw for raw in raws if raw.id == example.rule]
    base = models[example.base]
    assert not example_breaks(own, base, example.good, example.earlier)
    assert example_breaks(own, base, example.bad, example.earlier)


def test_every_rule_has_an_example_and_a_sentence_that_ends():
    assert {raw.id for raw in raw_rules()} == {example.rule for example in EXAMPLES}
    assert all(raw.rule["sentence"].endswith((".", "…")) for raw in raw_rules())


@pytest.mark.parametrize("name", CLEAN)
def test_a_model_claim_is_clean(name, models):
    model = models[name]
    assert check_tables(model.layout, model.tables, at=AT) == ()


def test_a_finding_says_where_and_what_to_do_with_the_numbers_of_the_claim(models):
    wrong = changed(models["exam"], {"XML2#2": {"T_BHTT": "30000.00"}})
    found = check_tables(wrong.layout, wrong.tables, at=AT)
    line = next(one for one in found if one.rule == "line.fund")
    assert (line.table, line.line, line.field, line.severity) == ("XML2", 2, "T_BHTT", "error")
    assert "30000.00" in line.sentence
    assert "31000.00" in line.sentence
    assert line.source.startswith("Bộ quy tắc cổng BHXH")


def test_field_faults_and_rules_come_together_errors_first(models):
    wrong = changed(
        models["exam"], {"XML1": {"GIOI_TINH": "9", "MA_BENH_CHINH": "R53"}, "XML14": {"MA_BENH_CHINH": ""}}
    )
    found = check_tables(wrong.layout, wrong.tables, at=AT)
    assert {"list", "icd.vague"} <= {one.rule for one in found}
    assert [one.is_error for one in found] == sorted((one.is_error for one in found), reverse=True)


def test_a_long_word_of_a_file_is_cut_in_the_sentence(models):
    wrong = changed(models["exam"], {"XML1": {"CAN_NANG": "x" * 5000}})
    (found,) = [one for one in check_tables(wrong.layout, wrong.tables, at=AT) if one.rule == "weight.number"]
    assert len(found.sentence) < 250


def test_braces_in_a_file_are_words_not_names(models):
    wrong = changed(models["exam"], {"XML1": {"CAN_NANG": "{ho_ten}"}})
    (found,) = [one for one in check_tables(wrong.layout, wrong.tables, at=AT) if one.rule == "weight.number"]
    assert "{ho_ten}" in found.sentence


def test_nonsense_in_every_field_gives_findings_and_never_an_error(models):
    for model in models.values():
        for text in ("", "x", "-1", "NaN", "1e999", ";", "99999999999999999999", "202613450000", "²"):
            rows = {table: tuple(dict.fromkeys(row, text) for row in rows) for table, rows in model.tables.items()}
            assert check_tables(model.layout, rows, at=AT)


def test_a_claim_without_any_table_is_told_so(models):
    assert check_tables(models["exam"].layout, {}, at=AT)


@pytest.fixture
def folder(tmp_path):
    """The rules, to be spoilt."""
    (tmp_path / ROOM).mkdir()
    for path in (*(ROOT / ROOM).glob(PATTERN), ROOT / ROOM / MODELS):
        shutil.copy(path, tmp_path / ROOM / path.name)
    return tmp_path


def test_the_rules_of_this_program_are_well():
    assert check_rules(ROOT) == []


def test_a_folder_without_rules_has_nothing_wrong(tmp_path):
    assert check_rules(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('must = "ngay_ra >= ngay_vao"', 'must = "ngay_ra >= ngay_vo"', "không có cột «ngay_vo»"),
        ('must = "ngay_ra >= ngay_vao"', 'must = "ngay_ra > ngay_vao"', "visit.order: ví dụ tốt bị báo"),
        ('must = "ngay_ra >= ngay_vao"', 'must = "ngay_ra >= 0"', "visit.order: ví dụ xấu không bị báo"),
        ('must = "ngay_ra <= :now"', 'must = "ngay_ra <= 202601010000"', "hồ sơ mẫu «exam»: visit.future"),
        ('rule = "visit.order"', 'rule = "visit.ordr"', "ví dụ của luật visit.ordr không có"),
        ('id = "visit.future"', 'id = "visit.order"', "hai luật cùng id"),
        ('severity = "error"', 'severity = "fatal"', "severity «fatal» không có"),
        ("Giờ ra {ngay_ra} trước", "Giờ ra {gio_ra} trước", "câu nêu ['gio_ra']"),
        ('field = "NGAY_RA"', 'field = "NGAY_REA"', "không có trường NGAY_REA"),
        ('id = "visit.order"\n', 'id = "visit.order"\nnote = "x"\n', "lạ ['note']"),
        ('good = { XML1 = { NGAY_RA = "202610010800" } }', 'good = { XML1 = { RA = "1" } }', "không có trường RA"),
        ('good = { XML1 = { NGAY_RA = "202610010800" } }\n', "", "thiếu hoặc sai «'good'»"),
    ],
)
def test_what_is_spoilt_is_told(folder, old, new, said):
    path = folder / ROOM / "rules_visit.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(said in str(one) for one in check_rules(folder)), [str(one) for one in check_rules(folder)]
