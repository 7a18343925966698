"""Fields that are asked for only when another says so."""

from __future__ import annotations

import pytest

from tram.claims.format import field_faults, layout
from tram.claims.format.conditions import condition
from tram.claims.format.tests.values import DAYS, good_row, head
from tram.engines.expression import ExpressionError

LAYOUT = layout("3176")
ASKED = [
    ("XML1", "MA_DKBD", {"MA_THE_BHYT": "GD4010100000001"}, {"MA_THE_BHYT": "", "MA_DOITUONG_KCB": "9"}),
    ("XML1", "MA_THE_BHYT", {"MA_DOITUONG_KCB": "1.2"}, {"MA_DOITUONG_KCB": "9"}),
    ("XML1", "GT_THE_DEN", {"MA_THE_BHYT": "GD4010100000001"}, {"MA_THE_BHYT": "QN5970000000001"}),
    ("XML1", "LY_DO_VNT", {"MA_LOAI_KCB": "03"}, {"MA_LOAI_KCB": "06"}),
    ("XML1", "MA_NOI_DEN", {"MA_LOAI_RV": "2"}, {"MA_LOAI_RV": "1"}),
    ("XML1", "GIAY_CHUYEN_TUYEN", {"MA_NOI_DI": "12003"}, {"MA_NOI_DI": ""}),
    ("XML3", "MA_VAT_TU", {"MA_NHOM": "10"}, {"MA_NHOM": "13"}),
    ("XML3", "MA_DICH_VU", {"MA_VAT_TU": ""}, {"MA_VAT_TU": "N01.01.010"}),
    ("XML3", "TEN_DICH_VU", {"MA_NHOM": "13"}, {"MA_NHOM": "10"}),
    ("XML3", "MA_GIUONG", {"MA_NHOM": "16"}, {"MA_NHOM": "18"}),
    ("XML3", "NGUOI_THUC_HIEN", {"MA_NHOM": "1"}, {"MA_NHOM": "13"}),
    ("XML3", "PP_VO_CAM", {"MA_NHOM": "8"}, {"MA_NHOM": "18"}),
    ("XML3", "MA_XANG_DAU", {"MA_NHOM": "12"}, {"MA_NHOM": "13"}),
    ("XML4", "NGAY_KQ", {"GIA_TRI": "5.6"}, {"GIA_TRI": ""}),
    ("XML6", "NGAY_XN_PCR", {"MA_TINH_TRANG_DK": "4;1"}, {"MA_TINH_TRANG_DK": "4;9"}),
    ("XML6", "SO_NGAY_CAP_THUOC_ARV", {"MA_XU_TRI": "1"}, {"MA_XU_TRI": "8"}),
    ("XML7", "TUOI_THAI", {"MA_DINH_CHI_THAI": "1"}, {"MA_DINH_CHI_THAI": "0"}),
]


@pytest.mark.parametrize(("table", "field", "asking", "silent"), ASKED)
def test_a_field_is_asked_for_when_another_says_so(table, field, asking, silent) -> None:
    def missing(row):
        others = {} if table == "XML1" else {"XML1": head(LAYOUT)}
        found = field_faults(LAYOUT, {**others, table: (row,)})
        return [fault.field for fault in found if fault.rule == "required" and fault.field == field]

    row = {**good_row(LAYOUT.tables[table], DAYS["3176"]), field: ""}
    assert missing({**row, **asking}) == [field]
    assert missing({**row, **silent}) == []
    assert missing({**row, **asking, field: good_row(LAYOUT.tables[table], DAYS["3176"])[field]}) == []


def test_of_service_drug_and_supply_a_check_in_names_one() -> None:
    table = LAYOUT.tables["CHECKIN"]
    row = {**good_row(table, DAYS["3176"]), **dict.fromkeys(("MA_DICH_VU", "MA_THUOC", "MA_VAT_TU"), "")}
    told = {fault.field for fault in field_faults(LAYOUT, {"CHECKIN": (row,)})}
    assert told == {"MA_DICH_VU", "MA_THUOC", "MA_VAT_TU"}
    assert field_faults(LAYOUT, {"CHECKIN": ({**row, "MA_THUOC": "40.1"},)}) == ()


@pytest.mark.parametrize("text", ["", "ma_lk", 'khong_co = "1"', "ma_lk is", 'includes(ma_lk, "1")'])
def test_a_condition_that_does_not_fit_the_table_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        condition(LAYOUT.tables["XML1"], text)
