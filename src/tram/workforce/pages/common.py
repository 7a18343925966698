"""What the pages of workforce share: the commune they are about, what there is to choose, how a form ends."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tram.kernel.actors import may_see, not_found
from tram.kernel.clock import today_vn
from tram.kernel.forms import attempt
from tram.kernel.http import actor_of, time_of
from tram.places.api import commune, facilities, facilities_of_kinds, provinces, villages

DONE = 200
Pairs = list[tuple[str, str]]
LEADING = ("regional_centre", "hospital")


def today(request: HttpRequest) -> date:
    """Vietnam's calendar day of the request."""
    return today_vn(time_of(request))


def place_of(request: HttpRequest) -> str:
    """The commune a page is about: ``?xa=``, else the actor's own; '' for somebody of no single commune.

    Refuses 404 for a commune out of scope or not in force.
    """
    actor = actor_of(request)
    code = request.GET.get("xa", "") or actor.commune
    if not code and actor.communes is not None and len(actor.communes) == 1:
        code = next(iter(actor.communes))
    if code and (commune(code, today(request)) is None or not may_see(actor, code)):
        raise not_found()
    return code


def facility_pairs(code: str, day: date) -> Pairs:
    """The facilities of a commune to choose from."""
    return [(str(row.id), row.name) for row in facilities(code, day)] if code else []


def reach_pairs(request: HttpRequest, code: str) -> Pairs:
    """How far a role may go, as far as the actor's own scope: commune, villages, centres, provinces, nation."""
    actor, day = actor_of(request), today(request)
    pairs: Pairs = []
    found = commune(code, day) if code else None
    if found:
        pairs = [(f"commune:{code}", found.full_name)]
        pairs += [(f"village:{row.id}", row.full_name) for row in villages(code, day)]
    centres = facilities_of_kinds(LEADING, actor.communes, day)
    pairs += [(f"centre:{row.id}", _("Khu vực: %(name)s") % {"name": row.name}) for row in centres]
    if actor.communes is None:
        pairs += [(f"province:{row.code}", row.name) for row in provinces(day)] + [("nation:", _("Cả nước"))]
    return pairs


def reach_of(text: str) -> dict[str, Any]:
    """A choice of ``reach_pairs`` as ``grant_role`` takes it."""
    kind, _colon, value = text.partition(":")
    if kind in {"village", "centre"}:
        return {kind: UUID(value)}
    return {} if kind == "nation" else {kind: value}


def chosen(value: str) -> UUID | None:
    """A choice that may be none."""
    return UUID(value) if value else None


def crumbs(*more: dict[str, str]) -> list[dict[str, str]]:
    """The way here."""
    return [{"label": _("Nhân lực"), "url": reverse("workforce:index")}, *more]


def answer(request: HttpRequest, form: forms.Form, act: Any, *, title: str, back: str) -> HttpResponse:
    """Shows a form, or does the deed it stands for and goes back; a refusal comes back with the form."""
    status = attempt(form, act) if request.method == "POST" else 0
    if status == DONE:
        messages.success(request, _("Đã ghi: %(title)s") % {"title": title})
        return HttpResponseRedirect(back)
    return form_page(request, form, title=title, back=back, status=status or DONE)


def form_page(request: HttpRequest, form: forms.Form, *, title: str, back: str, status: int) -> HttpResponse:
    """A form on a page of its own."""
    context = {
        "form": form,
        "title": title,
        "back": back,
        "crumbs": crumbs({"label": title}),
        "today": today(request),
    }
    return render(request, "workforce/act.html", context, status=status)
