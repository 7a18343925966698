"""/soan-chi-tieu/: every definition that can be written here, with its versions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.authoring import api
from tram.authoring.pages.form import today
from tram.kernel.http import actor_of
from tram.sync.api import has_one_above

KINDS = ("indicator", "register", "report")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Definitions of one kind, the program's and the published, all versions."""
    asked = request.GET.get("loai", "")
    kind = asked if asked in KINDS else KINDS[0]
    found = api.versions(actor_of(request), kind)
    day = today(request)
    context = {
        "kind": kind,
        "tabs": _tabs(kind),
        "rows": [_row(one, found, kind, day) for one in found],
        "below": has_one_above(),
    }
    return render(request, "authoring/index.html", context)


def _tabs(kind: str) -> list[dict[str, Any]]:
    labels = {"indicator": _("Chỉ tiêu"), "register": _("Mẫu sổ"), "report": _("Mẫu báo cáo")}
    here = reverse("authoring:index")
    return [{"label": label, "url": f"{here}?loai={name}", "current": name == kind} for name, label in labels.items()]


def _row(one: api.Version, found: tuple[api.Version, ...], kind: str, day: Any) -> dict[str, Any]:
    later = [other for other in found if other.id == one.id and other.number > one.number and other.state != "waiting"]
    begun = [other for other in later if other.effective_from <= day]
    latest = not later and one.state != "waiting"
    return {
        "version": one,
        "now": one.state != "waiting" and one.in_force(day) and not begun,
        "ends": min((other.effective_from for other in later), default=None),
        "next_url": f"{reverse('authoring:editor' if kind == 'indicator' else 'authoring:text')}?tu={one.key}"
        f"{'' if kind == 'indicator' else '&moi=1'}"
        if latest
        else "",
        "text_url": f"{reverse('authoring:text')}?tu={one.key}" if one.state != "waiting" else "",
    }
