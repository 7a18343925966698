"""Who works in a commune, and who begins and ends there."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tram.kernel.actors import not_found, require
from tram.kernel.http import actor_of, time_of
from tram.places.api import commune, facilities_by_id
from tram.workforce.api import StaffView, accounts, add_staff, end_staff, staff, staff_by_id
from tram.workforce.forms import EndForm, StaffForm
from tram.workforce.pages.common import answer, chosen, facility_pairs, place_of, today


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Staff of the commune and the accounts the actor manages."""
    actor, day = actor_of(request), today(request)
    require(actor, "account.manage")
    code = place_of(request)
    found = commune(code, day) if code else None
    text = request.GET.get("q", "")
    context = {
        "place": found.full_name if found else _("Cả nước"),
        "query": "?" + urlencode({"xa": code}) if code else "",
        "text": text,
        "may_add_staff": bool(code),
        "code": code,
        "choose_place": actor.communes is None or len(actor.communes) > 1,
        "place_chosen": found.full_name if found else "",
        "staff": _staff_rows(staff(code, day), day) if code else [],
        "accounts": accounts(actor, day, text),
    }
    return render(request, "workforce/index.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Somebody who begins to work in the commune."""
    actor, at, day = actor_of(request), time_of(request), today(request)
    code = place_of(request)
    require(actor, "account.manage", commune=code)
    if not code:
        raise not_found()
    form = StaffForm(request.POST or None, today=day, facilities=facility_pairs(code, day))
    return answer(
        request,
        form,
        lambda data: add_staff(by=actor, at=at, commune=code, **{**data, "facility": chosen(data["facility"])}),
        title=_("Thêm cán bộ"),
        back=reverse("workforce:index") + "?" + urlencode({"xa": code}),
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Somebody who no longer works here from a day on."""
    actor, at = actor_of(request), time_of(request)
    require(actor, "account.manage")
    found = staff_by_id([staff_id]).get(staff_id)
    if found is None:
        raise not_found()
    require(actor, "account.manage", commune=found.commune)
    form = EndForm(request.POST or None, today=today(request))
    return answer(
        request,
        form,
        lambda data: end_staff(by=actor, at=at, staff=staff_id, day=data["day"]),
        title=_("Thôi làm việc: %(name)s") % {"name": found.full_name},
        back=reverse("workforce:index") + "?" + urlencode({"xa": found.commune}),
    )


def _staff_rows(found: tuple[StaffView, ...], day: date) -> list[dict[str, Any]]:
    places = facilities_by_id({row.facility for row in found if row.facility}, day)
    return [{"staff": row, "place": places[row.facility].name if row.facility in places else ""} for row in found]
