"""/bhyt/thang/2026-10/: the claims of a month, what was asked, taken, refused, and what still waits."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tram.claims.api import MonthView, facility_of, month_view
from tram.claims.pages.build.words import STATE_KINDS, state_names
from tram.kernel.actors import Actor, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.places.api import FacilityView, facilities

FIRST_YEAR, LAST_YEAR, MONTHS = 2017, 2100, 12
READ = "claim.read"


@require_GET
def latest(request: HttpRequest) -> HttpResponseRedirect:
    """This month."""
    return redirect(_address(today_vn(time_of(request)), request.GET.get("co-so", "")))


@require_GET
def of_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """One facility's month; who works in several places chooses among the stations."""
    actor, at = actor_of(request), time_of(request)
    require(actor, READ)
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= MONTHS:
        raise not_found()
    first, chosen = date(year, month, 1), request.GET.get("co-so", "")
    today = today_vn(at)
    facility = _facility(actor, today, chosen)
    found, shown = month_view(actor, facility, first, at) if facility else None, request.GET.get("tinh-trang", "")
    context = {
        "found": found,
        "month": first,
        "before": _address(first - timedelta(days=1), chosen),
        "after": _address(first + timedelta(days=32), chosen),
        "places": _places(actor, today, facility, first),
        "chosen": chosen,
        "shown": shown,
    }
    return render(request, "claims/build/month.html", context | _lists(found, shown))


def _lists(found: MonthView | None, shown: str) -> dict[str, object]:
    """The lines asked for and the states to choose among."""
    if found is None:
        return {}
    names = state_names()
    choices = [
        {"key": state, "label": names[state], "count": found.states[state], "kind": STATE_KINDS[state]}
        for state in names
        if found.states.get(state)
    ]
    lines = [(one, names[one.state], STATE_KINDS[one.state]) for one in found.lines if not shown or one.state == shown]
    return {"lines": lines, "choices": choices, "all": len(found.lines)}


def _facility(actor: Actor, today: date, chosen: str) -> UUID | None:
    """The facility asked for, else the actor's own. Refuses (404) one that is none."""
    try:
        return UUID(chosen) if chosen else facility_of(actor, today)
    except ValueError:
        raise not_found() from None


def _places(actor: Actor, today: date, facility: UUID | None, month: date) -> list[tuple[str, str, bool]]:
    """(address, name, current) of the stations of whoever has several communes."""
    if not actor.communes or len(actor.communes) < 2:
        return []
    found: list[FacilityView] = [
        one for code in sorted(actor.communes) for one in facilities(code, today, ["commune_station"])
    ]
    return [(_address(month, str(one.id)), one.name, one.id == facility) for one in found]


def _address(day: date, facility: str) -> str:
    address = reverse("claims:month", args=[day.year, day.month])
    return f"{address}?co-so={facility}" if facility else address
