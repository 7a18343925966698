"""The room's first page: what to do now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.immunization.api import DueCount, DueList, Kind, due, due_counts, sessions_of, todays_session, vaccine_label
from tram.immunization.pages.alarms import alarms
from tram.immunization.pages.lists.asked import Asked
from tram.immunization.pages.lists.due import line
from tram.immunization.pages.lists.words import kind_names
from tram.kernel.actors import Actor, may
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.kernel.said import in_words
from tram.places.api import commune as commune_on

AHEAD = 7
LISTED = 8
PLANNED = "planned"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits today: alarms, the session, who is due this week and who is late, by village."""
    actor, today = actor_of(request), today_vn(time_of(request))
    asked = Asked(actor, today, Kind.OVERDUE, commune=actor.commune, ahead=AHEAD)
    counts = due_counts(
        actor, actor.commune or None, today, until=today + timedelta(days=AHEAD), by_village=bool(actor.commune)
    )
    place = commune_on(actor.commune, today) if actor.commune else None
    context: dict[str, Any] = {
        "today": today,
        "place_name": place.full_name if place else _("toàn bộ địa bàn"),
        "tiles": _tiles(asked, counts),
        "rows": _rows(asked, counts),
        "by_village": bool(actor.commune),
        "kinds": kind_names(),
        "alarms": alarms(actor, time_of(request)),
    }
    if actor.commune and may(actor, "session.manage"):
        context |= {"session": _session(actor, today), "may_plan": True}
    if may(actor, "vaccination.read"):
        longest = due(actor, actor.commune or None, today, Kind.OVERDUE, longest_first=True, size=LISTED)
        note(actor, time_of(request), "vaccination.home", people=longest.shown)
        context |= {"longest": _longest(asked, longest), "more": longest.total > longest.shown, "named": True}
    return render(request, "immunization/lists/home.html", context)


def _session(actor: Actor, today: date) -> dict[str, Any] | None:
    """Today's session, else the next one; None when none is planned."""
    found = todays_session(actor, actor.commune, today)
    if found is None:
        coming = [one for one in sessions_of(actor, actor.commune) if one.state == PLANNED and one.day > today]
        found = min(coming, key=lambda one: one.day, default=None)
    if found is None:
        return None
    return {
        "id": found.id,
        "today": found.day == today,
        "day": found.day,
        "state": found.state,
        "state_name": in_words(found.state_name),
        "kind": in_words(found.kind_name),
        "place": found.place_name,
        "vaccines": ", ".join(vaccine_label(code) for code in found.vaccines),
    }


def _tiles(asked: Asked, counts: Sequence[DueCount]) -> list[dict[str, Any]]:
    """The three numbers, each a way to its list."""
    labels = {
        Kind.DUE: _("Đến hạn trong %(n)s ngày tới") % {"n": AHEAD},
        Kind.OVERDUE: _("Trễ hẹn"),
        Kind.MISSED: _("Lỡ mũi trong 12 tháng qua"),
    }
    return [
        {
            "label": label,
            "value": sum(getattr(one, kind.value) for one in counts),
            "url": asked.url(loai=kind.value),
        }
        for kind, label in labels.items()
    ]


def _rows(asked: Asked, counts: Iterable[DueCount]) -> list[dict[str, Any]]:
    """Places with their numbers, those with most late people first."""
    ordered = sorted(counts, key=lambda one: (-one.overdue, -one.due))
    return [
        {
            "name": one.name or _("Chưa rõ thôn, bản"),
            "cells": [_cell(asked, one, kind) for kind in Kind],
        }
        for one in ordered
    ]


def _cell(asked: Asked, one: DueCount, kind: Kind) -> dict[str, Any]:
    where = {"thon": one.village} if asked.commune else {"xa": one.commune}
    opens = one.village is not None or not asked.commune
    return {"value": getattr(one, kind.value), "url": asked.url(loai=kind.value, **where) if opens else ""}


def _longest(asked: Asked, found: DueList) -> list[dict[str, Any]]:
    """Who has been late for longest, whatever the village."""
    return [line(asked, person) | {"village": place.name} for place in found.villages for person in place.people]
