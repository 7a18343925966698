"""Settings: this machine, its places and people; the style gallery; a sign of life for monitors."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tram.kernel.actors import may
from tram.kernel.http import actor_of, time_of
from tram.web.gallery import SAMPLES
from tram.web.status import machine_status, shown_status


def page(request: HttpRequest) -> HttpResponse:
    """What can be set, and how this machine is."""
    actor = actor_of(request)
    context = {
        "status": machine_status(time_of(request)),
        "may_places": may(actor, "place.write"),
        "may_accounts": may(actor, "account.manage"),
        "may_catalogue": may(actor, "catalogue.read"),
        "may_import": may(actor, "exchange.import"),
        "may_sync": may(actor, "sync.read"),
        "may_nodes": may(actor, "node.manage"),
        "may_author": may(actor, "indicator.author"),
    }
    return render(request, "web/settings.html", context)


@require_GET
def mark(request: HttpRequest) -> HttpResponse:
    """The mark of every page, asked for by pages that stay open; does not count as somebody being at the desk."""
    status = shown_status(actor_of(request), time_of(request))
    return render(request, "components/bar_status.html", {"status": status})


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with sample data, for administrators and developers."""
    if not (settings.DEBUG or may(actor_of(request), "system.manage")):
        raise Http404
    return render(request, "web/gallery.html", SAMPLES)


@require_GET
def alive(_request: HttpRequest) -> HttpResponse:
    """``ok``: the process answers. Tells nothing else."""
    return HttpResponse("ok", content_type="text/plain")
