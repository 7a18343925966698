"""The visit form: a new visit, a visit carried on, a visit amended. Nothing typed is lost, sent twice saves once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tram.encounters.api import (
    Desk,
    VisitContent,
    VisitView,
    amend_visit,
    close_visit,
    read_desk,
    record_allergy,
    record_visit,
    typed_form,
    typed_of,
    visit_view,
)
from tram.encounters.pages.context import desk_context
from tram.engines.forms import Finding
from tram.kernel.actors import require
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid, uuid7
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal
from tram.people.api import cover_on

Save = Callable[[VisitContent, UUID | None], VisitView]


def new(request: HttpRequest, person: UUID) -> HttpResponse:
    """An empty form for a person, or the visit saved from it."""
    actor, at = actor_of(request), time_of(request)
    require(actor, "visit.write")

    def save(content: VisitContent, token: UUID | None) -> VisitView:
        if request.POST.get("save") == "wait":
            content["status"] = "in-progress"
            content["prescription"] = [replace(each, dispensed_at=None) for each in content["prescription"]]
        return record_visit(by=actor, at=at, person=person, token=token, **content)

    if request.method == "POST":
        return _save(request, person, save)
    payer = "bhyt" if cover_on(person, today_vn(at)) else "self"
    start = {"kind": "AMB", "payer": payer, "outcome": "home", "examiner": _own_staff(request), "token": str(uuid7())}
    return _draw(request, person, {**start, "dispensed": "1"})


def amend(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The form filled with a visit, and why it is changed; saving makes a new version."""
    actor, at = actor_of(request), time_of(request)
    require(actor, "visit.write")
    old = visit_view(actor, visit)

    def save(content: VisitContent, token: UUID | None) -> VisitView:
        why = typed_form(request.POST)["change_reason"]
        _keep_time(request, old, content)
        return amend_visit(by=actor, at=at, visit=visit, change_reason=why, token=token, **content)

    if request.method == "POST":
        return _save(request, old.person, save, amending=old)
    return _draw(request, old.person, {**typed_of(old), "token": str(uuid7())}, amending=old)


def carry_on(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The form of a visit in progress; saving finishes it."""
    actor, at = actor_of(request), time_of(request)
    require(actor, "visit.write")
    begun = visit_view(actor, visit)
    if begun.status != "in-progress":
        return redirect("encounters:visit", visit=visit)

    def save(content: VisitContent, _token: UUID | None) -> VisitView:
        _keep_time(request, begun, content)
        return close_visit(by=actor, at=at, visit=visit, **content)

    if request.method == "POST":
        return _save(request, begun.person, save, going=begun)
    start = typed_of(begun)
    start["examiner"] = start["examiner"] or _own_staff(request)
    return _draw(request, begun.person, start, going=begun)


def _save(request: HttpRequest, person: UUID, save: Save, **more: Any) -> HttpResponse:
    typed = typed_form(request.POST)
    desk = read_desk(actor_of(request), time_of(request), person, typed, _before(more))
    if not desk.may_be_saved or (desk.doubts and request.POST.get("seen") != desk.doubts):
        return _draw(request, person, typed, desk=desk, **more)
    content = desk.content
    content["examiner"] = as_uuid(typed["examiner"]) if typed["examiner"] else None
    try:
        saved = save(content, as_uuid(typed["token"]))
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _draw(request, person, typed, desk=desk, refusal=refusal, **more)
    if desk.allergy:
        record_allergy(by=actor_of(request), at=time_of(request), person=person, allergy=desk.allergy)
    messages.success(request, _("Đã lưu lần khám."))
    return redirect("encounters:visit", visit=saved.id)


def _draw(
    request: HttpRequest,
    person: UUID,
    typed: Mapping[str, str],
    *,
    desk: Desk | None = None,
    refusal: Refusal | None = None,
    **more: Any,
) -> HttpResponse:
    """The form; with status 422 when it came back with something to look at."""
    findings: Iterable[Finding] = desk.findings if desk else ()
    context = desk_context(actor_of(request), time_of(request), person, typed, findings, changed=_before(more))
    context |= {"doubts": desk.doubts if desk and desk.may_be_saved else "", "refusal": refusal, **more}
    note(actor_of(request), time_of(request), "visit.form", person=person)
    return render(request, "encounters/form.html", context, status=422 if desk else 200)


def _before(more: Mapping[str, Any]) -> VisitView | None:
    """The version that is being changed; None for a new visit."""
    found: VisitView | None = more.get("amending") or more.get("going")
    return found


def _keep_time(request: HttpRequest, old: VisitView, content: VisitContent) -> None:
    """A visit keeps its exact times unless somebody typed others; blank means as it was."""
    shown = typed_of(old)
    if all(request.POST.get(name, "").strip() in ("", shown[name]) for name in ("seen_on", "seen_at")):
        content.pop("started_at", None)
    else:
        content.setdefault("ended_at", None)


def _own_staff(request: HttpRequest) -> str:
    """The staff record of whoever is signed in; empty when the account has none."""
    return str(getattr(request.user, "staff_id", None) or "")
