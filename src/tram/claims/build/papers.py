"""The papers of a claim: discharge (XML7), summary of the record (XML8), referral (XML13), recheck letter (XML14).

Fields that repeat XML1 are taken from it: the portal refuses any that differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from tram.claims.build import words
from tram.claims.build.cells import person_code
from tram.claims.build.choices import setting
from tram.claims.build.model import Sheet
from tram.claims.build.numbers import paper_number
from tram.claims.format.model import Row, Table
from tram.claims.format.texts import day_text
from tram.claims.money import Why
from tram.kernel.clock import VN_TZ

REFERRED = {"2", "5"}
NONE_DONE = "Không làm xét nghiệm, chẩn đoán hình ảnh."
LONG_DAY = 12


def discharge(sheet: Sheet, head: Row) -> dict[str, str]:
    """XML7."""
    doctor = sheet.staff.get(sheet.visit.examiner) if sheet.visit.examiner else None
    return {
        "SO_LUU_TRU": head["MA_HSBA"],
        "MA_YTE": head["MA_BN"],
        "MA_KHOA_RV": head["MA_KHOA"],
        "PP_DIEUTRI": head["PP_DIEU_TRI"],
        "MA_BS": person_code(sheet, sheet.visit.examiner),
        "TEN_BS": doctor.full_name if doctor else "",
        "NGAY_CT": _last_day(sheet),
    }


def summary(sheet: Sheet, head: Row, results: Sequence[Row]) -> dict[str, str]:
    """XML8."""
    return {
        "QT_BENHLY": words.symptoms_text(sheet),
        "TOMTAT_KQ": results_text(results),
        "PP_DIEUTRI": head["PP_DIEU_TRI"],
        "GHI_CHU": "",
        "NGAY_CT": _last_day(sheet),
    }


def referral(sheet: Sheet, head: Row, results: Sequence[Row], told: dict[str, Why]) -> dict[str, str]:
    """XML13; ``told`` takes why of what nobody typed."""
    means, told["PHUONGTIEN_VC"] = setting("transport_means", sheet.visit.day)
    number = paper_number(sheet.number)
    letter = (sheet.visit.referral_number if not sheet.visit.referred_from else "") or number
    return {
        "SO_HOSO": number,
        "SO_CHUYENTUYEN": letter,
        "GIAY_CHUYEN_TUYEN": letter,
        "MA_CSKCB_DI": sheet.visit.referred_from,
        "MA_CSKCB_DEN": sheet.visit.referred_to,
        "DAU_HIEU_LS": words.symptoms_text(sheet),
        "QT_BENHLY": words.symptoms_text(sheet),
        "TOMTAT_KQ": results_text(results),
        "PP_DIEUTRI": head["PP_DIEU_TRI"],
        "TINH_TRANG_CT": words.symptoms_text(sheet),
        "MA_LYDO_CT": sheet.visit.referral_reason,
        "HUONG_DIEU_TRI": sheet.visit.advice or head["PP_DIEU_TRI"],
        "PHUONGTIEN_VC": str(means),
        "MA_BAC_SI": person_code(sheet, sheet.visit.examiner),
    }


def recheck(sheet: Sheet, table: Table) -> dict[str, str]:
    """XML14; until 2024 the day of the appointment has twelve signs."""
    field = table.field("NGAY_HEN_KL")
    day = day_text(sheet.visit.follow_up_on)
    return {
        "SO_GIAYHEN_KL": paper_number(sheet.number),
        "NGAY_HEN_KL": day + "0000" if field and field.length == LONG_DAY else day,
        "MA_BAC_SI": person_code(sheet, sheet.visit.examiner or _prescriber(sheet)),
        "NGAY_CT": _last_day(sheet),
    }


def repeated(table: Table, head: Row, own: Mapping[str, str]) -> dict[str, str]:
    """A paper's fields: its own, and from XML1 those of the same name."""
    return {name: own.get(name, head.get(name, "")) for name in table.names if name not in {"STT", "DU_PHONG"}}


def results_text(results: Sequence[Row]) -> str:
    """TOMTAT_KQ: what was found, one after another; a sentence when nothing was looked for."""
    said = [_result(row) for row in results]
    return "; ".join(said) or NONE_DONE


def _result(row: Row) -> str:
    value = " ".join(part for part in (row.get("GIA_TRI", ""), row.get("DON_VI_DO", "")) if part)
    return f"{row['TEN_CHI_SO']}: {value or row.get('KET_LUAN', '') or row.get('MO_TA', '')}"


def _prescriber(sheet: Sheet) -> UUID | None:
    return next((line.prescriber for line in sheet.visit.lines if line.prescriber), None)


def _last_day(sheet: Sheet) -> str:
    return day_text(sheet.end.astimezone(VN_TZ).date())
