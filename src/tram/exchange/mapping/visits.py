"""Encounter → visit."""

from __future__ import annotations

from typing import Any

from tram.exchange.faults import Unfit
from tram.exchange.mapping.keys import Key, key_of
from tram.exchange.mapping.shapes import Kept, Mapped
from tram.exchange.mapping.values import clip, codes_of, instant_of, text_of
from tram.kernel.clock import today_vn
from tram.kernel.definitions import load_csv, remembered

KINDS = {
    "AMB": "AMB", "HH": "HH", "EMER": "EMER", "VR": "VR", "FLD": "FLD", "IMP": "IMP", "ACUTE": "IMP", "NONAC": "IMP",
    "OBSENC": "IMP", "SS": "IMP", "PRENC": "AMB",
}  # fmt: skip
STATUSES = {
    "arrived": "in-progress", "triaged": "in-progress", "in-progress": "in-progress", "onleave": "in-progress",
    "finished": "finished", "unknown": "finished", "cancelled": "cancelled",
}  # fmt: skip
PERFORMERS = frozenset({"PPRF", "ATND", "SPRF"})


def encounter(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """A visit with source ``import.fhir``; planned ones and those entered in error are kept unused."""
    status = STATUSES.get(resource.get("status", ""))
    if status is None:
        planned = resource.get("status") == "planned"
        return Kept("Lượt khám mới dự kiến") if planned else Kept("Nguồn đánh dấu lượt khám này là ghi nhầm")
    person = key_of(resource.get("subject"), base, "Patient")
    started = instant_of((resource.get("period") or {}).get("start"), "period.start")
    if person is None or started is None:
        return Kept("Lượt khám không nói của ai") if person is None else Kept("Lượt khám không có ngày bắt đầu")
    reason = _reason(resource)
    kind = text_of(resource.get("type"))
    row = {
        "day": today_vn(started),
        "started_at": started,
        "ended_at": _ended(resource),
        "kind": KINDS.get(str((resource.get("class") or {}).get("code", "")).upper(), "AMB"),
        "status": status,
        "payer": "other",
        "outcome": _outcome(resource),
        "reason": clip(reason or kind, 500),
        "note": clip(kind if reason else "", 500),
        "source": "import.fhir",
    }
    return Mapped("visit", [row], _links(resource, base, person), row["day"])


def _outcome(resource: dict[str, Any]) -> str:
    """How the visit ended, by the disposition at discharge; "" when the source says nothing of it."""
    said = codes_of((resource.get("hospitalization") or {}).get("dischargeDisposition"))
    return next((outcome for code, outcome in _dispositions().items() if code in said), "")


@remembered
def _dispositions() -> dict[str, str]:
    return {row["code"]: row["outcome"] for row in load_csv("exchange", "dispositions")}


def _reason(resource: dict[str, Any]) -> str:
    reasons = [text_of(each) for each in resource.get("reasonCode") or []]
    reasons += [str(each.get("display") or "") for each in resource.get("reasonReference") or []]
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))


def _ended(resource: dict[str, Any]) -> Any:
    """The end, or None: also when the source says 'never' by a day centuries away."""
    try:
        return instant_of((resource.get("period") or {}).get("end"), "period.end")
    except Unfit as unfit:
        if "năm" in unfit.reason:
            return None
        raise


def _links(resource: dict[str, Any], base: str, person: Key) -> dict[str, Key]:
    places = [key_of(resource.get("serviceProvider"), base, "Organization")]
    places += [key_of(each.get("location"), base, "Location") for each in resource.get("location") or []]
    found = {
        "person": person,
        "facility": next((key for key in places if key), None),
        "examiner": _examiner(resource, base),
    }
    return {name: key for name, key in found.items() if key is not None}


def _examiner(resource: dict[str, Any], base: str) -> Key | None:
    """Who performed or attended, else the first practitioner who took part."""
    ranked = sorted(
        resource.get("participant") or [], key=lambda each: codes_of(each.get("type")).isdisjoint(PERFORMERS)
    )
    keys = [key_of(each.get("individual"), base, "Practitioner") for each in ranked]
    return next((key for key in keys if key and key.resource_type in {"Practitioner", ""}), None)
