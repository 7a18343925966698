"""The end of a session: closed in the evening, called off before, stopped at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tram.immunization.api import Opened, cancel_session, close_session, desk, opened_at_session, stop_session
from tram.immunization.pages.sessions.common import names_of, place_of
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal


def close(request: HttpRequest, session: UUID) -> HttpResponse:
    """What the session opened and who did not come, as the record proposes it; posted, the session is closed."""
    if request.method != "POST":
        return _draw(request, session)
    lots = {each.lot: request.POST.get(f"lo-{each.lot}", "") for each in _opened(request, session)}
    opened = {lot: int(typed) for lot, typed in lots.items() if typed.isdecimal() and len(typed) < 5}
    try:
        close_session(by=actor_of(request), at=time_of(request), session=session, opened=opened)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _draw(request, session, refusal=refusal)
    messages.success(request, _("Đã kết thúc buổi tiêm, kho đã trừ."))
    return redirect("immunization:session", session)


@require_POST
def cancel(request: HttpRequest, session: UUID) -> HttpResponse:
    """Calls a planned session off."""
    cancel_session(
        by=actor_of(request),
        at=time_of(request),
        session=session,
        reason=request.POST.get("reason", "").replace("\0", ""),
    )
    messages.success(request, _("Đã huỷ buổi tiêm."))
    return redirect("immunization:sessions")


@require_POST
def stop(request: HttpRequest, session: UUID) -> HttpResponse:
    """Stops a session that is under way."""
    stop_session(
        by=actor_of(request),
        at=time_of(request),
        session=session,
        reason=request.POST.get("reason", "").replace("\0", ""),
    )
    return redirect("immunization:session", session)


def _opened(request: HttpRequest, session: UUID) -> tuple[Opened, ...]:
    """What the session took of each lot, for somebody who may see the session."""
    desk(actor_of(request), session, time_of(request))
    return opened_at_session(session)


def _draw(request: HttpRequest, session: UUID, refusal: Refusal | None = None) -> HttpResponse:
    actor, at = actor_of(request), time_of(request)
    seen = desk(actor, session, at)
    note(actor, at, "session.close", people=len(seen.lines))
    context = {
        "session": seen.session,
        "desk": seen,
        "place": place_of(seen.session),
        "lots": [_lot(each, request.POST.get(f"lo-{each.lot}", "")) for each in opened_at_session(session)],
        "absent": [line for line in seen.lines if line.stage in ("expected", "screened")],
        "refusal": refusal,
    }
    return render(request, "immunization/sessions/close.html", context, status=422 if refusal else 200)


def _lot(each: Opened, typed: str) -> dict[str, Any]:
    """One lot: the vials proposed (or typed), and what of them was not given."""
    vials = int(typed) if typed.isdecimal() and len(typed) < 5 else each.least
    waste = vials * each.presentation - each.given
    [name] = names_of((each.vaccine,))
    return {"lot": each, "name": name, "vials": vials, "waste": waste, "rate": _rate(waste, vials * each.presentation)}


def _rate(waste: int, doses: int) -> int:
    return round(100 * waste / doses) if doses else 0
