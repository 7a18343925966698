"""Claims of visits, built anew each time they are asked for; and how a visit's claim stands. Asks who may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tram.claims.build.claim import built
from tram.claims.build.gather import LONGEST_STAY, Places, end_of, sheets
from tram.claims.build.model import BuiltClaim
from tram.claims.build.refusals import no_office, not_insured
from tram.claims.format.layouts import layout as layout_of
from tram.claims.format.model import Layout
from tram.claims.models import Claim, ClaimState
from tram.encounters.api import (
    VisitView,
    find_visit,
    first_versions,
    insured_ids,
    last_versions,
    stays,
    visit_view,
    visits_by_id,
)
from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.clock import VN_TZ
from tram.places.api import FacilityView
from tram.places.api import facility as facility_on

READ = "claim.read"
AT_ONCE = 400
INSURED = "bhyt"
LIVE = {"finished", "in-progress"}


@dataclass(frozen=True, slots=True)
class ClaimStanding:
    """How a visit's claim stands: "not insured", "open" (not yet settled), "errors", "waiting", "sent", "accepted",
    "refused", "corrected" (waiting again after it was sent) or "withdrawn"; with the row's id and number when there is
    one, the findings that stop it, the insurer's receipt and reason."""

    state: str
    claim: UUID | None = None
    number: str = ""
    errors: int = 0
    reference: str = ""
    reason: str = ""


def claim_of(visit: UUID, at: datetime, *, layout: str | None = None) -> BuiltClaim:
    """The claim of a visit's newest version as it would go out at ``at``. Asks nobody's permission.

    Refuses a visit that is not insured or whose facility is unknown; 404 for none.
    """
    newest = last_versions([visit])[visit]
    found = find_visit(newest)
    if found is None or found.status not in LIVE:
        raise not_found()
    return draft_claim(found, at, layout=layout)


def draft_claim(visit: VisitView, at: datetime, *, layout: str | None = None) -> BuiltClaim:  # noqa: ARG001 - dated choices are the visit's
    """The claim of a visit as told, saved or not. Refuses one that is not insured or whose facility is unknown."""
    if visit.payer != INSURED:
        raise not_insured()
    made = next(iter(_built([visit], Places(), _layout(layout))), None)
    if made is None:
        raise no_office()
    return made


def claims_of(visits: Iterable[UUID], *, layout: str | None = None) -> Iterator[BuiltClaim]:
    """The claims of many visits, some hundreds read at once; what cannot be claimed is passed over. Asks nobody."""
    places, asked = Places(), list(visits)
    for start in range(0, len(asked), AT_ONCE):
        found = visits_by_id(asked[start : start + AT_ONCE])
        yield from _built([one for one in found if one.payer == INSURED], places, _layout(layout))


def claims_of_month(actor: Actor, facility: UUID, month: date) -> tuple[BuiltClaim, ...]:
    """The claims of a facility that are settled in a month (of the day the visit ended), in order of time.

    Refuses a facility out of scope (404).
    """
    place = require_facility(actor, facility, month)
    return tuple(_claims_of_month(place, month))


def month_claims(facility: FacilityView, month: date, *, layout: str | None = None) -> Iterator[BuiltClaim]:
    """The same for commands, one portion after another; asks nobody's permission."""
    return _claims_of_month(facility, month, layout=layout)


def _claims_of_month(facility: FacilityView, month: date, *, layout: str | None = None) -> Iterator[BuiltClaim]:
    first = month.replace(day=1)
    for claim in claims_of(visits_settled_in(facility.commune, first), layout=layout):
        if claim.month == first and claim.facility == facility.id:
            yield claim


def visits_settled_in(commune: str, month: date) -> list[UUID]:
    """The insured visits of a commune that may be settled in a month: begun in it, or stays of the month before."""
    before = stays(commune, month - LONGEST_STAY, month - timedelta(days=1))
    return [*(one.id for one in before), *insured_ids(commune, month, month_end(month))]


def month_end(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def require_facility(actor: Actor, facility: UUID, day: date) -> FacilityView:
    """The facility. Refuses when the actor may not read its claims (404: out of scope)."""
    found = facility_on(facility, day)
    if found is None:
        raise not_found()
    require(actor, READ, found.commune)
    return found


def claim_view(actor: Actor, visit: UUID, at: datetime) -> BuiltClaim:
    """The claim of a visit the actor may see. Refuses (404) what lies out of scope."""
    found = visit_view(actor, visit)
    require(actor, READ, found.commune)
    return claim_of(visit, at)


def claim_state(actor: Actor, visit: UUID) -> ClaimStanding:
    """How a visit's claim stands. Refuses (404) a visit out of scope."""
    found = visit_view(actor, visit)
    if not may_see(actor, found.commune):
        raise not_found()
    return state_of(found)


def state_of(visit: VisitView) -> ClaimStanding:
    """How the claim of a visit stands; asks nobody's permission."""
    first = first_versions([visit.id])[visit.id]
    row = Claim.objects.filter(visit=first).order_by("id").first()
    if row is None:
        return ClaimStanding("open" if visit.payer == INSURED else "not insured")
    corrected = row.state == ClaimState.WAITING and row.attempt > 1
    return ClaimStanding(
        "corrected" if corrected else row.state, row.pk, row.number, row.errors, row.reference, row.reason
    )


def last_day(visit: VisitView) -> date:
    """The day a visit ended in Vietnam."""
    return end_of(visit).astimezone(VN_TZ).date()


def _built(visits: Sequence[VisitView], places: Places, layout: Layout | None) -> list[BuiltClaim]:
    return [built(sheet, layout) for sheet in sheets(visits, places)]


def _layout(decision: str | None) -> Layout | None:
    return layout_of(decision) if decision else None
