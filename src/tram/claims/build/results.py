"""XML4 and XML5: results of what was measured and looked at, and how the patient did."""

from __future__ import annotations

from collections.abc import Iterator

from tram.claims.build.cells import person_code, times
from tram.claims.build.model import Good, Sheet
from tram.claims.build.words import symptoms_text
from tram.claims.format.texts import number_text, time_text
from tram.encounters.api import ObservationView, ProcedureView

TESTS, IMAGES = {"1", "2", "3"}, {"2", "3"}
PULSE, TEMPERATURE, SYSTOLIC, DIASTOLIC, BREATHS = "8867-4", "8310-5", "8480-6", "8462-4", "9279-1"


def result_rows(sheet: Sheet) -> list[dict[str, str]]:
    """XML4: a row for every indicator of a test, or for the description of an image, in the order of the services."""
    done = [(one, sheet.goods[one.item]) for one in sheet.visit.procedures if one.item and one.item in sheet.goods]
    rows = [row for one, good in done if good.item.group in TESTS for row in _rows(sheet, one, good)]
    return sorted(rows, key=lambda row: (row["NGAY_KQ"], row["MA_DICH_VU"], row["MA_CHI_SO"], row["TEN_CHI_SO"]))


def _rows(sheet: Sheet, one: ProcedureView, good: Good) -> Iterator[dict[str, str]]:
    measured = [each for each in sheet.visit.observations if each.procedure == one.id]
    for each in measured:
        yield _head(sheet, one, good, each) | _value(each)
    if not measured and (one.description or one.conclusion):
        yield _head(sheet, one, good, None) | {
            "MA_CHI_SO": "",
            "TEN_CHI_SO": good.item.name,
            "MO_TA": one.description,
            "KET_LUAN": one.conclusion,
        }


def _head(sheet: Sheet, one: ProcedureView, good: Good, measured: ObservationView | None) -> dict[str, str]:
    at = one.ended_at or (measured.at if measured else one.at)
    return {
        "MA_DICH_VU": good.item.code,
        "NGAY_KQ": time_text(max(times(sheet, at), times(sheet, one.at or one.ordered_at))),
        "MA_BS_DOC_KQ": person_code(sheet, one.performer or one.ordered_by or sheet.visit.examiner),
    }


def _value(each: ObservationView) -> dict[str, str]:
    value = number_text(each.number, 4) if each.number is not None else each.text or each.value_code
    return {"MA_CHI_SO": each.code, "TEN_CHI_SO": each.display or each.code, "GIA_TRI": value, "DON_VI_DO": each.unit}


def progress_rows(sheet: Sheet) -> list[dict[str, str]]:
    """XML5: how the patient was when the visit began, with what was measured."""
    return [
        {
            "DIEN_BIEN_LS": f"{symptoms_text(sheet)} {vital_signs(sheet)}".strip(),
            "THOI_DIEM_DBLS": time_text(sheet.visit.started_at),
            "NGUOI_THUC_HIEN": person_code(sheet, sheet.visit.examiner),
        }
    ]


def vital_signs(sheet: Sheet) -> str:
    """Vital signs as QĐ 130 writes them, ``CSST<M75_T37_HA120/70_NT18>``; "" when none was measured."""
    said = {code: number_text(value, 1) for code in (PULSE, TEMPERATURE, SYSTOLIC, DIASTOLIC, BREATHS)
            if (value := sheet.visit.number(code)) is not None}  # fmt: skip
    pressure = f"HA{said[SYSTOLIC]}/{said[DIASTOLIC]}" if SYSTOLIC in said and DIASTOLIC in said else ""
    parts = [f"{sign}{said[code]}" for sign, code in (("M", PULSE), ("T", TEMPERATURE)) if code in said]
    parts += [pressure] if pressure else []
    parts += [f"NT{said[BREATHS]}"] if BREATHS in said else []
    return f"CSST<{'_'.join(parts)}>" if parts else ""
