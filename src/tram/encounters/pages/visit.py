"""One visit on a page that prints, with its versions; and its cancelling."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tram.encounters.api import VisitView, allergies, cancel_visit, line_text, visit_history
from tram.encounters.pages.context import head_context
from tram.encounters.pages.done import facility_name, tests_of
from tram.encounters.pages.fields import option_label
from tram.encounters.pages.measured import measured
from tram.kernel.actors import may, may_see
from tram.kernel.clock import stamp_time
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.places.api import facility
from tram.workforce.api import staff_by_id

LIVE = ("finished", "in-progress")


def page(request: HttpRequest, visit: UUID) -> HttpResponse:
    """A visit with everything, and every version of it. Refuses (404) whom the actor may not see."""
    actor, at = actor_of(request), time_of(request)
    versions = visit_history(actor, visit)
    shown = next(each for each in versions if each.id == visit)
    note(actor, at, "visit.page", person=shown.person)
    current = versions[0]
    context: dict[str, Any] = {
        **head_context(actor, at, shown.person, allergies(actor, shown.person)),
        **_words(shown),
        "visit": shown,
        "current": current,
        "versions": _told(versions),
        "may_change": shown.status in LIVE and may(actor, "visit.write") and may_see(actor, shown.commune),
    }
    return render(request, "encounters/visit.html", context)


@require_POST
def cancel(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Cancels a visit with the reason posted, and shows it."""
    why = request.POST.get("reason", "").replace("\0", "")
    cancel_visit(by=actor_of(request), at=time_of(request), visit=visit, cancel_reason=why)
    messages.success(request, _("Đã huỷ lần khám."))
    return redirect("encounters:visit", visit=visit)


def _words(visit: VisitView) -> dict[str, Any]:
    """Names for what the visit only has as codes and ids."""
    place = facility(visit.facility, visit.day) if visit.facility else None
    examiner = staff_by_id([visit.examiner]).get(visit.examiner) if visit.examiner else None
    return {
        "kind": option_label("kind", visit.kind),
        "payer": option_label("payer", visit.payer),
        "outcome": option_label("outcome", visit.outcome),
        "purpose": option_label("purpose", visit.purpose),
        "place": place.name if place else "",
        "examiner": examiner,
        "lines": [line_text(line) for line in visit.lines],
        "waiting_drugs": sum(1 for line in visit.lines if line.dispensed_at is None and line.item is not None),
        "tests": tests_of(visit),
        "referred_to": facility_name(visit.referred_to, visit.day),
        "referred_from": facility_name(visit.referred_from, visit.day),
        "referral_reason": option_label("referral_reason", visit.referral_reason),
        "measured": measured([each for each in visit.observations if each.procedure is None]),
    }


def _told(versions: tuple[VisitView, ...]) -> list[dict[str, Any]]:
    """Every version with when it was last touched, and why the next one replaced it."""
    newer = (None, *versions)
    return [
        {
            "visit": each,
            "at": stamp_time(each.stamp),
            "replaced": after.change_reason if after else "",
            "measured": measured(each.observations),
        }
        for each, after in zip(versions, newer, strict=False)
    ]
