"""The texts of a visit that several tables repeat: why somebody came, what ails them, how they were treated."""

from __future__ import annotations

from collections.abc import Iterable

from tram.claims.build.model import Sheet
from tram.encounters.api import ICD10, TRADITIONAL, DiagnosisView, icd_code


def icd(sheet: Sheet) -> tuple[str, str]:
    """MA_BENH_CHINH and MA_BENH_KT: the main code, "" when there is none, and the accompanying ones."""
    main = [one.code for one in _of(sheet, ICD10) if one.role == "main"]
    beside = [one.code for one in _of(sheet, ICD10) if one.role == "accompanying"]
    return (main[0] if main else ""), ";".join(beside)


def traditional(sheet: Sheet) -> str:
    """MA_BENH_YHCT: the codes of traditional medicine."""
    return ";".join(one.code for one in _of(sheet, TRADITIONAL) if one.role != "problem")


def diagnosis_text(sheet: Sheet) -> str:
    """CHAN_DOAN_RV: the names of every diagnosis of the visit, the main one first."""
    named = [one for one in sheet.visit.diagnoses if one.role != "problem"]
    return "; ".join(map(_name, named))


def first_diagnosis(sheet: Sheet) -> str:
    """CHAN_DOAN_VAO: the name of the main diagnosis; the visit notes no other on arrival."""
    main = sheet.visit.main
    return _name(main) if main else ""


def reason_text(sheet: Sheet) -> str:
    """LY_DO_VV: why somebody came, else what ailed them, else the main diagnosis."""
    return sheet.visit.reason or sheet.visit.symptoms or first_diagnosis(sheet)


def symptoms_text(sheet: Sheet) -> str:
    """What ailed somebody, else why they came."""
    return sheet.visit.symptoms or reason_text(sheet)


def treatment_text(sheet: Sheet) -> str:
    """PP_DIEU_TRI: as written, else the names of what was given and done."""
    if sheet.visit.treatment:
        return sheet.visit.treatment
    drugs = [sheet.goods[one].item.name for line in sheet.visit.lines if (one := line.item) and one in sheet.goods]
    done = [one.display for one in sheet.visit.procedures]
    return "; ".join([*drugs, *done]) or sheet.visit.advice


def _name(one: DiagnosisView) -> str:
    """As written in the visit, else as the list names it, else the code."""
    known = icd_code(one.code) if one.system == ICD10 and not one.display else None
    return one.display or (known.name_vi if known else one.code)


def _of(sheet: Sheet, system: str) -> Iterable[DiagnosisView]:
    return (one for one in sheet.visit.diagnoses if one.system == system)
