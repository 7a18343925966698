"""The rows of a claim beside its summary: drugs, services and supplies, results, the course of the illness."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tram.claims.reading.model import Drug, Note, Result, Service
from tram.claims.reading.values import Cells

SUPPLIES = ("10", "11")
FULL = Decimal(100)
POCKETS = {"2": "T_NGUONKHAC_VTNN", "3": "T_NGUONKHAC_NSNN", "4": "T_NGUONKHAC_CL"}


def drugs(rows: Iterable[Cells]) -> tuple[Drug, ...]:
    """XML2: a row without a name is refused (``Unfit``)."""
    return tuple(_drug(cells) for cells in rows)


def _drug(cells: Cells) -> Drug:
    paid_by = cells.text("NGUON_CTRA", 1)
    return Drug(
        code=cells.text("MA_THUOC", 60),
        name=cells.needed("TEN_THUOC"),
        strength=cells.text("HAM_LUONG"),
        unit=cells.text("DON_VI_TINH"),
        route=cells.text("DUONG_DUNG", 4),
        dosage=cells.text("LIEU_DUNG"),
        instructions=cells.text("CACH_DUNG"),
        registration=cells.text("SO_DANG_KY"),
        tender=cells.text("TT_THAU"),
        preparation=cells.text("MA_PP_CHEBIEN"),
        quantity=cells.quantity("SO_LUONG"),
        price=cells.number("DON_GIA"),
        group=cells.text("MA_NHOM", 2),
        prescriber=_first(cells, "MA_BAC_SI"),
        ordered_at=cells.moment("NGAY_YL"),
        given_at=cells.moment("NGAY_TH_YL"),
        paid_by="" if paid_by in {"", "1"} else paid_by,
    )


def services(rows: Iterable[Cells]) -> tuple[Service, ...]:
    """XML3: a row that names neither a service nor a supply is refused (``Unfit``)."""
    return tuple(_service(cells) for cells in rows)


def _service(cells: Cells) -> Service:
    code, supply = cells.text("MA_DICH_VU", 60), cells.text("MA_VAT_TU", 60)
    name, supply_name = cells.text("TEN_DICH_VU"), cells.text("TEN_VAT_TU")
    if not (code or supply or name or supply_name):
        cells.needed("MA_DICH_VU")
    rate = cells.number("TYLE_TT_DV")
    return Service(
        line=cells.line,
        code=code,
        name=name,
        supply=supply if cells.text("MA_NHOM") in SUPPLIES or not code else "",
        supply_name=supply_name,
        unit=cells.text("DON_VI_TINH"),
        quantity=cells.quantity("SO_LUONG"),
        price=cells.number("DON_GIA_BV"),
        rate=int(FULL if rate is None else min(rate, FULL)),
        group=cells.text("MA_NHOM", 2),
        paid_by=_paid_by(cells),
        ordered_by=_first(cells, "MA_BAC_SI"),
        performer=_first(cells, "NGUOI_THUC_HIEN"),
        ordered_at=cells.moment("NGAY_YL"),
        done_at=cells.moment("NGAY_TH_YL"),
        ended_at=cells.moment("NGAY_KQ"),
        machine=cells.text("MA_MAY"),
        bed=cells.text("MA_GIUONG"),
        anaesthesia=cells.text("PP_VO_CAM", 1),
    )


def results(rows: Iterable[Cells]) -> tuple[Result, ...]:
    """XML4: rows that tell nothing are left out."""
    found = (_result(cells) for cells in rows)
    return tuple(one for one in found if one.value or one.description or one.conclusion)


def _result(cells: Cells) -> Result:
    return Result(
        service=cells.text("MA_DICH_VU", 60),
        code=cells.text("MA_CHI_SO", 60),
        name=cells.text("TEN_CHI_SO", 250),
        value=cells.text("GIA_TRI"),
        unit=cells.text("DON_VI_DO", 40),
        description=cells.text("MO_TA"),
        conclusion=cells.text("KET_LUAN"),
        at=cells.moment("NGAY_KQ"),
    )


def notes(rows: Iterable[Cells]) -> tuple[Note, ...]:
    """XML5: rows without words are left out."""
    found = (Note(cells.text("DIEN_BIEN_LS"), cells.moment("THOI_DIEM_DBLS")) for cells in rows)
    return tuple(one for one in found if one.text)


def _paid_by(cells: Cells) -> str:
    """Who pays a line of XML3 whole, told by where its other sources stand; "" for the usual payer."""
    whole = cells.amount("THANH_TIEN_BV")
    if not whole or cells.amount("T_NGUONKHAC") != whole or cells.amount("T_BHTT"):
        return ""
    return next((payer for payer, name in POCKETS.items() if cells.amount(name) == whole), "")


def _first(cells: Cells, name: str) -> str:
    """The first of several practitioners, without what is written after the licence."""
    return next(iter(cells.codes(name)), "")
