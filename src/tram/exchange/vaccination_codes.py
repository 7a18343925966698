"""Codes of vaccination, both ways: our own systems, CVX, and ``definitions/exchange/vaccination_codes.csv``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tram.immunization.api import Vaccine, antigens, groups, vaccine_of_cvx, vaccines
from tram.kernel.definitions import load_csv, remembered
from tram.kernel.text import search_key

CVX = "http://hl7.org/fhir/sid/cvx"
_CVX_NAMES = frozenset({CVX, "urn:oid:2.16.840.1.113883.12.292"})
SCHEDULE, CARD = "Trạm: lịch tiêm chủng mở rộng", "Trạm: số ghi trên sổ"  # whose number protocolApplied gives
ICD10 = "http://hl7.org/fhir/sid/icd-10"
Concept = dict[str, Any]
Coding = dict[str, str]


def own(what: str) -> str:
    """The address of one of our own code systems: vaccine, group, antigen, site, route, kind, reason, forecast …"""
    return f"urn:tram:{what}"


def coded(said: Any) -> Iterator[tuple[str, str]]:
    """(system, code) of every coding of a CodeableConcept, or of a list of them."""
    for one in said if isinstance(said, list) else [said or {}]:
        for coding in one.get("coding") or []:
            if coding.get("code"):
                yield str(coding.get("system") or "").rstrip("/"), str(coding["code"])


def ours(what: str, said: Any) -> str:
    """Our code for a concept: the first of its codings that the table knows; '' for none."""
    known = (_incoming().get((what, *pair), "") for pair in coded(said))
    return next(filter(None, known), "")


def concept(what: str, code: str, words: str = "") -> Concept:
    """A CodeableConcept of our code: the standard codes it is sent as, our own, and the words."""
    standard = [{"system": system, "code": each} for system, each in _outgoing().get((what, code), ())]
    named = {"display": words} if words else {}
    return {"coding": [*standard, {"system": own(what), "code": code, **named}]} | ({"text": words} if words else {})


def standard(what: str, code: str) -> Coding:
    """The one standard coding of a code that has one, such as the LOINC code of a date."""
    system, each = _outgoing()[what, code][0]
    return {"system": system, "code": each}


def vaccine_of(said: Any) -> str:
    """Our vaccine for a vaccineCode: by our own code, by CVX, else by a text that is exactly its name; '' for none."""
    codes = list(coded(said))
    mine = [code for system, code in codes if system == own("vaccine") and code in vaccines()]
    by_cvx = (vaccine_of_cvx().get(code.zfill(2), "") for system, code in codes if system in _CVX_NAMES)
    words = search_key(str((said or {}).get("text") or ""))
    return mine[0] if mine else next(filter(None, by_cvx), "") or ("" if codes else _by_name().get(words, ""))


def vaccine_concept(code: str) -> Concept:
    """A vaccine as others read it: CVX where it has one, our own code, its Vietnamese name."""
    found = vaccines()[code]
    cvx = [{"system": CVX, "code": found.cvx}] if found.cvx else []
    return {
        "coding": [*cvx, {"system": own("vaccine"), "code": code, "display": found.name_vi}],
        "text": found.name_vi,
    }


def group_concept(code: str) -> Concept:
    """A line of the schedule; '' is every vaccine."""
    words = groups()[code].name_vi if code else "Mọi vắc xin"
    return concept("group", code or "all", words)


def disease_concept(antigen: str) -> Concept:
    """What an antigen protects from: SNOMED CT and ICD-10 where they have one code, and our own."""
    found = antigens()[antigen]
    answer = concept("disease", antigen, found.name_vi) | {"text": found.disease_vi}
    if found.icd10 and "-" not in found.icd10:
        answer["coding"].insert(-1, {"system": ICD10, "code": found.icd10})
    return answer


def antigens_of(said: Any) -> frozenset[str]:
    """Our antigens that a target disease means: by our own code or SNOMED CT, else every one of its ICD-10 code."""
    mine = ours("disease", said) or next((code for system, code in coded(said) if system == own("disease")), "")
    if mine in antigens():
        return frozenset({mine})
    codes = {code for system, code in coded(said) if system == ICD10}
    return frozenset(one.code for one in antigens().values() if one.icd10 in codes)


@remembered
def _incoming() -> dict[tuple[str, str, str], str]:
    return {(row["what"], row["system"], row["code"]): row["ours"] for row in _rows()}


@remembered
def _outgoing() -> dict[tuple[str, str], list[tuple[str, str]]]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in _rows():
        if row["sent"] == "yes":
            found.setdefault((row["what"], row["ours"]), []).append((row["system"], row["code"]))
    return found


def _rows() -> tuple[dict[str, str], ...]:
    return load_csv("exchange", "vaccination_codes")


@remembered
def _by_name() -> dict[str, str]:
    """Our vaccine by its whole name, short name or English name; names that two bear are left out."""
    bearers: dict[str, set[str]] = {}
    for vaccine in vaccines().values():
        for name in _names(vaccine):
            bearers.setdefault(search_key(name), set()).add(vaccine.code)
    return {name: next(iter(codes)) for name, codes in bearers.items() if name and len(codes) == 1}


def _names(vaccine: Vaccine) -> tuple[str, ...]:
    return vaccine.name_vi, vaccine.short_vi, vaccine.name_en
