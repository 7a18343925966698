"""/bhyt/viec/: claims that errors stop or the insurer refused, until somebody has done something about each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tram.claims.api import give_up, send_again, work_count, worklist
from tram.kernel.actors import may
from tram.kernel.http import actor_of, time_of


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What must be done, refused claims first."""
    actor = actor_of(request)
    rows = worklist(actor, time_of(request))
    context = {"rows": rows, "total": work_count(actor), "may_send": may(actor, "claim.send")}
    return render(request, "claims/sending/work.html", context)


@require_POST
def again(request: HttpRequest, claim: UUID) -> HttpResponseRedirect:
    """A refused claim goes out again as it is."""
    send_again(by=actor_of(request), at=time_of(request), claim=claim)
    messages.success(request, _("Hồ sơ chờ gửi lại."))
    return redirect("claims:work")


@require_POST
def stop(request: HttpRequest, claim: UUID) -> HttpResponseRedirect:
    """Nobody asks for what was refused any more."""
    give_up(by=actor_of(request), at=time_of(request), claim=claim)
    messages.success(request, _("Đã ghi: thôi đòi các dòng bị từ chối của hồ sơ này."))
    return redirect("claims:work")
