"""What the visit form shows around its fields: the person, the last visit, who may have examined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tram.encounters.api import (
    AllergyView,
    PersonRecord,
    VisitView,
    icd_code,
    items_of,
    line_text,
    person_record,
    rows_typed,
)
from tram.encounters.pages.fields import drawn
from tram.encounters.pages.icd import name_of
from tram.encounters.pages.measured import measured
from tram.encounters.pages.order_rows import order_context
from tram.encounters.pages.path import path_context
from tram.engines.forms import Finding
from tram.kernel.actors import Actor, may_see
from tram.kernel.clock import today_vn
from tram.kernel.ids import as_uuid
from tram.people.api import cover_on, hits, household_status
from tram.workforce.api import staff_by_id, staff_of

SUGGESTED = 4
FOLDED = ("seen_on", "seen_at", "respiratory_rate", "spo2", "glucose", "allergy", "note")


def desk_context(
    actor: Actor,
    at: datetime,
    person: UUID,
    typed: Mapping[str, str],
    findings: Iterable[Finding],
    *,
    changed: VisitView | None = None,
) -> dict[str, Any]:
    """The template's variables. Refuses (404) whom the actor may not see."""
    record = person_record(actor, person, with_last_visit=True)
    before, found, day = record.last_visit, list(findings), today_vn(at)
    rows = rows_typed(typed, day, items_of(changed))
    orders = order_context(actor, rows, day, found, None if changed else before)
    return {
        **head_context(actor, at, person, record.allergies),
        "fields": drawn(typed, found),
        "typed": typed,
        "main": _picked(typed.get("main", ""), typed.get("main_text", "")),
        "accompanying": [_picked(code, "") for code in typed.get("accompanying", "").split(",") if code],
        "suggested": _suggested(record),
        "before": before,
        "last_lines": _last_lines(before, {row.item.id for row in orders["offered"]}),
        **orders,
        **path_context(actor, day, typed, found),
        "measured": measured(record.vitals.values()),
        "more_open": any(typed.get(name) for name in FOLDED) or any(each.field in FOLDED for each in found),
        "staff": _staff(actor, at, typed.get("examiner", "")),
    }


def _last_lines(before: VisitView | None, again: set[UUID]) -> str:
    """The drugs of the last visit that are not offered as rows, as text."""
    return "\n".join(line_text(line) for line in before.lines if line.item not in again) if before else ""


def head_context(actor: Actor, at: datetime, person: UUID, allergies: tuple[AllergyView, ...]) -> dict[str, Any]:
    """The person as the head of the page shows them."""
    day = today_vn(at)
    hit = next(iter(hits([person])), None)
    return {
        "person": hit,
        "age": hit.age(day) if hit else "",
        "cover": cover_on(person, day),
        "poverty": household_status(hit.household, day) if hit else None,
        "allergies": allergies,
        "lives_here": hit is not None and may_see(actor, hit.commune, hit.village),
        "today": day,
    }


def _suggested(record: PersonRecord) -> list[dict[str, str]]:
    """Diagnoses worth one key: the last main one first, then what the person is known to have."""
    main = record.last_visit.main if record.last_visit else None
    codes = [each.code for each in (main, *record.conditions) if each]
    return [_picked(code, "") for code in dict.fromkeys(codes) if icd_code(code)][:SUGGESTED]


def _picked(code: str, text: str) -> dict[str, str]:
    known = icd_code(code) if code else None
    if known is None:
        return {"value": "", "text": text or code}
    return {"value": known.code, "text": f"{known.code} {name_of(known)}"}


def _staff(actor: Actor, at: datetime, chosen: str) -> list[dict[str, str]]:
    """Who works at the actor's facility, and whoever is chosen already."""
    working = staff_of(actor.facility, today_vn(at)) if actor.facility else ()
    found = {str(each.id): each.full_name for each in working}
    chosen_id = as_uuid(chosen)
    if chosen_id is not None and chosen not in found:
        found |= {str(each.id): each.full_name for each in staff_by_id([chosen_id]).values()}
    return [{"value": key, "text": name} for key, name in found.items()]
