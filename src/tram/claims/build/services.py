"""The lines of XML3: the examination without typing, what was done, the days of a bed, the supplies used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from tram.claims.build.cells import insured, money_line, person_code, times
from tram.claims.build.choices import setting
from tram.claims.build.drugs import Unpriced
from tram.claims.build.model import Good, Sheet
from tram.claims.build.situation import BED, EXAM, drugs_only, nights
from tram.claims.format.texts import number_text, time_text
from tram.claims.money import Rules, exam_rate
from tram.claims.money.model import HUNDRED
from tram.encounters.api import ProcedureView, SupplyView

SHORTEST_STAY, DAY = timedelta(hours=4), timedelta(days=1)
ONE = Decimal(1)
DONE_BY = {"1", "2", "3", "8", "18"}


def service_lines(sheet: Sheet, department: str, rules: Rules, left_out: list[str]) -> list[Unpriced]:
    """The fields and money lines of XML3: examination, services, beds, supplies, each sort by time and code."""
    done = list(_done(sheet, department, left_out))
    kinds = {good.item.kind for good, _line in done}
    sorts = (
        [] if EXAM in kinds else _exam(sheet, department, rules, left_out),
        [line for good, line in done if good.item.kind == EXAM],
        [line for good, line in done if good.item.kind not in {EXAM, BED}],
        [line for good, line in done if good.item.kind == BED] or _beds(sheet, department, left_out),
        list(_supplies(sheet, department, left_out)),
    )
    return [line for sort in sorts for line in sorted(sort, key=_by_time)]


def _by_time(line: Unpriced) -> tuple[str, ...]:
    fields = line[0]
    return fields["NGAY_YL"], fields.get("MA_DICH_VU", ""), fields.get("MA_VAT_TU", ""), fields["SO_LUONG"]


def _exam(sheet: Sheet, department: str, rules: Rules, left_out: list[str]) -> list[Unpriced]:
    """The examination fee: of every visit but those that only fetch drugs; the second of a day is paid less."""
    if drugs_only(sheet):
        return []
    if sheet.exam is None or sheet.exam.price is None:
        left_out.append("Danh mục chưa có tiền khám bệnh có giá của ngày khám: thêm một dịch vụ loại khám bệnh.")
        return []
    rate = exam_rate(sheet.exams_before + 1, rules)
    fields = _fields(sheet, sheet.exam, department, ONE, rate) | {
        "MA_BAC_SI": person_code(sheet, sheet.visit.examiner),
        "NGUOI_THUC_HIEN": person_code(sheet, sheet.visit.examiner),
        "NGAY_YL": time_text(sheet.visit.started_at),
        "NGAY_TH_YL": time_text(sheet.visit.started_at),
    }
    return [(fields, money_line("XML3", sheet.exam, ONE, sheet, rate=rate))]


def _done(sheet: Sheet, department: str, left_out: list[str]) -> Iterator[tuple[Good, Unpriced]]:
    for one in sheet.visit.procedures:
        good = sheet.goods.get(one.item) if one.item else None
        if good is None or good.price is None:
            left_out.append(
                f"Dịch vụ «{one.display}» chưa có giá trong danh mục của ngày khám nên không đưa vào hồ sơ."
            )
            continue
        rate = Decimal(one.rate) if one.rate is not None else HUNDRED
        quantity = one.quantity or ONE
        fields = _fields(sheet, good, department, quantity, rate) | _service_fields(sheet, one, good)
        yield good, (fields, money_line("XML3", good, quantity, sheet, rate=rate))


def _service_fields(sheet: Sheet, one: ProcedureView, good: Good) -> dict[str, str]:
    ordered = one.ordered_by or sheet.visit.examiner
    started = times(sheet, one.at or one.ordered_at)
    ended = one.ended_at or (one.at if good.item.group in DONE_BY else None)
    bed = one.bed or (_bed_code(sheet) if good.item.kind == BED else "")
    return {
        "MA_PTTT_QT": good.item.icd9,
        "MA_GIUONG": bed,
        "MA_BAC_SI": person_code(sheet, ordered),
        "NGUOI_THUC_HIEN": person_code(sheet, one.performer or ordered),
        "NGAY_YL": time_text(times(sheet, one.ordered_at)),
        "NGAY_TH_YL": time_text(started),
        "NGAY_KQ": time_text(max(times(sheet, ended), started)) if ended else "",
        "PP_VO_CAM": one.anaesthesia,
        "MA_MAY": one.machine,
    }


def _beds(sheet: Sheet, department: str, left_out: list[str]) -> list[Unpriced]:
    """One line for each day of a stay of four hours and more, without typing."""
    start = sheet.visit.stay_from
    if start is None or sheet.end - start < SHORTEST_STAY:
        return []
    if sheet.bed is None or sheet.bed.price is None:
        left_out.append("Danh mục chưa có tiền giường lưu có giá của ngày khám: thêm một dịch vụ loại giường.")
        return []
    return [_bed_day(sheet, sheet.bed, department, *span) for span in bed_days(start, sheet.end)]


def bed_days(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The days of a stay as (from, to): one up to 24 hours, else from day to day until the day of leaving."""
    count = 1 if end - start <= DAY else nights(start.date(), end.date())
    return [(start + DAY * n, end if n == count - 1 else start + DAY * (n + 1)) for n in range(count)]


def _bed_day(sheet: Sheet, bed: Good, department: str, start: datetime, end: datetime) -> Unpriced:
    fields = _fields(sheet, bed, department, ONE, HUNDRED) | {
        "MA_GIUONG": _bed_code(sheet),
        "MA_BAC_SI": person_code(sheet, sheet.visit.examiner),
        "NGUOI_THUC_HIEN": person_code(sheet, sheet.visit.examiner),
        "NGAY_YL": time_text(start),
        "NGAY_TH_YL": time_text(start),
        "NGAY_KQ": time_text(end),
    }
    return fields, money_line("XML3", bed, ONE, sheet)


def _bed_code(sheet: Sheet) -> str:
    """H001, or the next one where others lay at the same time."""
    first = str(setting("bed_code", sheet.visit.day)[0])
    return f"{first[:1]}{int(first[1:]) + sheet.bed_place - 1:03d}"


def _supplies(sheet: Sheet, department: str, left_out: list[str]) -> Iterator[Unpriced]:
    for one in sheet.visit.supplies:
        good = sheet.goods.get(one.item) if one.item else None
        if good is None or good.price is None or not one.quantity:
            left_out.append(f"Vật tư «{one.display}» chưa có số lượng hoặc giá trong danh mục nên không đưa vào hồ sơ.")
            continue
        fields = _supply_fields(sheet, one, good, department, one.quantity)
        yield fields, money_line("XML3", good, one.quantity, sheet, payer=one.paid_by)


def _supply_fields(sheet: Sheet, one: SupplyView, good: Good, department: str, quantity: Decimal) -> dict[str, str]:
    used_for = next((each for each in sheet.visit.procedures if each.id == one.procedure), None)
    service = sheet.goods.get(used_for.item) if used_for and used_for.item else None
    at = times(sheet, (used_for.at or used_for.ordered_at) if used_for else None)
    return _fields(sheet, good, department, quantity, HUNDRED) | {
        "MA_DICH_VU": service.item.code if service else "",
        "TEN_DICH_VU": "",
        "MA_VAT_TU": good.item.code,
        "TEN_VAT_TU": good.item.name,
        "DON_VI_TINH": one.unit or good.item.unit,
        "TT_THAU": good.item.tender,
        "PHAM_VI": "1" if one.paid_by not in {"", "1"} else _scope(sheet, good),
        "MA_BAC_SI": person_code(sheet, sheet.visit.examiner),
        "NGAY_YL": time_text(at),
        "NGAY_TH_YL": time_text(at),
    }


def _fields(sheet: Sheet, good: Good, department: str, quantity: Decimal, rate: Decimal) -> dict[str, str]:
    """What every line of XML3 says; ``rate`` is TYLE_TT_DV."""
    price = good.price
    zero = Decimal(0)
    return {
        "MA_DICH_VU": good.item.code,
        "TEN_DICH_VU": good.item.name,
        "MA_NHOM": good.item.group,
        "DON_VI_TINH": good.item.unit,
        "PHAM_VI": _scope(sheet, good),
        "SO_LUONG": number_text(quantity, 3),
        "DON_GIA_BV": number_text(price.price if price else zero, 3),
        "DON_GIA_BH": number_text(price.price_bh if price else zero, 3),
        "TYLE_TT_DV": number_text(rate, 0),
        "T_TRANTT": number_text(price.ceiling) if price and price.ceiling is not None else "",
        "MA_KHOA": department,
        "MA_PTTT": "1",
    }


def _scope(sheet: Sheet, good: Good) -> str:
    return "1" if insured(sheet) and good.price is not None and good.price.fund_rate else "2"
