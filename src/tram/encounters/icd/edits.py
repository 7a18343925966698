"""Coding edits: which code fits which sex and age, and may be the main diagnosis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from tram.encounters.icd.codes import IcdCode, IcdList, icd_code, list_on
from tram.encounters.inputs import ICD10, DiagnosisInput
from tram.engines.forms import Finding
from tram.kernel.definitions import load_toml

ERROR, WARNING = "error", "warning"


def diagnosis_findings(
    diagnoses: Iterable[DiagnosisInput], day: date, sex: str, birth_date: date | None
) -> tuple[Finding, ...]:
    """What is wrong with the ICD-10 diagnoses of a visit that ends on ``day``; other code systems pass.

    ``birth_date`` is given only when known to the day: otherwise age edits are not asked. A rule of a list that nobody
    has compared with the law warns and does not forbid.
    """
    found: list[Finding] = []
    for each in diagnoses:
        if each.system == ICD10:
            code = icd_code(each.code)
            found += [_unknown(each)] if code is None else _edits(each, code, day, sex, birth_date)
    return tuple(found)


def fits_sex(code: IcdCode, sex: str) -> bool:
    """Whether a code may be given to a person of this sex; an unknown sex fits all."""
    return not any(_broken(_rules()[name], "", date.max, sex, None) for name in code.edits)


def may_be_main(code: IcdCode) -> bool:
    """Whether the list allows the code as main diagnosis."""
    return not any(_rules()[name]["kind"] == "not_main" for name in code.edits)


def _unknown(given: DiagnosisInput) -> Finding:
    sentence_vi = f"Không có mã {given.code} trong danh mục ICD-10. Hãy chọn mã từ danh sách gợi ý."
    sentence_en = f"There is no ICD-10 code {given.code}. Choose one from the list."
    return Finding("diagnosis.unknown_code", ERROR, given.role, sentence_vi, sentence_en)


def _edits(given: DiagnosisInput, code: IcdCode, day: date, sex: str, birth_date: date | None) -> list[Finding]:
    listed = list_on(day)
    rules = ((name, _rules()[name]) for name in code.edits)
    return [
        _finding(given, code, name, rule, listed)
        for name, rule in rules
        if _broken(rule, given.role, day, sex, birth_date)
    ]


def _broken(rule: Mapping[str, Any], role: str, day: date, sex: str, birth_date: date | None) -> bool:
    if rule["kind"] == "not_main":
        return role == "main"
    if rule["kind"] == "sex":
        return sex in ("male", "female") and sex != rule["sex"]
    return birth_date is not None and not _age_fits(rule, birth_date, day)


def _age_fits(rule: Mapping[str, Any], birth_date: date, day: date) -> bool:
    days = (day - birth_date).days
    years = day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
    in_days = _within(days, rule.get("min_days"), rule.get("max_days"))
    return in_days and _within(years, rule.get("min_years"), rule.get("max_years"))


def _within(number: int, least: int | None, most: int | None) -> bool:
    return (least is None or least <= number) and (most is None or number <= most)


def _finding(given: DiagnosisInput, code: IcdCode, name: str, rule: Mapping[str, Any], listed: IcdList) -> Finding:
    """Sex stops the visit whatever the list: either the code or the person's record is wrong."""
    severity = WARNING if rule["kind"] == "age" or (listed.assumed and rule["kind"] != "sex") else ERROR
    sentence_vi = f"Mã {code.code} ({code.name_vi}) {rule['words_vi']}."
    sentence_en = f"Code {code.code} ({code.name_en}) {rule['words_en']}."
    source = f"Quyết định 4469/QĐ-BYT, phụ lục {name}"
    if listed.assumed:
        source += "; danh mục Thông tư 06/2026/TT-BYT chưa đối chiếu"
    return Finding(f"diagnosis.{rule['kind']}", severity, given.role, sentence_vi, sentence_en, source)


@cache
def _rules() -> dict[str, dict[str, Any]]:
    edits: dict[str, dict[str, Any]] = load_toml("encounters", "icd10")["edits"]
    return edits
