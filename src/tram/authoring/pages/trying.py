"""What answers while somebody writes: conditions checked, the number, its people, a test person. Parts of the form."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tram.authoring import api
from tram.authoring.pages.form import draft_in, grids_shown, period_in, said_json, today, typed_in
from tram.kernel.actors import may, require
from tram.kernel.http import actor_of, time_of
from tram.kernel.refusals import Refusal

SIDES = ("in", "missing")


@require_POST
def check(request: HttpRequest) -> JsonResponse:
    """Each condition in words or its fault with its place, and whether the draft can be counted."""
    actor, draft = actor_of(request), draft_in(request)
    parts = {one.part: said_json(one) for one in api.checked(actor, draft)}
    reason = ""
    if all(one["ok"] for one in parts.values()):
        try:
            api.countable(actor, draft)
        except Refusal as refusal:
            reason = refusal.said
    ready = not reason and all(one["ok"] for one in parts.values())
    return JsonResponse({"parts": parts, "ready": ready, "reason": reason}, json_dumps_params={"ensure_ascii": False})


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The number of the draft on this machine, divided as asked."""
    require(actor_of(request), "indicator.author")
    return render(request, "authoring/part_preview.html", preview_part(request, draft_in(request)))


def preview_part(request: HttpRequest, draft: api.Draft) -> dict[str, Any]:
    """The preview of a draft, or why there is none."""
    actor = actor_of(request)
    split, commune = request.POST.get("theo", "")[:40], request.POST.get("xa", "")[:5]
    try:
        found = api.preview(
            actor,
            api.countable(actor, draft),
            period=period_in(request),
            today=today(request),
            split=split if split in draft.by else "",
            commune=commune,
            name=request.POST.get("ma", ""),
        )
    except Refusal as refusal:
        return {"preview_refusal": refusal}
    return {"preview": found, "opens": may(actor, "indicator.people"), "kind": draft.kind}


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Stops this person's running preview."""
    actor = actor_of(request)
    require(actor, "indicator.author")
    api.stop(api.name_of(actor, request.POST.get("ma", "")))
    return HttpResponse(status=204)


@require_POST
def people(request: HttpRequest) -> HttpResponse:
    """The people the draft counts, or misses: for those who may see people; the read is logged."""
    actor, draft = actor_of(request), draft_in(request)
    require(actor, "indicator.author")
    side = request.POST.get("phia", "in")
    side = side if side in SIDES else "in"
    number = request.POST.get("trang", "1")
    page = int(number) if number.isdecimal() and len(number) <= 6 else 1
    rows = api.preview_people(
        actor,
        api.countable(actor, draft),
        at=time_of(request),
        period=period_in(request),
        today=today(request),
        side=side,
        commune=request.POST.get("xa", "")[:5],
        page=page,
        name=request.POST.get("ma", "") or secrets.token_hex(8),
    )
    context = {
        "rows": rows,
        "title": draft.title_vi or _("Bản nháp"),
        "side": side,
        "page": page,
        "posted": [(name, value) for name, values in request.POST.lists() for value in values if name in _KEPT],
    }
    return render(request, "authoring/people.html", context)


@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """The test person: what to type, and what the draft makes of it."""
    actor = actor_of(request)
    require(actor, "indicator.author")
    try:
        part = trial_part(request, draft_in(request))
    except Refusal as refusal:
        part = {"trial_refusal": refusal}
    return render(request, "authoring/part_trial.html", part)


def trial_part(request: HttpRequest, draft: api.Draft) -> dict[str, Any]:
    """The test person of a form; with the button "keep" also the draft with the person kept as an example."""
    actor, do = actor_of(request), request.POST.get("do", "")
    asked = do in ("trial", "keep")
    typed = typed_in(request)
    title = request.POST.get("nguoi_thu", "").strip()[:120]
    found = api.try_person(
        actor, draft, typed if asked else None, period=period_in(request), today=today(request), title=title
    )
    more = do.removeprefix("more:") if do.startswith("more:") else ""
    part = {"trial": found, "grids": grids_shown(found, typed, more), "person_title": title}
    part["trial_faults"] = {fault.field: str(fault) for fault in found.faults}
    if do == "keep" and found.verdict is not None:
        part |= _kept(draft, found.verdict, title)
    return part


def _kept(draft: api.Draft, verdict: api.Verdict, title: str) -> dict[str, Any]:
    if not title:
        return {"keep_refusal": _("Hãy đặt tên cho ví dụ: người này là ai, vì sao đáng thử.")}
    example = api.written({"examples": [{**verdict.example, "title_vi": title}]})
    examples = f"{draft.examples}\n\n{example}".strip()
    return {"kept": replace(draft, examples=examples), "kept_title": title}


_KEPT = frozenset((*api.FIELDS, "ky", "xa", "theo", "phia"))
