"""What the insurer would say of a visit, as a piece of a page or for a program. Nothing here stops care or saving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tram.claims.api import CheckedClaim, Finding, at_the_desk, check_draft, check_visit, claim_state, refused_lines
from tram.claims.pages.build.words import STATE_KINDS, state_names
from tram.encounters.api import draft_visit
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal

SUMMARY = "XML1"
UNCLAIMED = "claim.not_insured"


@require_GET
def of_visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The findings of a saved visit and how its claim stands. Nothing (204): it is not insured; 404: out of scope."""
    actor, at = actor_of(request), time_of(request)

    def standing() -> dict[str, Any]:
        found = claim_state(actor, visit)
        return {
            "visit": visit,
            "standing": found,
            "state_name": state_names()[found.state],
            "state_kind": STATE_KINDS[found.state],
            "refused": refused_lines([found.claim]).get(found.claim, ()) if found.claim else (),
        }

    return _answer(request, lambda: check_visit(actor, visit, at), standing)


@require_POST
def of_draft(request: HttpRequest, person: UUID) -> HttpResponse:
    """The findings of a visit as it stands in the open form; nothing is saved. ``?thay=``: the visit it replaces."""
    actor, at = actor_of(request), time_of(request)
    old = as_uuid(request.GET.get("thay", ""))

    def check() -> CheckedClaim:
        return check_draft(actor, draft_visit(actor, person, request.POST, at), at, instead_of=old)

    return _answer(request, check)


def _answer(
    request: HttpRequest, check: Callable[[], CheckedClaim], more: Callable[[], dict[str, Any]] = dict
) -> HttpResponse:
    try:
        checked = check()
    except Refusal as refusal:
        if refusal.code == UNCLAIMED:
            return HttpResponse(status=204)
        raise
    note(actor_of(request), time_of(request), "claim.check", person=checked.claim.person)
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse(_plain(checked))
    return render(request, "claims/checks/findings.html", _context(checked) | more())


def _context(checked: CheckedClaim) -> dict[str, Any]:
    amounts, findings = checked.claim.amounts, at_the_desk(checked.findings)
    errors = sum(one.is_error for one in findings)
    return {
        "amounts": amounts,
        "patient_pays": amounts.self_paid + amounts.copaid,
        "errors": errors,
        "warnings": len(findings) - errors,
        "rows": [{"finding": one, "where": where(checked, one)} for one in findings],
    }


def where(checked: CheckedClaim, finding: Finding) -> str:
    """Which line of which table a finding speaks of, in words: ``Chi tiết thuốc, dòng 2``; empty for the visit."""
    table = checked.claim.layout.tables.get(finding.table)
    if table is None or finding.table == SUMMARY:
        return ""
    if table.single or not finding.line:
        return table.title
    return _("%(table)s, dòng %(line)s") % {"table": table.title, "line": finding.line}


def _plain(checked: CheckedClaim) -> dict[str, Any]:
    amounts = checked.claim.amounts
    names = ("rule", "severity", "table", "line", "field", "sentence", "source")
    return {
        "number": checked.claim.number,
        "errors": checked.errors,
        "findings": [{name: getattr(one, name) for name in names} for one in checked.findings],
        "total": str(amounts.bv),
        "fund": str(amounts.fund),
        "patient": str(amounts.self_paid + amounts.copaid),
    }
