"""A new resident: the form, who is likely the same person, and the deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tram.kernel.actors import require
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.people.api import (
    Done,
    Hit,
    NewCover,
    NewIdentifier,
    household,
    likely_duplicates,
    open_household,
    parse_birth,
    register_person,
)
from tram.people.pages.common import commune_choices, do, focus, id_of, today, village_choices
from tram.people.pages.forms import NewPersonForm


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form for somebody new (``?ho=`` into a household), or the registration and on to the person's page."""
    actor = actor_of(request)
    require(actor, "person.write")
    if request.method == "GET":
        return blank(request, _into_household(request) | {"full_name": request.GET.get("ten", "")[:200]})
    form = _form(request, request.POST)
    is_new = "same_name_is_new" in request.POST
    told: dict[str, Any] = {}
    answered: list[Done] = []

    def act(cleaned: dict[str, Any]) -> None:
        told.update(cleaned)
        answered.append(_register(request, cleaned, is_new=is_new))

    status = do(form, act)
    if status == 200:
        return _welcome(request, answered[0])
    focus(form)
    same, alike = _likely(request, told) if status == 409 else ((), ())
    return render(request, "people/new.html", _context(request, form, same, alike), status=status)


def _welcome(request: HttpRequest, done: Done) -> HttpResponse:
    messages.success(request, _("Đã thêm vào danh sách."))
    for found in done.findings:
        messages.warning(request, in_words(found.sentence))
    return redirect("web:person", done.id)


def blank(
    request: HttpRequest, filled: Mapping[str, str], alike: Sequence[Hit] = (), *, card: bool = False, scanned: str = ""
) -> HttpResponse:
    """The form with what is known already; after a scan one press of Enter saves it.

    ``scanned``: the text of an insurance card that may be recorded for one of those alike.
    """
    form = _form(request, None, filled)
    if not card:
        focus(form)
    return render(request, "people/new.html", _context(request, form, (), alike) | {"card": card, "scanned": scanned})


def _form(request: HttpRequest, data: Any, filled: Mapping[str, str] | None = None) -> NewPersonForm:
    actor, day = actor_of(request), today(request)
    return NewPersonForm(
        data, initial={**(filled or {})}, communes=commune_choices(actor, day), villages=village_choices(actor, day)
    )


def _context(request: HttpRequest, form: NewPersonForm, same: Sequence[Hit], alike: Sequence[Hit]) -> dict[str, Any]:
    day = today(request)
    lines = [{"hit": hit, "age": hit.age(day)} for hit in (*same, *alike)]
    home = id_of(str(form["household"].value() or ""))
    return {
        "form": form,
        "likely": lines,
        "may_insist": bool(alike) and not same,
        "home": household(actor_of(request), home, time_of(request)) if home else None,
        "today": day,
    }


def _into_household(request: HttpRequest) -> dict[str, str]:
    home = id_of(request.GET.get("ho", ""))
    if home is None:
        return {}
    found = household(actor_of(request), home, time_of(request))
    return {
        "household": str(found.id),
        "commune": found.commune,
        "village": str(found.village or ""),
        "address": found.address,
    }


def _register(request: HttpRequest, told: dict[str, Any], *, is_new: bool) -> Done:
    by, at = actor_of(request), time_of(request)
    home, relation = id_of(told["household"]), told["relation"] or "other"
    with transaction.atomic():
        village = id_of(told["village"])
        if home is None and told["new_household"]:
            home, relation = _new_home(request, told, village), "head"
        return register_person(
            by=by, at=at, full_name=told["full_name"], commune=told["commune"], birth=told["birth"], sex=told["sex"],
            ethnicity=told["ethnicity"], occupation=told["occupation"], phone=told["phone"], village=village,
            address=told["address"], residence_kind=told["residence_kind"], resident_since=_since(told, today(request)),
            household=home, relation=relation, identifiers=_identifiers(told), cover=_cover(told),
            same_name_is_new=is_new,
        )  # fmt: skip


def _new_home(request: HttpRequest, told: dict[str, Any], village: UUID | None) -> UUID:
    return open_household(
        by=actor_of(request), at=time_of(request), commune=told["commune"], village=village, address=told["address"],
        since=today(request),
    ).id  # fmt: skip


def _since(told: dict[str, Any], day: date) -> date | None:
    """A visitor lives here from today; since when a resident has, nobody was asked."""
    return day if told["residence_kind"] == "visitor" else None


def _identifiers(told: dict[str, Any]) -> list[NewIdentifier]:
    return [NewIdentifier(system, told[system]) for system in ("cccd", "cmnd") if told[system].strip()]


def _cover(told: dict[str, Any]) -> NewCover | None:
    if not told["bhyt"].strip():
        return None
    return NewCover(
        told["bhyt"],
        told["bhyt_from"],
        told["bhyt_to"],
        benefit=told["bhyt_benefit"],
        facility_code=told["bhyt_facility"],
        five_years_on=told["bhyt_five_years"],
        area=told["bhyt_area"],
        issued_on=told["bhyt_issued"],
        source="qr" if told["bhyt_issued"] else "",
    )


def _likely(request: HttpRequest, told: dict[str, Any]) -> tuple[Sequence[Hit], Sequence[Hit]]:
    numbers = [(one.system, "".join(one.value.split())) for one in _identifiers(told)]
    if told["bhyt"].strip():
        numbers.append(("bhyt", "".join(told["bhyt"].split())[-10:]))
    found = likely_duplicates(
        actor_of(request),
        name=told["full_name"],
        year=_year(told["birth"], today(request)),
        commune=told["commune"],
        numbers=numbers,
    )
    note(actor_of(request), time_of(request), "person.alike", people=len(found[0]) + len(found[1]))
    return found


def _year(birth: str, day: date) -> int | None:
    try:
        return parse_birth(birth, day).day.year
    except Refusal:
        return None
