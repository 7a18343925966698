"""The communes an actor may see, and one commune's places on a day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.kernel.actors import may, may_see, not_found
from tram.kernel.http import actor_of
from tram.places.api import (
    CommuneView,
    FacilityView,
    VillageView,
    boundary,
    commune,
    communes,
    facilities,
    outlines,
    predecessors,
    provinces,
    search_communes,
    staff_counts,
    villages,
)
from tram.places.pages.common import day_of, seen_commune, shown_day, today

MOST_LISTED = 200


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The communes in scope: one opens by itself; more are listed, or searched for when there are too many."""
    actor, day = actor_of(request), today(request)
    scope = actor.communes
    if scope is not None and len(scope) == 1:
        return HttpResponseRedirect(reverse("places:commune", args=[next(iter(scope))]))
    text, province = request.GET.get("q", ""), request.GET.get("tinh", "")
    if text.strip():
        found = tuple(row for row in search_communes(text, day, 100) if may_see(actor, row.code))
    elif province or scope is None:
        found = tuple(row for row in communes(province, day) if may_see(actor, row.code))
    else:
        known = (commune(code, day) for code in sorted(scope)[:MOST_LISTED])
        found = tuple(row for row in known if row is not None)
    context = {
        "rows": [_commune_row(row) for row in found],
        "columns": [{"label": label} for label in (_("Xã, phường"), _("Tỉnh"), _("Mã"), _("Dân số 2025"))],
        "text": text,
        "provinces": provinces(day) if scope is None and not (text or province) else (),
    }
    return render(request, "places/index.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Communes for a type-ahead field, by name with or without tones, or by code. Law is for everyone who signed in."""
    found = search_communes(request.GET.get("q", ""), day_of(request))
    results = [{"value": row.code, "code": row.code, "text": row.full_name, "note": row.province_name} for row in found]
    return JsonResponse({"results": results}, json_dumps_params={"ensure_ascii": False})


@require_GET
def page(request: HttpRequest, code: str) -> HttpResponse:
    """A commune on a day: where it came from, its villages and facilities, and the staff numbers entered."""
    day = day_of(request)
    found = seen_commune(request, code, day)
    counts = {row.facility or row.village: row.number for row in staff_counts(code, day)}
    later = "" if day == today(request) else "?" + urlencode({"ngay": shown_day(day)})
    context = {
        "commune": found,
        "day": day,
        "shown_day": shown_day(day),
        "facts": _facts(found),
        "outline": boundary(code) if found.valid_to is None else None,
        "villages": [_row("village", row, counts, later) for row in villages(code, day)],
        "facilities": [_row("facility", row, counts, later) for row in facilities(code, day)],
        "may_write": may(actor_of(request), "place.write"),
        "crumbs": [{"label": _("Địa bàn"), "url": reverse("places:index")}, {"label": found.full_name}],
    }
    return render(request, "places/commune.html", context)


@require_GET
def outlines_of(request: HttpRequest, province: str) -> HttpResponse:
    """The outlines of a province's communes as GeoJSON. Its address bears their digest, so a browser may keep it."""
    found = outlines(province, today(request))
    if found is None:
        raise not_found()
    return HttpResponse(
        found.geojson, content_type="application/geo+json", headers={"Cache-Control": "private, max-age=604800"}
    )


def _commune_row(row: CommuneView) -> dict[str, Any]:
    cells = [row.full_name, row.province_name, row.code, _number(row.population)]
    return {"url": reverse("places:commune", args=[row.code]), "cells": cells}


def _row(name: str, place: VillageView | FacilityView, counts: dict[UUID | None, int], query: str) -> dict[str, Any]:
    url = reverse(f"places:{name}", args=[place.id]) + query
    return {"url": url, "place": place, "count": counts.get(place.id)}


def _facts(found: CommuneView) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [
        {"label": _("Mã"), "value": found.code},
        {"label": _("Tỉnh, thành phố"), "value": found.province_name},
    ]
    if found.district_name:
        items.append({"label": _("Huyện (đến 30/6/2025)"), "value": found.district_name})
    if found.population is not None:
        items.append({"label": _("Dân số 2025 (chép lại)"), "value": _number(found.population)})
    if found.area_km2 is not None:
        items.append({"label": _("Diện tích, km²"), "value": _number(found.area_km2)})
    origins = _origins(found)
    if origins:
        items.append({"label": _("Hình thành từ"), "value": origins})
    return items


def _origins(found: CommuneView) -> str:
    names = []
    for step in predecessors(found.code):
        if step.effective_on != found.valid_from:
            continue
        old = commune(step.old_code, step.effective_on - timedelta(days=1))
        name = old.full_name if old else step.old_code
        names.append(_("một phần %(name)s") % {"name": name} if step.divided else name)
    return ", ".join(names)


def _number(value: Decimal | int | None) -> str:
    """A number as it is written here, grouped; '' for an unknown one."""
    return "" if value is None else number_format(value, force_grouping=True)
