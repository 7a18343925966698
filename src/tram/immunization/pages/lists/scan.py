"""A scanned paper of this room: opens the person it names."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tram.immunization.api import person_on_paper
from tram.kernel.actors import require
from tram.kernel.http import actor_of

LONGEST = 700


@require_POST
def scanned(request: HttpRequest) -> HttpResponse:
    """The vaccination page of whoever a scanned code (``scan``) names; whom the actor may not see is not found."""
    require(actor_of(request), "vaccination.read")
    person = person_on_paper(request.POST.get("scan", "")[:LONGEST])
    if person is None:
        messages.warning(request, _("Không đọc được mã trên phiếu. Hãy quét lại, hoặc gõ tên để tìm."))
        return redirect("people:search")
    return redirect("immunization:person", person=person)
