"""/dong-bo/gui-di/: what outside systems must be told, until when, and whether it was heard."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tram.kernel.http import actor_of, time_of
from tram.sync.api import (
    mark_message,
    message,
    message_counts,
    messages,
    outbox_routes,
    send_again,
    to_tell,
)

GROUPS = {"cho": "waiting", "tu-choi": "refused", "xong": "done"}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The messages of one group."""
    actor, at = actor_of(request), time_of(request)
    chosen = request.GET.get("xem", "")
    chosen = chosen if chosen in GROUPS else "cho"
    counts = message_counts(actor)
    context: dict[str, Any] = {
        "tabs": _tabs(counts, chosen),
        "chosen": chosen,
        "rows": messages(actor, at, GROUPS[chosen]),
        "total": counts[GROUPS[chosen]],
        "overdue": to_tell(actor, at).overdue,
        "routes": outbox_routes(),
    }
    return render(request, "sync/outbox.html", context)


def _tabs(counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    labels = {"cho": _("Chờ gửi"), "tu-choi": _("Bị từ chối"), "xong": _("Đã xong")}
    return [
        {
            "label": labels[name],
            "url": f"{reverse('sync:outbox')}?xem={name}",
            "current": name == chosen,
            "count": counts[group],
        }
        for name, group in GROUPS.items()
    ]


@require_GET
def body(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """A message as a file, to be given in another way."""
    found, content = message(actor_of(request), time_of(request), message_id)
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.destination}-{found.id}.json"'
    return answer


@require_POST
def by_hand(request: HttpRequest, message_id: UUID) -> HttpResponseRedirect:
    """Somebody told it in another way."""
    reason = request.POST.get("reason", "")
    mark_message(by=actor_of(request), at=time_of(request), message=message_id, reason=reason)
    return redirect(reverse("sync:outbox"))


@require_POST
def again(request: HttpRequest, message_id: UUID) -> HttpResponseRedirect:
    """A refused message goes out again with what the record says now."""
    send_again(by=actor_of(request), at=time_of(request), message_id=message_id)
    return redirect(reverse("sync:outbox"))
