"""A village on a day with its history, and what may happen to it; staff numbers of a commune."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tram.kernel.actors import may, may_see, not_found, require
from tram.kernel.http import actor_of, time_of
from tram.places.api import (
    VillageView,
    facilities,
    found_village,
    merge_villages,
    rename_village,
    set_staff_counts,
    set_village_area,
    staff_counts,
    village,
    village_history,
    villages,
)
from tram.places.forms import AreaForm, ChoiceForm, CountsForm, RenameForm, VillageForm
from tram.places.pages.common import Crumbs, answer, day_of, seen_commune, shown_day, today
from tram.places.pages.words import history

COUNTED_KINDS = ("commune_station", "satellite_point", "regional_centre", "hospital")


@require_GET
def page(request: HttpRequest, village_id: UUID) -> HttpResponse:
    """A village as it was on a day, and everything that happened to it."""
    day = day_of(request)
    now = _seen(request, village_id)
    then = village(village_id, day)
    context = {
        "heading": (then or now).full_name,
        "day": day,
        "shown_day": shown_day(day),
        "in_force": then is not None,
        "facts": _facts(then or now),
        "history": history(village_history(village_id)),
        "acts": _acts(now) if may(actor_of(request), "place.write") and now.valid_to is None else [],
        "crumbs": [*_crumbs(request, now), {"label": (then or now).full_name}],
    }
    return render(request, "places/place.html", context)


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, code: str) -> HttpResponse:
    """A new village in a commune."""
    seen_commune(request, code, today(request))
    actor, at = actor_of(request), time_of(request)
    require(actor, "place.write", commune=code)
    form = VillageForm(request.POST or None, today=today(request))
    back = reverse("places:commune", args=[code])
    return answer(
        request,
        form,
        lambda data: found_village(by=actor, at=at, commune=code, **data),
        title=_("Thêm thôn, bản"),
        back=back,
        crumbs=commune_crumbs(request, code),
    )


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, village_id: UUID) -> HttpResponse:
    """Another name from a day on."""
    now, actor, at = _seen(request, village_id), actor_of(request), time_of(request)
    require(actor, "place.write", commune=now.commune)
    form = RenameForm(request.POST or None, today=today(request), initial={"name": now.name})
    return answer(
        request,
        form,
        lambda data: rename_village(by=actor, at=at, village=village_id, **data),
        title=_("Đổi tên %(name)s") % {"name": now.full_name},
        back=reverse("places:village", args=[village_id]),
        crumbs=_crumbs(request, now),
    )


@require_http_methods(["GET", "POST"])
def area(request: HttpRequest, village_id: UUID) -> HttpResponse:
    """In which area the village lies, as insurance cards say it."""
    now, actor, at = _seen(request, village_id), actor_of(request), time_of(request)
    require(actor, "place.write", commune=now.commune)
    return answer(
        request,
        AreaForm(request.POST or None, initial={"area": now.area}),
        lambda data: set_village_area(by=actor, at=at, village=village_id, **data),
        title=_("Khu vực của %(name)s") % {"name": now.full_name},
        back=reverse("places:village", args=[village_id]),
        crumbs=_crumbs(request, now),
    )


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, village_id: UUID) -> HttpResponse:
    """The village ends and its people belong to another from a day on."""
    now, actor, at = _seen(request, village_id), actor_of(request), time_of(request)
    require(actor, "place.write", commune=now.commune)
    others = [(str(row.id), row.full_name) for row in villages(now.commune, today(request)) if row.id != village_id]
    form = ChoiceForm(
        request.POST or None, today=today(request), places=others, label=_("Nhập vào thôn, bản"), required=True
    )
    return answer(
        request,
        form,
        lambda data: merge_villages(by=actor, at=at, villages=[village_id], into=UUID(data["place"]), day=data["day"]),
        title=_("Nhập %(name)s vào thôn, bản khác") % {"name": now.full_name},
        back=reverse("places:commune", args=[now.commune]),
        crumbs=_crumbs(request, now),
    )


@require_http_methods(["GET", "POST"])
def counts(request: HttpRequest, code: str) -> HttpResponse:
    """The staff numbers of a commune, entered by whoever answers for them."""
    day = today(request)
    seen_commune(request, code, day)
    actor, at = actor_of(request), time_of(request)
    require(actor, "place.write", commune=code)
    numbers = {place: row.number for row in staff_counts(code, day) if (place := row.facility or row.village)}
    form = CountsForm(
        request.POST or None,
        today=day,
        facilities=facilities(code, day, COUNTED_KINDS),
        villages=villages(code, day),
        numbers=numbers,
    )
    return answer(
        request,
        form,
        lambda data: set_staff_counts(
            by=actor, at=at, day=data["day"], facilities=form.numbers("facility"), villages=form.numbers("village")
        ),
        title=_("Số nhân lực (do quản trị nhập)"),
        back=reverse("places:commune", args=[code]),
        crumbs=commune_crumbs(request, code),
        template="places/counts.html",
    )


def commune_crumbs(request: HttpRequest, code: str) -> Crumbs:
    """The way to a commune's page."""
    found_commune = seen_commune(request, code, today(request))
    return [
        {"label": _("Địa bàn"), "url": reverse("places:index")},
        {"label": found_commune.full_name, "url": reverse("places:commune", args=[code])},
    ]


def _crumbs(request: HttpRequest, now: VillageView) -> Crumbs:
    return commune_crumbs(request, now.commune)


def _seen(request: HttpRequest, village_id: UUID) -> VillageView:
    now = village(village_id)
    if now is None or not may_see(actor_of(request), now.commune):
        raise not_found()
    return now


def _facts(row: VillageView) -> list[dict[str, Any]]:
    ended = shown_day(row.valid_to) if row.valid_to else ""
    return [
        {"label": _("Loại"), "value": row.kind_name},
        {"label": _("Mã"), "value": row.code},
        {"label": _("Khu vực"), "value": row.area_name},
        {"label": _("Từ ngày"), "value": shown_day(row.valid_from)},
        {"label": _("Đến hết ngày"), "value": ended},
    ]


def _acts(row: VillageView) -> list[dict[str, str]]:
    return [
        {"label": _("Đổi tên"), "url": reverse("places:village_rename", args=[row.id]), "icon": "pencil"},
        {"label": _("Khu vực"), "url": reverse("places:village_area", args=[row.id]), "icon": "pencil"},
        {
            "label": _("Nhập vào thôn khác"),
            "url": reverse("places:village_merge", args=[row.id]),
            "icon": "arrow-right",
        },
    ]
