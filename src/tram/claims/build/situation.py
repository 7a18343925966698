"""What a visit is, told from what is recorded of it: the situations the dated choices ask about. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tram.claims.build.choices import setting
from tram.claims.build.model import Sheet

EXAM, BED = "exam", "bed"
STATION = {"commune_station", "satellite_point"}
KINDS = {"FLD": "field", "HH": "home", "VR": "virtual"}


def situations(sheet: Sheet) -> frozenset[str]:
    """Every situation that holds, under the names the dated choices use (see ``visit_types.csv``)."""
    visit = sheet.visit
    chronic = long_treatment(sheet)
    true = {
        "inpatient": visit.kind == "IMP" and sheet.office.kind not in STATION,
        "stay": visit.stay_from is not None or visit.kind == "IMP",
        "drugs": drugs_only(sheet),
        "chronic_services": chronic and has_services(sheet),
        "chronic": chronic,
        "traditional": bool(visit.traditional),
        KINDS.get(visit.kind, ""): True,
    }
    return frozenset(name for name, holds in true.items() if holds and name)


def drugs_only(sheet: Sheet) -> bool:
    """Whether somebody only fetched drugs: a prescription, no examiner and nothing done."""
    return bool(sheet.visit.lines) and sheet.visit.examiner is None and not sheet.visit.procedures


def has_services(sheet: Sheet) -> bool:
    """Whether anything beside the examination and the bed was done."""
    found = (sheet.goods.get(one.item) for one in sheet.visit.procedures if one.item)
    return any(good is not None and good.item.kind not in {EXAM, BED} for good in found)


def long_treatment(sheet: Sheet) -> bool:
    """Whether a chronic disease was followed: a return with a drug for weeks."""
    longest = max((line.days or 0 for line in sheet.visit.lines), default=0)
    return sheet.visit.purpose == "followup" and longest >= int(setting("chronic_days", sheet.visit.day)[0])


def nights(start: date, end: date) -> int:
    """Days between two, at least one."""
    return max((end - start).days, 1)


def trimmed(number: Decimal) -> str:
    """A quantity as people write it: ``2``, ``0,5``."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
