"""A person's administration: facts about them corrected, numbers, insurance, moves, family doctor, death."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tram.kernel.actors import require
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.read_log import note
from tram.kernel.said import in_words
from tram.people.api import (
    SYSTEM_NAMES,
    IdentifierStatus,
    NewCover,
    PersonCard,
    add_identifier,
    assign_family_doctor,
    change_person,
    correct_address,
    covers_of,
    identifiers_of,
    move_person,
    person_card,
    record_cover,
    record_death,
    residences_of,
    retire_identifier,
    withdraw_cover,
    withdraw_death,
)
from tram.people.pages.common import answer, commune_choices, id_of, today, village_choices, villages_of
from tram.people.pages.forms import (
    AddressForm,
    CoverForm,
    DeathForm,
    EditForm,
    FamilyDoctorForm,
    IdentifierForm,
    MoveForm,
)
from tram.places.api import facilities

RETIRED = [(code, name) for code, name in IdentifierStatus.choices if code != "active"]
CARE = ("commune_station", "satellite_point", "regional_centre", "private_clinic", "hospital", "military_civil")
either = require_http_methods(["GET", "POST"])


@either
def edit(request: HttpRequest, person: UUID) -> HttpResponse:
    """Names, birth, sex, ethnicity, occupation, telephone."""
    card = _card(request, person)
    known = {
        "full_name": card.person.name, "birth": card.birth, "sex": card.person.sex, "ethnicity": card.ethnicity,
        "occupation": card.occupation, "phone": card.person.phone, "stamp": card.stamp,
    }  # fmt: skip

    def act(told: dict[str, Any]) -> None:
        change_person(
            by=actor_of(request), at=time_of(request), person=card.id, based_on=told["stamp"],
            keep_former_name=told["keep_former_name"], full_name=told["full_name"], birth=told["birth"],
            sex=told["sex"], ethnicity=told["ethnicity"], occupation=told["occupation"], phone=told["phone"],
        )  # fmt: skip

    form = EditForm(request.POST or None, initial=known)
    return answer(request, form, act, card=card, tab="edit", done=_("Đã sửa thông tin."))


@either
def identifiers(request: HttpRequest, person: UUID) -> HttpResponse:
    """A person's numbers, and one more."""
    card = _card(request, person)
    systems = [(code, in_words(name)) for code, name in SYSTEM_NAMES.items()]

    def act(told: dict[str, Any]) -> None:
        add_identifier(
            by=actor_of(request), at=time_of(request), person=card.id, system=told["system"], value=told["value"],
            valid_from=told["valid_from"], valid_to=told["valid_to"], old_becomes=told["old_becomes"] or None,
        )  # fmt: skip

    form = IdentifierForm(request.POST or None, systems=systems, became=RETIRED)
    lines = identifiers_of(card.id)
    return answer(
        request, form, act, card=card, tab="identifiers", done=_("Đã ghi giấy tờ."), identifiers=lines, retired=RETIRED
    )


@require_POST
def retire(request: HttpRequest, person: UUID, identifier: UUID) -> HttpResponse:
    """A number is no longer used."""
    card = _card(request, person)
    status = request.POST.get("status", "")
    retire_identifier(by=actor_of(request), at=time_of(request), identifier=identifier, status=status)
    messages.success(request, _("Đã ghi số không dùng nữa."))
    return redirect("people:identifiers", card.id)


@either
def covers(request: HttpRequest, person: UUID) -> HttpResponse:
    """A person's periods of insurance, and one more."""
    card = _card(request, person)

    def act(told: dict[str, Any]) -> None:
        record_cover(by=actor_of(request), at=time_of(request), person=card.id, cover=NewCover(**told))

    number = {"number": card.cover.number} if card.cover else {}
    form = CoverForm(request.POST or None, initial=number)
    lines = covers_of(card.id, today(request))
    return answer(request, form, act, card=card, tab="covers", done=_("Đã ghi thẻ BHYT."), covers=lines)


@require_POST
def withdraw(request: HttpRequest, person: UUID, cover: UUID) -> HttpResponse:
    """A period of insurance was recorded by mistake."""
    card = _card(request, person)
    withdraw_cover(by=actor_of(request), at=time_of(request), cover=cover)
    messages.success(request, _("Đã bỏ thời hạn ghi sai."))
    return redirect("people:covers", card.id)


@either
def address(request: HttpRequest, person: UUID) -> HttpResponse:
    """The address somebody lives at, put right; a move has a tab of its own."""
    card, actor, day = _card(request, person), actor_of(request), today(request)

    def act(told: dict[str, Any]) -> None:
        correct_address(
            by=actor, at=time_of(request), person=card.id, address=told["address"], village=id_of(told["village"]),
            kind=told["kind"], based_on=told["stamp"],
        )  # fmt: skip

    lived = card.residence
    known = {"village": str(card.person.village or "")}
    if lived is not None:
        known |= {"address": lived.address, "kind": lived.kind, "stamp": str(lived.stamp)}
    choices = villages_of(actor, card.person.commune, day)
    form = AddressForm(request.POST or None, initial=known, villages=choices)
    return answer(request, form, act, card=card, tab="address", done=_("Đã sửa địa chỉ."))


@either
def move(request: HttpRequest, person: UUID) -> HttpResponse:
    """Where a person lived, and a move."""
    card, actor, day = _card(request, person), actor_of(request), today(request)

    def act(told: dict[str, Any]) -> None:
        away = told["outside"].strip()
        move_person(
            by=actor, at=time_of(request), person=card.id, commune=away or told["commune"], on=told["on"],
            village=None if away else id_of(told["village"]), address=told["address"], kind=told["kind"],
            keep_household=told["keep_household"], based_on=card.stamp,
        )  # fmt: skip
        if away:
            messages.success(request, _("Đã chuyển hồ sơ đến nơi ở mới."))

    here = {"commune": card.person.commune, "village": str(card.person.village or ""), "on": day}
    form = MoveForm(
        request.POST or None, initial=here, communes=commune_choices(actor, day), villages=village_choices(actor, day)
    )
    lines = residences_of(card.id, day)
    return answer(request, form, act, card=card, tab="move", done=_("Đã ghi nơi ở mới."), residences=lines)


@either
def family_doctor(request: HttpRequest, person: UUID) -> HttpResponse:
    """Whose family-doctor list a person stands on."""
    card, day = _card(request, person), today(request)
    offered = [(str(place.id), place.name) for place in facilities(card.person.commune, day, CARE)]

    def act(told: dict[str, Any]) -> None:
        facility = as_uuid(told["facility"])
        if facility is not None:
            assign_family_doctor(
                by=actor_of(request), at=time_of(request), person=card.id, facility=facility, on=told["on"]
            )

    form = FamilyDoctorForm(request.POST or None, initial={"on": day}, facilities=offered)
    return answer(request, form, act, card=card, tab="family_doctor", done=_("Đã ghi danh sách bác sĩ gia đình."))


@either
def death(request: HttpRequest, person: UUID) -> HttpResponse:
    """That a person died."""
    card = _card(request, person)

    def act(told: dict[str, Any]) -> None:
        record_death(by=actor_of(request), at=time_of(request), person=card.id, based_on=card.stamp, **told)

    form = DeathForm(request.POST or None)
    return answer(request, form, act, card=card, tab="death", done=_("Đã ghi ngày mất."), died=card.person.died_on)


@require_POST
def undo_death(request: HttpRequest, person: UUID) -> HttpResponse:
    """The death was recorded by mistake."""
    card = _card(request, person)
    withdraw_death(by=actor_of(request), at=time_of(request), person=card.id)
    messages.success(request, _("Đã bỏ ngày mất ghi nhầm."))
    return redirect("web:person", card.id)


def _card(request: HttpRequest, person: UUID) -> PersonCard:
    actor, at = actor_of(request), time_of(request)
    require(actor, "person.write")
    card = person_card(actor, person, at)
    if request.method == "GET":
        note(actor, at, "person.administration", person=card.id)
    return card
