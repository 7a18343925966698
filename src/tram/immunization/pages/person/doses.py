"""A dose put right or taken back, with the reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tram.immunization.api import DoseView, amend_dose, cancel_dose, dose_history, vaccine_label, vaccines
from tram.immunization.pages.person.common import WRITE, opened
from tram.immunization.pages.person.forms import DoseForm
from tram.kernel.actors import not_found, require
from tram.kernel.forms import attempt
from tram.kernel.http import actor_of, time_of


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, dose: UUID) -> HttpResponse:
    """The form filled with a dose; saving makes a new version and keeps the old one."""
    require(actor_of(request), WRITE)
    versions = dose_history(actor_of(request), dose)
    if not versions:
        raise not_found()
    old = versions[0]
    found = opened(request, old.person, "dose", WRITE)
    form = DoseForm(
        request.POST or None, initial=_said(old), vaccines=[(code, one.name_vi) for code, one in vaccines().items()]
    )

    def act(told: dict[str, Any]) -> None:
        if told["lot_number"] == old.lot_number:
            told.pop("lot_number")
        amend_dose(by=found.actor, at=found.at, dose=dose, **told)

    status = 200
    if request.method == "POST":
        status = attempt(form, act)
        if status == 200:
            messages.success(request, _("Đã sửa mũi tiêm."))
            return redirect("immunization:person", person=found.person.id)
    context = found.head() | {"form": form, "dose": old, "name": vaccine_label(old.vaccine), "versions": versions[1:]}
    return render(request, "immunization/person/dose.html", context, status=status)


@require_POST
def cancel(request: HttpRequest, dose: UUID) -> HttpResponse:
    """Cancels a dose with the reason posted."""
    why = request.POST.get("reason", "").replace("\0", "")
    gone = cancel_dose(by=actor_of(request), at=time_of(request), dose=dose, cancel_reason=why)
    messages.success(request, _("Đã huỷ mũi tiêm."))
    return redirect("immunization:person", person=gone.person)


def _said(old: DoseView) -> dict[str, Any]:
    """What the dose says now, as somebody would have typed it."""
    names = ("day", "vaccine", "said_number", "lot_number", "place_name", "note")
    return {name: getattr(old, name) for name in names}
