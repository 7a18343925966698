"""/dong-bo/xung-dot/: rows that machines changed apart, and the page on which a person decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tram.kernel.actors import not_found
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal
from tram.people.api import keep_residence
from tram.sync.api import (
    Choice,
    Undecided,
    decide_conflict,
    first_written,
    load_identity,
    people_apart,
    undecided,
    undecided_row,
    visits_apart,
)

OTHER = "khac"
either = require_http_methods(["GET", "POST"])


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Everything that waits for a decision of the actor."""
    actor, at = actor_of(request), time_of(request)
    rows, apart = undecided(actor, load_identity(settings.HOME), at), people_apart(actor, at)
    visits = visits_apart(actor)
    seen = {row.person.id for row in rows if row.person} | {one.person.id for one in apart}
    seen |= {one.person.id for one in visits}
    if seen:
        note(actor, at, "sync.undecided", people=len(seen))
    return render(request, "sync/conflicts.html", {"rows": rows, "apart": apart, "visits": visits})


@either
def decide(request: HttpRequest, table: str, row: UUID) -> HttpResponse:
    """One row: its versions side by side; posting decides."""
    actor, at = actor_of(request), time_of(request)
    found = undecided_row(actor, load_identity(settings.HOME), at, table, row)
    refusal = _decided(request, found) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        messages.success(request, _("Đã chọn. Các máy khác sẽ theo khi trao đổi."))
        return _back(found.person.id if found.person else None)
    if found.person:
        note(actor, at, "sync.undecided", person=found.person.id)
    context: dict[str, Any] = {"found": found, "refusal": refusal, "other": OTHER}
    return render(request, "sync/decide.html", context, status=refusal.status if refusal else 200)


@either
def addresses(request: HttpRequest, person: UUID) -> HttpResponse:
    """Somebody recorded at several addresses at once; posting keeps one."""
    actor, at = actor_of(request), time_of(request)
    found = next(iter(people_apart(actor, at, person=person)), None)
    if found is None:
        raise not_found()
    refusal = None
    kept = as_uuid(request.POST.get("nha", "")) if request.method == "POST" else None
    if kept is not None:
        wrong = request.POST.get("kia") == "sai"
        keep_residence(by=actor, at=at, person=person, residence=kept, others_were_wrong=wrong)
        messages.success(request, _("Đã chọn nơi ở. Các máy khác sẽ theo khi trao đổi."))
        return _back(person)
    if request.method == "POST":
        refusal = Refusal("conflict.choice", "Hãy chọn nơi ở đúng.", {"field": "nha"})
    note(actor, at, "sync.undecided", person=person)
    written = first_written(load_identity(settings.HOME), at, person, [lived.id for lived in found.addresses])
    lived = [(one, written.get(one.id)) for one in found.addresses]
    context = {"found": found, "lived": lived, "refusal": refusal}
    return render(request, "sync/addresses.html", context, status=refusal.status if refusal else 200)


def _decided(request: HttpRequest, found: Undecided) -> Refusal | None:
    """Does the deed; what it refuses comes back to be shown beside the versions."""
    try:
        decide_conflict(
            by=actor_of(request), at=time_of(request), table=found.table, row=found.row,
            based_on=int(request.POST.get("stamp", "0") or 0), choices=_choices(request, found),
        )  # fmt: skip
    except ValueError:
        raise not_found() from None
    except Refusal as refusal:
        if refusal.code.startswith("access."):
            raise
        return refusal
    return None


def _choices(request: HttpRequest, found: Undecided) -> list[Choice]:
    chosen = []
    for number, question in enumerate(found.questions):
        told = request.POST.get(f"chon-{number}", "")
        if told == OTHER:
            chosen.append(Choice(question.columns, None, request.POST.get(f"ghi-{number}", "")))
        elif told:
            chosen.append(Choice(question.columns, int(told)))
    return chosen


def _back(person: UUID | None) -> HttpResponse:
    return redirect("web:person", person) if person else redirect("sync:conflicts")
