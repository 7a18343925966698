"""Cards that wait for an answer, one person's insurance, and asking the insurer or noting what was seen elsewhere."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tram.claims.api import (
    CardDesk,
    CheckDone,
    card_desk,
    cards_to_check,
    check_card,
    check_waiting,
    facility_of,
    note_check,
    person_cards,
)
from tram.kernel.actors import Actor, may, require
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words

CHECK = "cover.check"
AT_ONCE = 200


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Insured patients of the last weeks whose card is wrong, missing or not confirmed yet."""
    actor, at = actor_of(request), time_of(request)
    rows = cards_to_check(actor, _commune(actor), at)
    note(actor, at, "card.list", people=len(rows[:AT_ONCE]))
    waiting = sum(row.state == "waiting" for row in rows)
    context = {
        "rows": rows[:AT_ONCE],
        "more": max(len(rows) - AT_ONCE, 0),
        "desk": _desk(request) is not None,
        "waiting": min(waiting, AT_ONCE),
    }
    return render(request, "claims/cover/list.html", context)


@require_POST
def look_up_all(request: HttpRequest) -> HttpResponse:
    """Asks the insurer about everybody whose card waits, until it falls silent."""
    actor, at = actor_of(request), time_of(request)
    waiting = _waiting(actor, request)
    done = check_waiting(by=actor, at=at, waiting=waiting, desk=_desk(request))
    answered = [one for one in done if not one.silent]
    for one in done:
        if one.silent:
            messages.warning(request, in_words(one.sentence))
    if answered:
        n = len(answered)
        messages.success(request, ngettext("Đã tra cứu %(n)s thẻ.", "Đã tra cứu %(n)s thẻ.", n) % {"n": n})
    return redirect("claims:cards")


@require_GET
def of_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's insurance: what a visit of today would have, every period, what was heard."""
    actor, at = actor_of(request), time_of(request)
    found = person_cards(actor, person, at)
    note(actor, at, "card.page", person=found.person.id)
    context = {
        "found": found,
        "day": today_vn(at),
        "may_check": may(actor, CHECK) and any(not card.temporary for card in found.today.cards),
        "may_edit": may(actor, "person.write"),
        "desk": _desk(request) is not None,
    }
    return render(request, "claims/cover/person.html", context)


@require_POST
def look_up(request: HttpRequest, person: UUID) -> HttpResponse:
    """Asks the insurer about somebody's card."""
    actor, at = actor_of(request), time_of(request)
    done = check_card(by=actor, at=at, person=person, day=_day(request), desk=_desk(request))
    _say(request, done)
    return _back(request, person)


@require_POST
def note_result(request: HttpRequest, person: UUID) -> HttpResponse:
    """What somebody saw on the insurer's website or on paper."""
    note_check(
        by=actor_of(request), at=time_of(request), person=person, day=_day(request),
        outcome=request.POST.get("outcome", ""), note=request.POST.get("note", ""),
    )  # fmt: skip
    messages.success(request, _("Đã ghi kết quả xem thẻ."))
    return _back(request, person)


def _say(request: HttpRequest, done: CheckDone) -> None:
    level = messages.SUCCESS if done.state == "confirmed" else messages.WARNING
    messages.add_message(request, level, in_words(done.sentence))


def _waiting(actor: Actor, request: HttpRequest) -> list[tuple[UUID, date]]:
    rows = cards_to_check(actor, _commune(actor), time_of(request))
    return [(row.person.id, row.day) for row in rows if row.state == "waiting"][:AT_ONCE]


def _desk(request: HttpRequest) -> CardDesk | None:
    facility = facility_of(actor_of(request), today_vn(time_of(request)))
    return card_desk(facility) if facility else None


def _commune(actor: Actor) -> str:
    require(actor, CHECK)
    return actor.commune or next(iter(sorted(actor.communes or ())), "")


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Refusal("cover.day", "Ngày khám không đọc được. Hãy mở lại trang rồi làm lại.") from None


def _back(request: HttpRequest, person: UUID) -> HttpResponseRedirect:
    """To the page the button was on, when it is one of ours."""
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(asked if safe else reverse("claims:person_cards", args=[person]))
