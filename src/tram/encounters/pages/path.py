"""Where a patient is sent, as the form offers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tram.encounters.api import usual_referral
from tram.engines.forms import Finding
from tram.kernel.actors import Actor
from tram.places.api import CodeSystem, facility, facility_by_code

FOLDED = (
    "referred_to", "referral_reason", "referred_from", "referral_number", "stay_on", "stay_at", "left_on", "left_at",
)  # fmt: skip


def path_context(actor: Actor, day: date, typed: Mapping[str, str], findings: Iterable[Finding]) -> dict[str, Any]:
    """Whether the part about referral and stay stands open, and where the station sends people."""
    code = _usual(actor, day)
    known = facility_by_code(CodeSystem.BHXH, typed.get("referred_to") or code, day) if code else None
    return {
        "path_open": any(typed.get(name) for name in FOLDED) or any(each.field in FOLDED for each in findings),
        "usual_place": code,
        "place_hint": known.name if known else "",
    }


def _usual(actor: Actor, day: date) -> str:
    """The code of where the station last sent somebody, else of the facility that leads it; "" when none is known."""
    if not actor.commune:
        return ""
    code = usual_referral(actor, actor.commune)
    own = facility(actor.facility, day) if actor.facility and not code else None
    leader = facility(own.parent, day) if own and own.parent else None
    return code or (leader.codes.get(CodeSystem.BHXH, "") if leader else "")
