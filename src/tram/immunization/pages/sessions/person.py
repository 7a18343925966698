"""One person at the desk: screened, vaccinated or put off. Nothing typed is lost, sent twice is one dose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from string import ascii_lowercase
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tram.immunization.api import DoseInput, Panel, check_screening, deferral_reasons, panel, put_off, screen, vaccinate
from tram.immunization.pages.sessions.common import own_staff
from tram.immunization.pages.sessions.screening import drawn
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid, uuid7
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal

OFF_FIRST = ("vaccination.screened_out", "vaccination.reason_unknown")
KINDS = ("deferred", "contraindicated", "refused")


def person(request: HttpRequest, session: UUID, person: UUID) -> HttpResponse:
    """The panel of one person; posted, what was done."""
    actor, at = actor_of(request), time_of(request)
    seen = panel(actor, session, person, at)
    note(actor, at, "session.person", person=seen.person.id)
    if request.method != "POST":
        return _draw(request, seen, _start(seen))
    typed = {name: value.replace("\0", "") for name, value in request.POST.items() if isinstance(value, str)}
    try:
        _do(request, seen, typed)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _draw(request, seen, typed, refusal=refusal)
    return redirect(f"{reverse('immunization:session', args=[session])}?vua={seen.person.id}")


def _do(request: HttpRequest, seen: Panel, typed: Mapping[str, str]) -> None:
    """The one deed the pressed button names."""
    told: dict[str, Any] = {
        "by": actor_of(request),
        "at": time_of(request),
        "session": seen.session.id,
        "person": seen.person.id,
        "answers": _answers(seen, typed),
    }
    token = as_uuid(typed.get("token", ""))
    if typed.get("save") == "screen":
        screen(**told)
    elif typed.get("save") == "off":
        until = _until(typed.get("until", "").strip())
        put_off(**told, reason=typed.get("reason", ""), until=until, note=typed.get("off-note", ""), token=token)
    else:
        staff = as_uuid(own_staff(request))
        doses = [_dose(seen, code, typed, today_vn(time_of(request)), staff) for code in request.POST.getlist("dose")]
        vaccinate(**told, doses=[each for each in doses if each], token=token, observer=staff)


def _dose(seen: Panel, code: str, typed: Mapping[str, str], day: date, staff: UUID | None) -> DoseInput | None:
    """The dose of one ticked line; None for a line that the page did not offer."""
    line = next((each for each in seen.lines if each.vaccine == code), None)
    if line is None and not typed.get(f"lot-{code}"):
        return None
    return DoseInput(
        vaccine=code,
        day=day,
        lot=as_uuid(typed.get(f"lot-{code}", "")),
        site=typed.get(f"site-{code}", ""),
        route=line.route if line else "",
        quantity=_number(typed.get(f"ml-{code}", "")),
        said_number=None,
        given_by=staff,
    )


def _answers(seen: Panel, typed: Mapping[str, str]) -> dict[str, str]:
    """What was said to the screening questions; a box that is not ticked says no."""
    return {each.id: typed.get(f"s-{each.id}", "") for each in seen.screening.fields}


def _start(seen: Panel) -> dict[str, str]:
    """The panel before anything is typed: what the screening desk wrote, else everything normal."""
    answers = seen.attendance.screening if seen.attendance else {}
    return {f"s-{name}": value for name, value in answers.items()} | {"token": str(uuid7())}


def _draw(
    request: HttpRequest, seen: Panel, typed: Mapping[str, str], *, refusal: Refusal | None = None
) -> HttpResponse:
    """The panel; with status 422 when it came back with something to look at."""
    found = check_screening(seen.person.born, today_vn(time_of(request)), _answers(seen, typed))
    said = refusal is not None
    context = {
        "panel": seen,
        "session": seen.session,
        "fields": drawn(seen.screening, typed, found.findings if said else ()),
        "typed": typed,
        "lines": _lines(seen, typed, request.POST.getlist("dose") if said else None),
        "sources": list(dict.fromkeys(each.source for each in seen.lines if each.source)),
        "refusal": refusal,
        "screened_out": refusal is not None and refusal.code == "vaccination.screened_out",
        "off": _reasons(typed.get("reason") or found.reason),
        "off_first": refusal is not None and refusal.code in OFF_FIRST,
        "off_open": refusal is not None and refusal.code == "vaccination.reason_unknown",
        "off_name": known.name_vi if (known := deferral_reasons().get(found.reason)) else "",
        "was_screened": seen.attendance is not None and seen.attendance.screened_at is not None,
        "served": seen.attendance is not None and seen.attendance.stage in ("watched", "done"),
        "today": today_vn(time_of(request)),
    }
    return render(request, "immunization/sessions/person.html", context, status=422 if said else 200)


def _lines(seen: Panel, typed: Mapping[str, str], ticked: list[str] | None) -> list[dict[str, Any]]:
    """The doses with what was chosen for each; ``ticked`` is what the nurse left ticked when the page comes back."""
    return [
        {
            "line": each,
            "chosen": each.chosen if ticked is None else each.vaccine in ticked,
            "lot": typed.get(f"lot-{each.vaccine}", ""),
            "site": typed.get(f"site-{each.vaccine}", each.site),
        }
        for each in seen.lines
    ]


def _reasons(chosen: str) -> list[dict[str, Any]]:
    """The reasons by kind, with the one chosen or the one that screening found."""
    titles = {"deferred": _("Hoãn tiêm"), "contraindicated": _("Chống chỉ định"), "refused": _("Từ chối")}
    known = [each for kind in KINDS for each in deferral_reasons().values() if each.kind == kind]
    return [
        {
            "kind": kind,
            "title": titles[kind],
            "reasons": [
                {"code": each.code, "name": each.name_vi, "key": key, "chosen": each.code == chosen, "days": each.days}
                for key, each in zip(ascii_lowercase, known, strict=False)
                if each.kind == kind
            ],
        }
        for kind in KINDS
    ]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ".")) if text.strip() else None
    except InvalidOperation:
        return None


def _until(text: str) -> date | None:
    """The day to come again; None when nothing was typed. Refuses what is no day."""
    if not text:
        return None
    try:
        day, month, year = (int(part) for part in text.split("/"))
        return date(year, month, day)
    except ValueError:
        told = _("«{typed}» không phải một ngày. Ngày hẹn lại viết như 15/12/2026; để trống là theo lý do hoãn.")
        raise Refusal("deferral.day", told.format(typed=text[:20])) from None
