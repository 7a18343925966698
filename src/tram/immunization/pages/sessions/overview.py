"""The sessions of the station."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tram.immunization.api import SessionView, sessions_of
from tram.immunization.pages.sessions.common import commune_of
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of

AHEAD = {"planned", "open", "stopped"}


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """What is planned or under way, and what was."""
    actor, today = actor_of(request), today_vn(time_of(request))
    found = sessions_of(actor, commune_of(actor))
    coming = sorted((one for one in found if _ahead(one)), key=lambda one: one.day)
    past = [one for one in found if not _ahead(one)]
    return render(request, "immunization/sessions/sessions.html", {"coming": coming, "past": past, "today": today})


def _ahead(one: SessionView) -> bool:
    return one.state in AHEAD and not (one.state == "stopped" and one.settled)
