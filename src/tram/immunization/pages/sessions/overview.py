"""The sessions of the station."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tram.immunization.api import SessionView, session_counts, sessions_of
from tram.immunization.pages.sessions.common import commune_of, names_of, places_of
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of

AHEAD = {"planned", "open", "stopped"}


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """What is planned or under way, and what was."""
    actor, today = actor_of(request), today_vn(time_of(request))
    found = sessions_of(actor, commune_of(actor))
    places, people = places_of(found, today), session_counts([one.id for one in found])
    rows = [_row(one, places[one.id], people.get(one.id, (0, 0))) for one in found]
    coming = sorted((row for row in rows if _ahead(row["session"])), key=lambda row: row["session"].day)
    past = [row for row in rows if not _ahead(row["session"])]
    return render(request, "immunization/sessions/sessions.html", {"coming": coming, "past": past, "today": today})


def _row(one: SessionView, place: str, people: tuple[int, int]) -> dict[str, Any]:
    return {"session": one, "place": place, "names": names_of(one.vaccines), "people": people[0], "served": people[1]}


def _ahead(one: SessionView) -> bool:
    return one.state in AHEAD and not (one.state == "stopped" and one.settled)
