"""The lines of XML2 from what was prescribed: every drug of the catalogue, its dose in words, its price of the day."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tram.claims.build.cells import by_fund, money_line, person_code, times
from tram.claims.build.model import Good, Sheet
from tram.claims.build.situation import trimmed
from tram.claims.format.texts import number_text, time_text
from tram.claims.money import Line
from tram.encounters.api import LineView

Unpriced = tuple[dict[str, str], Line]


def drug_lines(sheet: Sheet, department: str, left_out: list[str]) -> list[Unpriced]:
    """The fields and money lines of every drug, in the order prescribed; what cannot be claimed is told."""
    return [
        (drug_fields(sheet, line, good, department), money_line("XML2", good, quantity, sheet, payer=line.paid_by))
        for line, good, quantity in _claimable(sheet, left_out)
    ]


def _claimable(sheet: Sheet, left_out: list[str]) -> Iterator[tuple[LineView, Good, Decimal]]:
    for line in sheet.visit.lines:
        good = sheet.goods.get(line.item) if line.item else None
        if good is None:
            left_out.append(f"Thuốc «{line.text}» không chọn từ danh mục nên không đưa vào hồ sơ.")
        elif not line.quantity:
            left_out.append(f"Thuốc «{good.item.name}» không ghi số lượng nên không đưa vào hồ sơ.")
        elif good.price is None:
            left_out.append(f"Thuốc «{good.item.name}» chưa có giá ngày {sheet.visit.day:%d/%m/%Y}.")
        else:
            yield line, good, line.quantity


def drug_fields(sheet: Sheet, line: LineView, good: Good, department: str) -> dict[str, str]:
    """The fields of one line of XML2 beside its money."""
    item, price = good.item, good.price
    used_here = sheet.visit.stay_from is not None
    return {
        "MA_THUOC": item.code,
        "MA_PP_CHEBIEN": item.preparation,
        "MA_NHOM": item.group,
        "TEN_THUOC": item.name,
        "DON_VI_TINH": line.unit or item.unit,
        "HAM_LUONG": item.strength,
        "DUONG_DUNG": line.route or item.route,
        "DANG_BAO_CHE": item.form,
        "LIEU_DUNG": dose_text(line, item.unit, herb=item.kind == "herb"),
        "CACH_DUNG": line.instructions,
        "SO_DANG_KY": item.registration,
        "TT_THAU": item.tender,
        "PHAM_VI": "1" if by_fund(sheet, good, line.paid_by) or line.paid_by else "2",
        "DON_GIA": number_text(price.price if price else Decimal(0), 3),
        "MA_KHOA": department,
        "MA_BAC_SI": person_code(sheet, line.prescriber or sheet.visit.examiner),
        "NGAY_YL": time_text(sheet.visit.started_at),
        "NGAY_TH_YL": time_text(times(sheet, line.dispensed_at)) if used_here and line.dispensed_at else "",
        "MA_PTTT": "1",
        "NGUON_CTRA": line.paid_by or "1",
    }


def dose_text(line: LineView, unit: str, *, herb: bool) -> str:
    """LIEU_DUNG as the decisions write it: ``2 viên/lần * 2 lần/ngày * 5 ngày [4 viên/ngày]``, ``12g * 1 thang * 5
    ngày``; the words of the prescription where no numbers were given."""
    said = line.unit or unit
    if herb and line.per_time and line.days:
        return f"{trimmed(line.per_time)}{said} * {line.doses or 1} thang * {line.days} ngày"
    if line.per_time and line.times and line.days:
        whole = trimmed(line.per_time * line.times)
        parts = f"{trimmed(line.per_time)} {said}/lần * {line.times} lần/ngày * {line.days} ngày"
        return f"{parts} [{whole} {said}/ngày]"
    return line.dosage or line.instructions
