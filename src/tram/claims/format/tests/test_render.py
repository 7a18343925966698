"""Tables and files as they go out."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from lxml import etree

from tram.claims.format import (
    birth_text,
    day_of,
    day_text,
    layout,
    layout_on,
    number_of,
    number_text,
    parse_table,
    render_check_in,
    render_file,
    render_table,
    time_of,
    time_text,
)
from tram.claims.format.tests.values import DAYS, good_row, head

LAYOUT = layout("3176")
PROGRESS = LAYOUT.tables["XML5"]
LINE = {"MA_LK": "L1", "STT": "1", "DIEN_BIEN_LS": "Tỉnh", "THOI_DIEM_DBLS": "202510050800", "NGUOI_THUC_HIEN": "1"}


def test_a_row_stands_in_the_order_of_the_decision_with_free_text_as_cdata() -> None:
    assert render_table(PROGRESS, (LINE,)).decode() == (
        "<CHITIEU_CHITIET_DIENBIENLAMSANG><DSACH_CHI_TIET_DIEN_BIEN_BENH><CHI_TIET_DIEN_BIEN_BENH>"
        "<MA_LK>L1</MA_LK><STT>1</STT><DIEN_BIEN_LS><![CDATA[Tỉnh]]></DIEN_BIEN_LS>"
        "<GIAI_DOAN_BENH><![CDATA[]]></GIAI_DOAN_BENH><HOI_CHAN><![CDATA[]]></HOI_CHAN>"
        "<PHAU_THUAT><![CDATA[]]></PHAU_THUAT><THOI_DIEM_DBLS>202510050800</THOI_DIEM_DBLS>"
        "<NGUOI_THUC_HIEN>1</NGUOI_THUC_HIEN><DU_PHONG><![CDATA[]]></DU_PHONG>"
        "</CHI_TIET_DIEN_BIEN_BENH></DSACH_CHI_TIET_DIEN_BIEN_BENH></CHITIEU_CHITIET_DIENBIENLAMSANG>"
    )


def test_the_order_in_which_a_row_was_made_does_not_matter() -> None:
    turned = dict(reversed(LINE.items()))
    assert render_table(PROGRESS, (turned,)) == render_table(PROGRESS, (LINE,))


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("a & b < c > d", "a & b < c > d"),
        ("]]>", "]]>"),
        ("<b>x</b>]]]]>", "<b>x</b>]]]]>"),
        ("&amp; &lt;", "&amp; &lt;"),
        ("một\r\nhai\rba\nbốn", "một\nhai\nba\nbốn"),
        ("a\x0bb\x00c\ufffe", "abc"),
        ("\ud800", ""),
    ],
)
@pytest.mark.parametrize("field", ["DIEN_BIEN_LS", "MA_LK"])
def test_any_sign_goes_out_and_comes_back_as_text(field: str, given: str, read: str) -> None:
    (row,) = parse_table(PROGRESS, render_table(PROGRESS, ({**LINE, field: given},)))
    assert row[field] == read


def test_a_field_the_table_does_not_have_and_a_second_row_of_a_paper_are_refused() -> None:
    with pytest.raises(ValueError, match="no field MA_BN"):
        render_table(PROGRESS, ({**LINE, "MA_BN": "1"},))
    with pytest.raises(ValueError, match="one row a document"):
        render_table(LAYOUT.tables["XML7"], ())


def test_a_file_holds_every_table_in_base64_and_an_empty_place_for_the_signature() -> None:
    paper = good_row(LAYOUT.tables["XML7"], DAYS["3176"])
    tables = {"XML7": (paper, paper), "XML1": head(LAYOUT), "XML5": (LINE,), "XML2": ()}
    root = etree.fromstring(render_file(LAYOUT, tables, facility="12001", made_on=date(2025, 10, 6)))
    assert [child.tag for child in root] == ["THONGTINDONVI", "THONGTINHOSO", "CHUKYDONVI"]
    assert root.findtext("THONGTINDONVI/MACSKCB") == "12001"
    assert [root.findtext(f"THONGTINHOSO/{name}") for name in ("NGAYLAP", "SOLUONGHOSO")] == ["20251006", "1"]
    files = root.findall("THONGTINHOSO/DANHSACHHOSO/HOSO/FILEHOSO")
    assert [file.findtext("LOAIHOSO") for file in files] == ["XML1", "XML5", "XML7", "XML7"]
    inner = base64.b64decode(files[1].findtext("NOIDUNGFILE", ""))
    assert inner == render_table(PROGRESS, (LINE,))
    assert root.findtext("CHUKYDONVI") == ""


def test_a_check_in_is_not_wrapped() -> None:
    row = good_row(LAYOUT.tables["CHECKIN"], DAYS["3176"])
    root = etree.fromstring(render_check_in(LAYOUT, row))
    assert [child.tag for child in root] == ["DSACH_TRANG_THAI_KCB", "CHUKYDONVI"]
    assert [child.tag for child in root.iterfind("DSACH_TRANG_THAI_KCB/TRANG_THAI_KCB/*")] == list(
        LAYOUT.tables["CHECKIN"].names
    )


@pytest.mark.parametrize(
    ("day", "decision"),
    [
        (date(2017, 1, 1), "4210"),
        (date(2023, 1, 17), "4210"),
        (date(2023, 1, 18), "130"),
        (date(2024, 6, 30), "130"),
        (date(2024, 7, 1), "4750"),
        (date(2024, 12, 31), "4750"),
        (date(2025, 1, 1), "3176"),
        (date(2026, 6, 30), "3176"),
        (date(2026, 7, 1), "1931"),
        (date(2040, 1, 1), "1931"),
    ],
)
def test_an_older_visit_goes_out_under_the_older_decision(day: date, decision: str) -> None:
    assert layout_on(day).decision == decision


def test_the_letter_of_referral_had_other_fields_before() -> None:
    earlier, later = layout("4750").tables["XML13"].names, layout("3176").tables["XML13"].names
    assert set(earlier) - set(later) == {"MA_NOI_DI", "MA_NOI_DEN", "TEN_DICH_VU", "TEN_THUOC", "PP_DIEU_TRI"}
    assert set(later) - set(earlier) == {"MA_CSKCB_DI", "MA_CSKCB_DEN", "TINH_TRANG_CT"}


def test_the_level_of_cover_is_four_signs_long_from_the_last_decision_on() -> None:
    fields = {decision: layout(decision).tables["XML2"].field("MUC_HUONG") for decision in DAYS}
    lengths = {decision: field and field.length for decision, field in fields.items()}
    assert lengths == {"4210": None, "130": 3, "4750": 3, "3176": 3, "1931": 4}


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("27833.985"), 2, "27833.99"),
        (Decimal("0.005"), 2, "0.01"),
        (Decimal("-0.001"), 2, "0"),
        (Decimal("101476.00"), 2, "101476"),
        (Decimal("1E+3"), 3, "1000"),
        (Decimal("699.9990"), 3, "699.999"),
        (30, 0, "30"),
    ],
)
def test_numbers_are_plain_half_up_and_without_zeros_at_the_end(value, decimals, text) -> None:
    assert number_text(value, decimals) == text


def test_days_and_times_are_vietnams_and_read_back() -> None:
    at = datetime(2025, 10, 4, 17, 30, tzinfo=UTC)
    assert time_text(at) == "202510050030"
    assert time_of("202510050030") == at
    assert day_text(date(2025, 1, 2)) == "20250102"
    assert (day_text(None), time_text(None)) == ("", "")
    assert day_of("20250102;20260101") == date(2025, 1, 2)
    assert time_of("20250102") == datetime(2025, 1, 1, 17, tzinfo=UTC)
    assert [birth_text(date(1965, 4, 3), known) for known in ("day", "month", "year")] == [
        "196504030000",
        "196504000000",
        "196500000000",
    ]


@pytest.mark.parametrize("text", ["", "2025", "20250230", "2025010x", "２０２５0102"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_of(text) is None
    assert time_of(text) is None


@pytest.mark.parametrize("text", ["202501022460", "202501022560", "2025010212", "20250102ab00"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert time_of(text) is None


def test_numbers_are_read_and_anything_else_is_none() -> None:
    assert number_of("27833.99") == Decimal("27833.99")
    assert [number_of(text) for text in ("", "x", "NaN", "Infinity", "1,5")] == [None] * 5
