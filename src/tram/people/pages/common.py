"""What the room's pages share: how a form ends in a deed, the places to choose from, a person's tabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.http import time_of
from tram.kernel.ids import as_uuid
from tram.kernel.refusals import Refusal
from tram.people.api import PersonCard
from tram.places.api import commune as commune_on
from tram.places.api import villages

MOST_COMMUNES = 40
Act = Callable[[dict[str, Any]], object]
Choices = list[tuple[str, Any]]


def today(request: HttpRequest) -> date:
    """Vietnam's calendar day of the request."""
    return today_vn(time_of(request))


def do(form: forms.Form, act: Act) -> int:
    """Does the deed a valid form stands for: 200, or the refusal's status with the refusal put on its field.

    What may not be done or seen at all stays a page of its own.
    """
    if not form.is_valid():
        return 422
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        if refusal.code.startswith("access."):
            raise
        field = str(refusal.details.get("field", ""))
        form.add_error(field if field in form.fields else None, refusal.said)
        return refusal.status
    return 200


def focus(form: forms.Form, name: str = "") -> None:
    """Puts the cursor into the first field with an error, else into the named one, else into the first of all."""
    visible = [field.name for field in form.visible_fields()]
    wrong = next((field for field in visible if form.is_bound and field in form.errors), "")
    form.fields[wrong or name or visible[0]].widget.attrs["autofocus"] = True


def answer(
    request: HttpRequest, form: forms.Form, act: Act, *, card: PersonCard, tab: str, done: str, **more: Any
) -> HttpResponse:
    """A tab of a person's administration: shows the form, or does the deed and comes back to the tab."""
    status = 200
    if request.method == "POST":
        status = do(form, act)
        if status == 200:
            messages.success(request, done)
            return redirect(f"people:{tab}", card.id)
    focus(form)
    context = {"form": form, "card": card, "tabs": tabs(card.id, tab), "today": today(request), **more}
    return render(request, "people/act.html", context, status=status)


def tabs(person: UUID, current: str) -> list[dict[str, Any]]:
    """The tabs of a person's administration."""
    named = (
        ("edit", _("Thông tin")),
        ("identifiers", _("Giấy tờ")),
        ("covers", _("Thẻ BHYT")),
        ("address", _("Sửa địa chỉ")),
        ("move", _("Chuyển nơi ở")),
        ("home", _("Hộ")),
        ("family_doctor", _("Bác sĩ gia đình")),
        ("death", _("Qua đời")),
    )
    return [
        {"label": label, "url": reverse(f"people:{name}", args=[person]), "current": name == current}
        for name, label in named
    ]


def commune_choices(actor: Actor, day: date) -> Choices:
    """The actor's communes by code and name; none for the whole nation (the code is typed then)."""
    found = (commune_on(code, day) for code in sorted(actor.communes or ())[:MOST_COMMUNES])
    return [(place.code, place.full_name) for place in found if place]


def village_choices(actor: Actor, day: date) -> Choices:
    """The villages of the actor's communes, under each commune's name when there are several."""
    groups = [(name, villages_of(actor, code, day)) for code, name in commune_choices(actor, day)]
    return groups[0][1] if len(groups) == 1 else [group for group in groups if group[1]]


def id_of(text: str) -> UUID | None:
    """A chosen row's id; None when nothing was chosen."""
    return as_uuid(text) if text else None


def villages_of(actor: Actor, commune: str, day: date) -> Choices:
    """The villages of a commune that the actor may choose."""
    return [
        (str(place.id), place.name)
        for place in villages(commune, day)
        if actor.villages is None or place.id in actor.villages
    ]
