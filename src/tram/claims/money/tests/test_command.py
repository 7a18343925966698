"""``tram claims money``: lines of a CSV file come back with their amounts, bad ones with a reason."""

from __future__ import annotations

import argparse
import csv

import pytest

from tram.claims.commands.money import NOTHING, REFUSED, add_arguments, run
from tram.kernel.refusals import Refusal

HEADER = "table,SO_LUONG,DON_GIA_BV,DON_GIA_BH,TYLE_TT_DV,TYLE_TT_BH,MUC_HUONG,T_NGUONKHAC"
MONEY = ("THANH_TIEN_BV", "THANH_TIEN_BH", "T_BNTT", "T_BNCCT", "T_BHTT")


@pytest.fixture
def reckon(tmp_path):
    """Runs the command over a text; gives its exit code and the rows that came out."""

    def go(text, *more, encoding="utf-8"):
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        code = run(parser.parse_args(["--in", str(source), "--out", str(target), "--day", "2026-10-01", *more]))
        with target.open(encoding="utf-8-sig", newline="") as file:
            mark = ";" if ";" in text.splitlines()[0] else ","
            return code, list(csv.DictReader(file, delimiter=mark))

    return go


def amounts(row):
    return [row[name] for name in MONEY]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("XML2,10,1234.567,,,100,80,0", ["12345.67", "12345.67", "0.00", "2469.13", "9876.54"]),
        ("2,10,,1234.567,,,80,", ["12345.67", "12345.67", "0.00", "2469.13", "9876.54"]),
        ("xml2,10,1234.567,0,100,50,95,0", ["12345.67", "6172.84", "6172.83", "308.64", "5864.20"]),
        ("XML2,10,1000,1000,0,100,100,", ["10000.00", "10000.00", "0.00", "0.00", "10000.00"]),
        ("XML3,1,100000,40000,30,100,80,0", ["30000.00", "12000.00", "18000.00", "2400.00", "9600.00"]),
        ("3,1,,40000,,,,", ["40000.00", "40000.00", "0.00", "0.00", "40000.00"]),
        ("3.0,1,0,40000,,,,", ["40000.00", "40000.00", "0.00", "0.00", "40000.00"]),
        ("XML3,2,5000,0,100,0,100,0", ["10000.00", "0.00", "10000.00", "0.00", "0.00"]),
        ("XML3,1,1000,1000,100,100,80,300", ["1000.00", "1000.00", "0.00", "0.00", "700.00"]),
        ("XML3,1E2,10,10,100,100,47.5,", ["1000.00", "1000.00", "0.00", "525.00", "475.00"]),
        ("XML3,.5,10,10,100,100,80,.5", ["5.00", "5.00", "0.00", "0.50", "4.00"]),
        ("XML3,-0,10,10,100,100,80,0", ["0.00"] * 5),
        ("XML2,1,10,10,100,100,100,0,, ", ["10.00", "10.00", "0.00", "0.00", "10.00"]),
    ],
)
def test_a_line_comes_back_with_its_amounts(reckon, line, expected):
    code, rows = reckon(f"{HEADER}\n{line}\n")
    assert (code, amounts(rows[0]), rows[0]["LY_DO"]) == (0, expected, "")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("XML3,abc,1,1,,,,", "SO_LUONG ghi «abc»"),
        ("XML3,,1,1,,,,", "Thiếu SO_LUONG"),
        ("XML3,1,,,,,,", "Thiếu đơn giá"),
        ("XML5,1,1,1,,,,", "ghi XML2"),
        (",1,1,1,,,,", "ghi XML2"),
        ('XML3,"1,5",1,1,,,,', "dấu chấm"),
        ("XML3,-1,1,1,,,,", "không âm"),
        ("XML3,1,1,1,,,180,", "từ 0 đến 100"),
        ("XML3,1,5,10,,,,", "lớn hơn đơn giá bệnh viện"),
        ("XML3,1,5,5,,,,6", "lớn hơn thành tiền"),
        ("XML3,NaN,5,5,,,,", "SO_LUONG ghi"),
        ("XML3,1e99,5,5,,,,", "không âm"),
        ("XML3,1,1,1,,,,0,too many", "nhiều ô"),
    ],
)
def test_a_bad_line_comes_back_with_its_reason_and_the_rest_is_reckoned(reckon, line, word):
    code, rows = reckon(f"{HEADER}\n{line}\nXML2,1,10,,,,,\n")
    assert code == REFUSED
    assert word in rows[0]["LY_DO"]
    assert amounts(rows[0]) == [""] * 5
    assert amounts(rows[1])[-1] == "10.00"


def test_bytes_that_are_no_text_are_told_in_their_row_and_go_out_as_they_came(tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(HEADER.encode() + b",x\n" + b"XML2,1,5,,,,,,\n" * 3000 + b"XML2,1,5,,,,,,\xff\nXML2,1,7,,,,,,\n")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert run(parser.parse_args(["--in", str(source), "--out", str(target)])) == REFUSED
    *_good, bad, last = target.read_bytes().splitlines()
    assert b"\xff" in bad
    assert b"UTF-8" in bad
    assert last.startswith(b"XML2,1,7,,,,,,,7.00")


def test_further_columns_are_kept_and_short_rows_are_read(reckon):
    _code, rows = reckon("MA_LK,Table,so_luong,DON_GIA_BV,ghi chú\nA1,XML2,2,5,tiếng Việt\nA2,XML2,2,5\n")
    assert [row["MA_LK"] for row in rows] == ["A1", "A2"]
    assert rows[0]["ghi chú"] == "tiếng Việt"
    assert [amounts(row)[0] for row in rows] == ["10.00", "10.00"]


def test_a_table_with_semicolons_and_a_mark_of_utf8_is_read(reckon):
    code, rows = reckon("table;SO_LUONG;DON_GIA_BV\nXML2;2;5\n", encoding="utf-8-sig")
    assert (code, amounts(rows[0])[0]) == (0, "10.00")


def test_amounts_already_there_are_written_anew(reckon):
    _code, rows = reckon("table,SO_LUONG,DON_GIA_BV,T_BHTT\nXML2,2,5,999\n")
    assert rows[0]["T_BHTT"] == "10.00"


def test_the_day_chooses_the_rules(reckon):
    _code, rows = reckon(f"{HEADER}\nXML3,1,40000,40000,30,100,100,\n", "--day", "2024-06-30")
    assert amounts(rows[0])[:3] == ["40000.00", "12000.00", "28000.00"]


def test_a_table_of_a_header_alone_has_nothing_to_reckon(reckon):
    assert reckon(HEADER + "\n") == (NOTHING, [])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "thiếu cột table"),
        ("a,b\n1,2\n", "SO_LUONG, DON_GIA_BV"),
        (b"\xff\xfe table", "UTF-8"),
        ("table,SO_LUONG,DON_GIA_BV,don_gia_bv\nXML2,1,5,6\n", "DON_GIA_BV có hai lần"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_words(reckon, text, word):
    with pytest.raises(Refusal, match=word):
        reckon(text)


def test_a_refused_file_leaves_the_file_of_answers_as_it_was(reckon, tmp_path):
    reckon(f"{HEADER}\nXML2,1,5,,,,,\n")
    before = (tmp_path / "out.csv").read_bytes()
    with pytest.raises(Refusal):
        reckon("nothing\n")
    assert (tmp_path / "out.csv").read_bytes() == before


@pytest.mark.parametrize("names", [("missing.csv", "out.csv"), ("in.csv", "no/where.csv")])
def test_a_place_that_cannot_be_read_or_written_is_told(tmp_path, names):
    (tmp_path / "in.csv").write_text(HEADER + "\n", encoding="utf-8")
    asked = argparse.Namespace(source=tmp_path / names[0], target=tmp_path / names[1], day=None)
    with pytest.raises(Refusal, match=r"Không (đọc|ghi) được"):
        run(asked)


def test_a_day_that_is_none_is_refused(capsys):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["--in", "a", "--out", "b", "--day", "31/10/2026"])
    assert "2026-10-31" in capsys.readouterr().err
