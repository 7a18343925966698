"""/bhyt/ho-so/<visit>/bang-ke/: the cost sheet a patient takes home."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tram.claims.api import claim_view, cost_parts
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.people.api import register_people
from tram.places.api import facility_names


@require_GET
def page(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The sheet, for paper and screen."""
    actor, at = actor_of(request), time_of(request)
    claim = claim_view(actor, visit, at)
    note(actor, at, "claims.cost_sheet", person=claim.person)
    context = {
        "claim": claim,
        "head": claim.tables["XML1"][0],
        "facility_name": facility_names([claim.facility]).get(claim.facility, ""),
        "person": register_people([claim.person])[claim.person].person,
        "parts": cost_parts(claim),
        "cards": claim.cover.cards,
        "today": today_vn(at),
        "visit": claim.visit_now,
        "due": claim.amounts.copaid + claim.amounts.self_paid,
    }
    return render(request, "claims/build/sheet.html", context)
