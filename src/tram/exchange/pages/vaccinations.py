"""A person's vaccinations as a FHIR file, and what other systems recommend beside our own forecast."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.exchange.api import Advice, Compared, forecast_status, group_title, person_bundle, recommendations_for
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.people.api import person_card

DATES = ("earliest", "recommended", "overdue", "latest")


@require_GET
def bundle(request: HttpRequest, person: UUID) -> HttpResponse:
    """The person's vaccinations to carry away; its name says the day, never the person."""
    at = time_of(request)
    found = person_bundle(actor_of(request), person, at)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/fhir+json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tiem-chung-{today_vn(at):%Y%m%d}.fhir.json"'
    return answer


@require_GET
def recommendations(request: HttpRequest, person: UUID) -> HttpResponse:
    """Our forecast and theirs, a group a row; where they differ it says in what."""
    actor, at = actor_of(request), time_of(request)
    found = recommendations_for(actor, person, at)
    card = person_card(actor, person, at)
    differ = sum(bool(each.differs) for each in found)
    context = {"card": card, "rows": [_row(each) for each in found], "differ": differ}
    return render(request, "exchange/recommendations.html", context)


def _row(each: Compared) -> dict[str, Any]:
    names = {"status": _("tình trạng"), "number": _("mũi thứ"), "recommended": _("ngày hẹn")}
    return {
        "group": each.group,
        "title": group_title(each.group),
        "mine": _said(each.mine) if each.mine else None,
        "theirs": [_said(advice) for advice in each.theirs],
        "differs": ", ".join(names[name] for name in names if name in each.differs),
    }


def _said(advice: Advice) -> dict[str, Any]:
    return {
        "source": advice.source,
        "made_on": advice.made_on,
        "status": forecast_status(advice.status) if advice.status else advice.words,
        "number": advice.number,
        "received": advice.received,
        "vaccine": advice.vaccine,
        **{name: advice.dates[name] for name in DATES},
    }
