"""Households: who lives in one, joining and leaving, a new head."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tram.kernel.actors import may, require
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.read_log import note
from tram.people.api import (
    change_head,
    household,
    household_statuses,
    join_household,
    leave_household,
    open_household,
    person_card,
    set_household_status,
)
from tram.people.pages.common import answer, do, id_of, today
from tram.people.pages.forms import HeadForm, HomeForm, PovertyForm


@require_GET
def page(request: HttpRequest, home: UUID) -> HttpResponse:
    """A household and its members today."""
    actor, at, day = actor_of(request), time_of(request), today(request)
    found = household(actor, home, at)
    note(actor, at, "household.page", people=len(found.members))
    lines = [{"member": member, "age": member.person.age(day)} for member in found.members]
    context = {
        "home": found,
        "lines": lines,
        "may_write": may(actor, "person.write"),
        "form": _head_form(request, home),
        "statuses": household_statuses(home),
        "poverty_form": PovertyForm(initial=PovertyForm.this_year(day)),
    }
    return render(request, "people/household.html", context)


@require_POST
def poverty(request: HttpRequest, home: UUID) -> HttpResponse:
    """Whether the household is poor or nearly so, and for which days."""
    form = PovertyForm(request.POST)

    def act(told: dict[str, Any]) -> None:
        set_household_status(by=actor_of(request), at=time_of(request), household=home, **told)

    if do(form, act) == 200:
        messages.success(request, _("Đã ghi hộ nghèo, cận nghèo."))
    else:
        _say_errors(request, form)
    return redirect("people:household", home)


def _say_errors(request: HttpRequest, form: PovertyForm | HeadForm) -> None:
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))


@require_POST
def head(request: HttpRequest, home: UUID) -> HttpResponse:
    """A new head."""
    form = _head_form(request, home)

    def act(told: dict[str, Any]) -> None:
        person = as_uuid(told["person"])
        if person is not None:
            change_head(
                by=actor_of(request), at=time_of(request), household=home, person=person, on=told["on"],
                old_head_is=told["old_head_is"],
            )  # fmt: skip

    if do(form, act) == 200:
        messages.success(request, _("Đã đổi chủ hộ."))
    else:
        _say_errors(request, form)
    return redirect("people:household", home)


@require_http_methods(["GET", "POST"])
def of_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """The household of a person: another one, or a new one of their own."""
    actor, at = actor_of(request), time_of(request)
    require(actor, "person.write")
    card = person_card(actor, person, at)

    def act(told: dict[str, Any]) -> None:
        with transaction.atomic():
            home = id_of(told["household"]) or _own_home(request, card.person.commune, card.person.village)
            join_household(by=actor, at=at, person=card.id, household=home, relation=told["relation"], on=told["on"])

    form = HomeForm(request.POST or None, initial={"on": today(request)})
    now = household(actor, card.person.household, at) if card.person.household else None
    return answer(request, form, act, card=card, tab="home", done=_("Đã ghi vào hộ."), home=now, choose_home=True)


@require_POST
def leave(request: HttpRequest, person: UUID) -> HttpResponse:
    """The person leaves the household today."""
    leave_household(by=actor_of(request), at=time_of(request), person=person, on=today(request))
    messages.success(request, _("Đã ghi rời hộ."))
    return redirect("people:home", person)


def _own_home(request: HttpRequest, commune: str, village: UUID | None) -> UUID:
    return open_household(
        by=actor_of(request), at=time_of(request), commune=commune, village=village, since=today(request)
    ).id


def _head_form(request: HttpRequest, home: UUID) -> HeadForm:
    members = household(actor_of(request), home, time_of(request)).members
    offered = [(str(one.person.id), one.person.name) for one in members if one.relation != "head"]
    return HeadForm(request.POST or None, members=offered, initial={"on": today(request)})
