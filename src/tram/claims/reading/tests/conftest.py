"""A station with an insurance code, and claims of an old system to be read there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tram.claims.format import layout, render_file
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.places.api import found_facility, set_facility_code
from tram.places.models import Commune, Province

HERE, CODE = "03424", "12345"
AT = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)
SUMMARY = {
    "MA_LK": "HIS-0001", "STT": "1", "MA_BN": "BN17", "HO_TEN": "LÒ THỊ LAN", "SO_CCCD": "012160000017",
    "NGAY_SINH": "196005010000", "GIOI_TINH": "2", "MA_QUOCTICH": "000", "MA_DANTOC": "06",
    "MA_NGHE_NGHIEP": "00000", "DIA_CHI": "Bản Hon, Xã Bản Bo, Lai Châu", "MATINH_CU_TRU": "12", "MAXA_CU_TRU": HERE,
    "DIEN_THOAI": "0912345678", "MA_THE_BHYT": "DT2120123456789", "MA_DKBD": CODE, "GT_THE_TU": "20260101",
    "GT_THE_DEN": "20261231", "LY_DO_VV": "Đau đầu, chóng mặt", "CHAN_DOAN_VAO": "Tăng huyết áp",
    "CHAN_DOAN_RV": "Tăng huyết áp độ 1", "MA_BENH_CHINH": "I10", "MA_BENH_KT": "E11.9;K29", "MA_DOITUONG_KCB": "1.2",
    "NGAY_VAO": "202610050730", "NGAY_RA": "202610050815", "SO_NGAY_DTRI": "0", "PP_DIEU_TRI": "Nội khoa",
    "KET_QUA_DTRI": "2", "MA_LOAI_RV": "1", "GHI_CHU": "Ăn nhạt", "T_THUOC": "15000", "T_VTYT": "0",
    "T_TONGCHI_BV": "56500", "T_TONGCHI_BH": "56500", "T_BNTT": "0", "T_BNCCT": "0", "T_BHTT": "56500",
    "T_NGUONKHAC": "0", "T_BHTT_GDV": "56500", "NAM_QT": "2026", "THANG_QT": "10", "MA_LOAI_KCB": "01",
    "MA_KHOA": "K01", "MA_CSKCB": CODE, "CAN_NANG": "52.5", "NGAY_TAI_KHAM": "20261104", "MA_HSBA": "1", "MA_TTDV": "9",
}  # fmt: skip
DRUG = {
    "MA_LK": "HIS-0001", "STT": "1", "MA_THUOC": "40.30.1", "MA_NHOM": "4", "TEN_THUOC": "Amlodipin 5mg",
    "DON_VI_TINH": "viên", "HAM_LUONG": "5mg", "DUONG_DUNG": "1.01", "LIEU_DUNG": "1 viên/lần * 1 lần/ngày * 30 ngày",
    "SO_LUONG": "30", "DON_GIA": "500", "THANH_TIEN_BV": "15000", "NGAY_YL": "202610050810", "MA_BAC_SI": "GP-01",
}  # fmt: skip
EXAM = {
    "MA_LK": "HIS-0001", "STT": "1", "MA_DICH_VU": "02.1897", "MA_NHOM": "13", "TEN_DICH_VU": "Khám Nội",
    "DON_VI_TINH": "lần", "SO_LUONG": "1", "DON_GIA_BV": "36500", "TYLE_TT_DV": "100", "MA_BAC_SI": "GP-02",
    "NGAY_YL": "202610050735", "NGAY_TH_YL": "202610050735",
}  # fmt: skip
TEST = EXAM | {
    "STT": "2", "MA_DICH_VU": "23.0075.1494", "MA_NHOM": "1", "TEN_DICH_VU": "Định lượng Glucose",
    "DON_GIA_BV": "5000",
}  # fmt: skip
RESULT = {
    "MA_LK": "HIS-0001", "STT": "1", "MA_DICH_VU": "23.0075.1494", "MA_CHI_SO": "GLU", "TEN_CHI_SO": "Glucose",
    "GIA_TRI": "7,2", "DON_VI_DO": "mmol/L", "NGAY_KQ": "202610050800",
}  # fmt: skip
COURSE = {"MA_LK": "HIS-0001", "STT": "1", "DIEN_BIEN_LS": "Tỉnh, huyết áp 150/90", "THOI_DIEM_DBLS": "202610050740"}


def claim(number="HIS-0001", *, decision="3176", made_on=date(2026, 10, 6), tables=None, **summary) -> bytes:
    """A file of one claim; ``summary`` changes fields of XML1."""
    rows: dict[str, tuple[dict[str, str], ...]] = {"XML1": ({**SUMMARY, "MA_LK": number, **summary},)}
    rows |= {"XML2": (DRUG,), "XML3": (EXAM, TEST), "XML4": (RESULT,), "XML5": (COURSE,)} if tables is None else tables
    return render_file(layout(decision), rows, facility=CODE, made_on=made_on)


def together(*files: bytes) -> bytes:
    """Files of one claim each as one file of many."""
    inside = [file[file.index(b"<HOSO>") : file.index(b"</DANHSACHHOSO>")] for file in files]
    first = files[0]
    return first[: first.index(b"<HOSO>")] + b"".join(inside) + first[first.index(b"</DANHSACHHOSO>") :]


@pytest.fixture
def station(db):
    """The station of the tests, with the insurer's code."""
    Commune.objects.create(
        code=HERE, name="Bản Bo", full_name="Xã Bản Bo", unit_type="xã", search_key="ban bo", province_code="12",
        province_name="Lai Châu", valid_from=date(2025, 7, 1),
    )  # fmt: skip
    day = date(2025, 7, 1)
    Province.objects.create(code="12", name="Lai Châu", unit_type="tỉnh", valid_from=day)
    found = found_facility(
        by=SYSTEM, at=AT, commune=HERE, kind="commune_station", name="Trạm Y tế xã Bản Bo", day=day
    ).id  # fmt: skip
    set_facility_code(by=SYSTEM, at=AT, facility=found, system="bhxh", value=CODE, day=day)
    return found


@pytest.fixture
def hanh(station) -> Actor:
    """A nurse of the station."""
    return Actor(
        id=uuid7(), name="Hạnh", roles=frozenset({Role.NURSE}), communes=frozenset({HERE}), commune=HERE,
        facility=station,
    )  # fmt: skip
