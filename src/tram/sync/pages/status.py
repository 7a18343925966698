"""/dong-bo/: what went, what waits, what is kept back and why. Looking costs nobody anything; nothing here waits."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tram.kernel.actors import may
from tram.kernel.http import actor_of, time_of
from tram.sync.api import exchange_soon, held_facts, load_identity, retry_held, status


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    return render(request, "sync/status.html", _context(request))


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """The part of the page that is brought up to date by itself."""
    return render(request, "sync/status_now.html", _context(request))


@require_GET
def held(request: HttpRequest) -> HttpResponse:
    """The facts that are kept and not applied, one by one."""
    identity = load_identity(settings.HOME)
    after = request.GET.get("sau", "")
    rows = held_facts(
        actor_of(request), identity, time_of(request), reason=request.GET.get("vi", ""),
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0,
    )  # fmt: skip
    return render(request, "sync/held.html", {"rows": rows, "reason": request.GET.get("vi", "")})


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Tries the kept facts again."""
    told = retry_held(by=actor_of(request), at=time_of(request), identity=load_identity(settings.HOME))
    if told.facts:
        words = ngettext("Đã nhận %d việc bị giữ.", "Đã nhận %d việc bị giữ.", told.facts) % told.facts
        messages.success(request, words)
    else:
        messages.info(request, _("Chưa nhận được việc nào: lý do vẫn còn."))
    return redirect("sync:status")


@require_POST
def soon(request: HttpRequest) -> HttpResponse:
    """Lets the exchange begin at once."""
    if exchange_soon(by=actor_of(request)):
        messages.success(request, _("Máy sẽ trao đổi trong vài giây nữa."))
    return redirect("sync:status")


def _context(request: HttpRequest) -> dict[str, object]:
    actor = actor_of(request)
    found = status(actor, load_identity(settings.HOME), time_of(request))
    return {"found": found, "may_manage": may(actor, "node.manage"), "may_tell": may(actor, "outbox.manage")}
