"""Price lists from files: headings guessed, numbers read for sure or not at all, bad rows given back."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tram.kernel.actors import Actor, Role
from tram.kernel.facts import verify
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal
from tram.people.api import refused_rows
from tram.supply import api
from tram.supply.models import Item
from tram.supply.prices_file.columns import guess_columns, kind_of_file
from tram.supply.prices_file.numbers import fraction, number, price_number, writing_of

HERE, NEXT = "03424", "03390"
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
DAY, LATER = date(2026, 1, 1), date(2026, 12, 1)
DRUGS = ("STT", "MA_THUOC", "TEN_HOAT_CHAT", "TEN_THUOC", "DON_VI_TINH", "HAM_LUONG", "DUONG_DUNG", "MA_DUONG_DUNG",
         "SO_DANG_KY", "SO_LUONG", "DON_GIA", "DON_GIA_BH", "TT_THAU", "TU_NGAY", "DEN_NGAY")  # fmt: skip
PARA = (1, "40.48", "Paracetamol", "Paracetamol 500mg", "viên", "500mg", "Uống", "1.01", "VD-1-18", 100, 280, 280,
        "12/QĐ;G1;N4;2026", "", "")  # fmt: skip


def head(commune: str = HERE, role: Role = Role.STATION_HEAD) -> Actor:
    return Actor(uuid7(), "x", frozenset({role}), frozenset({commune}), None, None)


def excel(*lines: tuple[str | float, ...], formula: str = "") -> bytes:
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(lines):
            for place, value in enumerate(line):
                write = sheet.write_string if isinstance(value, str) else sheet.write_number
                write(at, place, value)
        if formula:
            sheet.write_formula(1, 3, formula, None, "Tính sẵn 500mg")
    return memory.getvalue()


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def bring(data: bytes, day: date = DAY, kind: str = "") -> api.ImportedPrices:
    return api.import_prices(by=head(), at=AT, commune=HERE, day=day, data=data, kind=kind)


def listed(day: date = LATER) -> dict[str, api.ItemView]:
    return {one.name: one for one in api.catalogue(head(), HERE, day)}


def price(name: str, day: date = DAY) -> Decimal:
    found = api.price_on(listed()[name].id, day)
    assert found is not None
    return found.price


def test_headings_of_the_insurer_and_plain_words_say_what_a_column_holds() -> None:
    found = guess_columns(DRUGS)
    assert {name: DRUGS[at] for name, at in found.items()} == {
        "code": "MA_THUOC", "name": "TEN_THUOC", "ingredient": "TEN_HOAT_CHAT", "unit": "DON_VI_TINH",
        "strength": "HAM_LUONG", "route": "MA_DUONG_DUNG", "registration": "SO_DANG_KY", "price": "DON_GIA",
        "price_bh": "DON_GIA_BH", "tender": "TT_THAU", "valid_from": "TU_NGAY",
    }  # fmt: skip
    assert kind_of_file(DRUGS) == "drug"
    assert kind_of_file(("MA_DICH_VU", "TEN_DICH_VU", "DON_GIA")) == "service"
    assert kind_of_file(("Mã vật tư", "Tên vật tư")) == "supply"
    assert kind_of_file(("Mã", "Tên", "Giá")) == ""
    assert guess_columns(("Mã thuốc (*)", "Tên  thuốc", "Đơn giá")) == {"code": 0, "name": 1, "price": 2}


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (["1500"], ["1500"]),
        (["1.500", "280"], ["1500", "280"]),
        (["1.234.567,5"], ["1234567.5"]),
        (["1,234,567", "1,500", "2.5"], ["1234567", "1500", "2.5"]),
        (["1480.5", "350.000"], ["1480.5", "350.000"]),
        (["1480,5", "350.000", "523,125"], ["1480.5", "350000", "523.125"]),
        (["12 500 đ", "1500VND"], ["12500", "1500"]),
        ([fraction(523.125), fraction(0.1), "280"], ["523.125", "0.1", "280"]),
    ],
)
def test_the_sign_before_decimals_is_read_from_the_whole_column(texts: list[str], read: list[str]) -> None:
    writing = writing_of(texts)
    assert [number(text, writing) for text in texts] == [Decimal(one) for one in read]


@pytest.mark.parametrize("text", ["1,500", "mười", "=1+1", "-5", "1e5", "1.5.0", "1,2,3", "", "NaN"])
def test_a_price_that_may_mean_two_things_or_nothing_is_not_guessed(text: str) -> None:
    assert number(text, writing_of([text])) is None


def test_a_price_typed_by_a_person_is_vietnamese() -> None:
    assert [price_number(one) for one in ("1.500", "1500,5", "1500")] == [Decimal(1500), Decimal("1500.5"), 1500]
    assert price_number("abc") is None


@pytest.mark.django_db
@pytest.mark.on_both
class TestImport:
    def test_good_rows_are_written_and_bad_ones_come_back_with_row_and_reason(self) -> None:
        worse = (2, "", "A", "Thuốc A", "viên", "", "", "", "", 1, 100, "", "", "", "")
        odd = (3, "40.1", "B", "Thuốc B", "viên", "", "", "", "", 1, "chưa có", "", "", "", "")
        read = bring(excel(DRUGS, PARA, worse, odd, PARA))
        assert (read.total, read.new, read.refused) == (4, 1, 3)
        assert [(one.row, one.field) for one in read.faults] == [(3, "Mã"), (4, "Đơn giá"), (5, "Mã")]
        found = listed()["Paracetamol 500mg"]
        assert (found.kind, found.code, found.route, found.tender) == ("drug", "40.48", "1.01", "12/QĐ;G1;N4;2026")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(refused_rows(read.sheet, read.faults)))
        told = rows.get_sheet_by_index(0).to_python()
        assert [row[-2] for row in told] == ["Dòng trong tệp", "3", "4", "5"]
        assert "Trùng với dòng 2" in str(told[3][-1])
        assert verify().holds

    def test_the_same_file_again_changes_nothing_and_a_new_price_begins_on_its_day(self) -> None:
        bring(excel(DRUGS, PARA))
        again = bring(excel(DRUGS, PARA), LATER)
        assert (again.new, again.changed, again.same) == (0, 0, 1)
        dearer = (*PARA[:10], 300.125, 300.125, *PARA[12:])
        assert bring(excel(DRUGS, dearer), LATER).changed == 1
        assert (price(PARA[3], date(2026, 11, 30)), price(PARA[3], LATER)) == (Decimal(280), Decimal("300.125"))
        assert bring(excel(DRUGS, PARA), date(2026, 6, 1)).refused == 1
        assert bring(excel(DRUGS, PARA), LATER).changed == 1
        assert price(PARA[3], LATER) == Decimal(280)
        assert verify().holds

    def test_a_row_may_name_the_day_of_its_own_price(self) -> None:
        data = csv("MA_DICH_VU;TEN_DICH_VU;DON_GIA;TU_NGAY", "23.0075.1494;Glucose;22.400;20260301",
                   "02.1896;Khám Nội;36.500;01/02/2026", "18.0015.0001;Siêu âm;49.300;31/02/2026")  # fmt: skip
        read = bring(data)
        assert [(one.row, one.field) for one in read.faults] == [(4, "Từ ngày")]
        found = listed()
        assert {one.name: (one.kind, one.group, one.unit, one.valid_from) for one in found.values()} == {
            "Glucose": ("service", "1", "lần", date(2026, 3, 1)),
            "Khám Nội": ("exam", "13", "lần", date(2026, 2, 1)),
        }

    def test_what_a_file_does_not_tell_stays_and_the_item_is_not_doubled(self) -> None:
        bring(excel(DRUGS, PARA))
        bring(csv("Mã thuốc,Tên thuốc,Đơn vị tính,Đơn giá", "40.48,Paracetamol 500mg,viên,310"), LATER)
        assert Item.objects.count() == 1
        assert price(PARA[3], LATER) == Decimal(310)
        assert listed()[PARA[3]].registration == "VD-1-18"

    def test_one_name_for_two_items_is_not_guessed(self) -> None:
        bring(excel(DRUGS, PARA, (*PARA[:8], "VD-2-18", *PARA[9:])))
        read = bring(csv("Mã thuốc,Tên thuốc,Đơn vị tính,Đơn giá", "40.48,Paracetamol 500mg,viên,310"), LATER)
        assert (read.refused, "số đăng ký" in read.faults[0].reason) == (1, True)

    def test_a_tender_whose_own_signs_part_the_cells_is_not_taken_for_a_price(self) -> None:
        row, good = "40.48;Paracetamol;viên;12/QĐ;15;N4;310", '40.48;Paracetamol;viên;"12/QĐ;G1";310'
        read = bring(csv("MA_THUOC;TEN_THUOC;DON_VI_TINH;TT_THAU;DON_GIA", row, good))
        assert [(one.row, "nhiều ô hơn" in one.reason) for one in read.faults] == [(2, True)]
        again = bring(refused_rows(read.sheet, read.faults))
        assert [("nhiều ô hơn" in one.reason) for one in again.faults] == [True]
        assert again.sheet.rows[0][1][:7] == tuple(row.split(";"))
        assert (listed()["Paracetamol"].tender, price("Paracetamol")) == ("12/QĐ;G1", Decimal(310))

    def test_herbs_beds_and_supplies_are_told_by_code_group_and_heading(self) -> None:
        bring(csv("MA_THUOC;TEN_THUOC;DON_VI_TINH;DON_GIA", "05V.12;Bạch truật;g;462"))
        bring(csv("MA_DICH_VU;TEN_DICH_VU;MA_NHOM;DON_GIA", "16.TYT.01;Giường lưu;16;64100"))
        bring(csv("MA_VAT_TU;TEN_VAT_TU;DON_VI_TINH;DON_GIA", "N03.02;Bơm tiêm;cái;690"))
        kinds = {one.name: one.kind for one in listed().values()}
        assert kinds == {"Bạch truật": "herb", "Giường lưu": "bed", "Bơm tiêm": "supply"}

    def test_a_file_that_does_not_tell_its_kind_asks_for_it(self) -> None:
        data = csv("Mã;Tên;Đơn vị;Giá", "X1;Que thử;cái;5000")
        assert "Hãy chọn loại" in bring(data).faults[0].reason
        assert bring(data, kind="supply").new == 1
        with pytest.raises(Refusal):
            bring(data, kind="x")

    def test_formulas_are_text_and_never_run_again(self) -> None:
        evil = '=cmd|" /C calc"!A0'
        bring(excel(DRUGS, PARA, formula=evil))
        assert set(listed()) == {"Tính sẵn 500mg"}
        read = bring(excel(DRUGS, (2, "", "", evil, "viên", "", "", "", "", 1, "=1+1", "", "", "", "")))
        book = io.BytesIO(refused_rows(read.sheet, read.faults))
        assert CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()[1][3] == evil
        assert b"<f>" not in book.getvalue()

    def test_what_is_no_price_list_is_refused_in_a_sentence(self) -> None:
        with pytest.raises(Refusal, match="mã, tên, đơn giá"):
            bring(csv("Họ tên;Ngày sinh", "Lò Thị Lan;1956"))
        with pytest.raises(Refusal):
            bring(b"%PDF-1.7")
        with pytest.raises(Refusal, match="chỉ có dòng tiêu đề"):
            bring(csv("MA_THUOC;TEN_THUOC;DON_GIA"))
        with pytest.raises(Refusal, match="quá 20"):
            bring(csv("MA_THUOC;TEN_THUOC;DON_GIA", *("1;A;1" for _ in range(20_001))))
        assert Item.objects.count() == 0

    def test_nobody_next_door_and_no_nurse_brings_a_list(self) -> None:
        for who in (head(NEXT), head(role=Role.NURSE)):
            with pytest.raises(Refusal):
                api.import_prices(by=who, at=AT, commune=HERE, day=DAY, data=excel(DRUGS, PARA))
        assert Item.objects.count() == 0
