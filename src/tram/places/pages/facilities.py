"""A facility on a day with its history, and what may happen to it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tram.kernel.actors import may, may_see, not_found, require
from tram.kernel.http import actor_of, time_of
from tram.places.api import (
    FacilityView,
    close_facility,
    communes_of_province,
    facilities_of_kinds,
    facility,
    facility_history,
    found_facility,
    last_known_facility,
    leading_kinds,
    merge_facility,
    move_facility,
    rename_facility,
    set_facility_code,
    set_facility_leader,
)
from tram.places.forms import ChoiceForm, CodeForm, DayForm, FacilityForm, MoveForm, RenameForm
from tram.places.pages.common import answer, day_of, seen_commune, shown_day, today
from tram.places.pages.villages import commune_crumbs
from tram.places.pages.words import history

Deed = Callable[..., object]


@require_GET
def page(request: HttpRequest, facility_id: UUID) -> HttpResponse:
    """A facility as it was on a day, and everything that happened to it."""
    day = day_of(request)
    now = _seen(request, facility_id)
    then = facility(facility_id, day)
    leader = facility(then.parent, day) if then and then.parent else None
    shown = then or now
    context = {
        "heading": shown.name,
        "day": day,
        "shown_day": shown_day(day),
        "in_force": then is not None,
        "facts": _facts(shown, leader),
        "history": history(facility_history(facility_id)),
        "acts": _acts(now) if may(actor_of(request), "place.write") and now.valid_to is None else [],
        "crumbs": [*commune_crumbs(request, now.commune), {"label": shown.name}],
    }
    return render(request, "places/place.html", context)


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, code: str) -> HttpResponse:
    """A new facility in a commune."""
    seen_commune(request, code, today(request))
    actor, at = actor_of(request), time_of(request)
    require(actor, "place.write", commune=code)
    kinds = {kind for leaders in leading_kinds().values() for kind in leaders}
    form = FacilityForm(
        request.POST or None,
        today=today(request),
        leaders=_choices(request, code, kinds),
        initial={"kind": "commune_station"},
    )
    return answer(
        request,
        form,
        lambda data: found_facility(by=actor, at=at, commune=code, **{**data, "parent": _chosen(data["parent"])}),
        title=_("Thêm cơ sở"),
        back=reverse("places:commune", args=[code]),
        crumbs=commune_crumbs(request, code),
    )


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, facility_id: UUID) -> HttpResponse:
    """Another name from a day on."""
    now = _writable(request, facility_id)
    form = RenameForm(request.POST or None, today=today(request), initial={"name": now.name})
    return _act(request, now, form, rename_facility, _("Đổi tên"))


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, facility_id: UUID) -> HttpResponse:
    """Another address from a day on."""
    now = _writable(request, facility_id)
    form = MoveForm(request.POST or None, today=today(request), initial={"address": now.address})
    return _act(request, now, form, move_facility, _("Chuyển địa điểm"))


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, facility_id: UUID) -> HttpResponse:
    """A national code given or taken from a day on."""
    now = _writable(request, facility_id)
    return _act(request, now, CodeForm(request.POST or None, today=today(request)), set_facility_code, _("Mã cơ sở"))


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, facility_id: UUID) -> HttpResponse:
    """No longer working from a day on."""
    now = _writable(request, facility_id)
    form = DayForm(request.POST or None, today=today(request))
    return _act(request, now, form, close_facility, _("Ngừng hoạt động"))


@require_http_methods(["GET", "POST"])
def lead(request: HttpRequest, facility_id: UUID) -> HttpResponse:
    """Led by another facility, or by none, from a day on."""
    now = _writable(request, facility_id)
    places = [place for place in _choices(request, now.commune, leading_kinds()[now.kind]) if place[0] != str(now.id)]
    form = ChoiceForm(
        request.POST or None,
        today=today(request),
        places=places,
        label=_("Cơ sở quản lý"),
        required=False,
        initial={"place": str(now.parent or "")},
    )
    return _act(request, now, form, set_facility_leader, _("Cơ sở quản lý"), place="parent")


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, facility_id: UUID) -> HttpResponse:
    """Its work goes to another facility from a day on."""
    now = _writable(request, facility_id)
    places = [place for place in _choices(request, now.commune, (now.kind,), own=True) if place[0] != str(now.id)]
    form = ChoiceForm(
        request.POST or None, today=today(request), places=places, label=_("Nhập vào cơ sở"), required=True
    )
    return _act(request, now, form, merge_facility, _("Nhập vào cơ sở khác"), place="into")


def _act(
    request: HttpRequest, now: FacilityView, form: forms.Form, deed: Deed, title: str, *, place: str = ""
) -> HttpResponse:
    """Runs a facility's deed with what the form holds; ``place`` is the deed's word for the place chosen."""
    actor, at = actor_of(request), time_of(request)

    def act(data: dict[str, Any]) -> None:
        given = {place if name == "place" else name: value for name, value in data.items()}
        if place:
            given[place] = _chosen(given[place])
        deed(by=actor, at=at, facility=now.id, **given)

    return answer(
        request,
        form,
        act,
        title=f"{title}: {now.name}",
        back=reverse("places:facility", args=[now.id]),
        crumbs=commune_crumbs(request, now.commune),
    )


def _seen(request: HttpRequest, facility_id: UUID) -> FacilityView:
    now = last_known_facility(facility_id)
    if now is None or not now.commune or not may_see(actor_of(request), now.commune):
        raise not_found()
    return now


def _writable(request: HttpRequest, facility_id: UUID) -> FacilityView:
    now = _seen(request, facility_id)
    require(actor_of(request), "place.write", commune=now.commune)
    return now


def _choices(request: HttpRequest, commune: str, kinds: Collection[str], *, own: bool = False) -> list[tuple[str, str]]:
    """Facilities of some kinds in the same province (only those the actor may write in, when ``own``)."""
    day = today(request)
    near = communes_of_province(seen_commune(request, commune, day).province_code, day)
    found_there = facilities_of_kinds(kinds, near, day)
    return [(str(row.id), row.name) for row in found_there if not own or may_see(actor_of(request), row.commune)]


def _chosen(value: str) -> UUID | None:
    return UUID(value) if value else None


def _facts(row: FacilityView, leader: FacilityView | None) -> list[dict[str, Any]]:
    return [
        {"label": _("Loại"), "value": row.kind_name},
        {"label": _("Mã cơ sở KCB của BHXH"), "value": row.codes.get("bhxh", "")},
        {"label": _("Mã định danh quốc gia"), "value": row.codes.get("national", "")},
        {"label": _("Địa chỉ"), "value": row.address},
        {"label": _("Cơ sở quản lý"), "value": leader.name if leader else ""},
        {"label": _("Từ ngày"), "value": shown_day(row.valid_from)},
        {"label": _("Đến hết ngày"), "value": _shown(row.valid_to)},
    ]


def _shown(day: date | None) -> str:
    return shown_day(day) if day else ""


def _acts(row: FacilityView) -> list[dict[str, str]]:
    names = (
        (_("Đổi tên"), "facility_rename", "pencil"),
        (_("Chuyển địa điểm"), "facility_move", "map-pin"),
        (_("Cơ sở quản lý"), "facility_lead", "building-hospital"),
        (_("Mã cơ sở"), "facility_code", "id"),
        (_("Nhập vào cơ sở khác"), "facility_merge", "arrow-right"),
        (_("Ngừng hoạt động"), "facility_close", "x"),
    )
    return [
        {"label": label, "url": reverse(f"places:{name}", args=[row.id]), "icon": icon} for label, name, icon in names
    ]
