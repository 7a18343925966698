"""/soan-chi-tieu/bieu-mau/: the form of an indicator, new or the next version of one there is."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tram.authoring import api
from tram.authoring.pages.form import draft_in, frame
from tram.authoring.pages.text import review
from tram.authoring.pages.trying import preview_part, trial_part
from tram.kernel.actors import require
from tram.kernel.http import actor_of
from tram.kernel.refusals import Refusal

NEW = api.Draft(
    population="start <= :at and (end is missing or end >= :at) and (died_on is missing or died_on > :at)",
    population_vi="người đang cư trú (thường trú hoặc tạm trú)",
    population_en="residents (permanent or temporary)",
    order="name_sort",
    by=("sex", "age_group", "ethnicity", "village", "commune"),
)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form. Its buttons check, count, try a test person, keep that as an example, or show the file."""
    actor = actor_of(request)
    require(actor, "indicator.author")
    if request.method == "GET":
        key = request.GET.get("tu", "")[:80]
        draft = replace(api.begin(actor, key), effective_from="", effective_to="") if key else NEW
        return _shown(request, draft)
    return _done(request, request.POST.get("do", ""))


def _done(request: HttpRequest, do: str) -> HttpResponse:
    """Without script every button comes here; with it only those that leave the form."""
    actor = actor_of(request)
    if do == "edit":
        return _shown(request, api.draft_from_text(actor, request.POST.get("body", "")))
    draft = draft_in(request)
    if do == "review":
        made = api.file_of(actor, draft)
        faults = (*made.faults, *api.lacking(draft))
        return _shown(request, draft, faults) if faults else review(request, made.text)
    return _shown(request, draft)


def _shown(request: HttpRequest, draft: api.Draft, faults: tuple[api.Fault, ...] = ()) -> HttpResponse:
    context = frame(request, draft, faults) | {"wrong": faults}
    if request.POST.get("do") == "preview":
        context |= preview_part(request, draft)
    try:
        part = trial_part(request, draft)
    except Refusal as refusal:
        part = {"trial_refusal": refusal}
    kept = part.get("kept")
    if kept is not None:
        context["draft"] = kept
    return render(request, "authoring/editor.html", context | part, status=422 if faults else 200)
