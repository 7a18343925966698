"""What changes what is due: a deferral or refusal, a pregnancy, an allergy, immunity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tram.immunization.api import (
    cancel_circumstance,
    cancel_deferral,
    circumstances,
    deferral_reasons,
    end_circumstance,
    groups,
    record_circumstance,
    record_deferral,
    vaccine_label,
)
from tram.immunization.pages.person.common import WRITE, Opened, opened
from tram.immunization.pages.person.forms import Choices, CircumstanceForm, DeferralForm, EndForm
from tram.kernel.forms import attempt
from tram.kernel.http import actor_of, time_of

KINDS = ("deferred", "refused", "contraindicated", "absent")
PREGNANT = "pregnant"
Act = Callable[[dict[str, Any]], None]


@require_http_methods(["GET", "POST"])
def defer(request: HttpRequest, person: UUID) -> HttpResponse:
    """Writes down that somebody goes without, and why."""
    found = opened(request, person, "deferral", WRITE)
    form = DeferralForm(
        request.POST or None,
        initial={"group": request.GET.get("nhom", "")},
        reasons=_reasons(),
        groups=[(code, vaccine_label(code)) for code in groups()],
    )

    def act(told: dict[str, Any]) -> None:
        reason = deferral_reasons()[told["reason"]]
        until = told.pop("until") or _until(found.today, reason.days)
        record_deferral(by=found.actor, at=found.at, person=found.person.id, kind=reason.kind, until=until, **told)

    return _answer(request, found, form, act, (_("Hoãn, từ chối tiêm"), _("Đã ghi hoãn hoặc từ chối tiêm.")))


@require_http_methods(["GET", "POST"])
def circumstance(request: HttpRequest, person: UUID) -> HttpResponse:
    """Writes down something that changes what is due."""
    found = opened(request, person, "circumstance", WRITE)
    start = {"start": _day(request.GET.get("tu", "")) or found.today, "code": request.GET.get("ma", "")}
    form = CircumstanceForm(request.POST or None, initial=start, codes=_codes(found.person.sex))

    def act(told: dict[str, Any]) -> None:
        record_circumstance(by=found.actor, at=found.at, person=found.person.id, **told)

    return _answer(request, found, form, act, (_("Tình trạng ảnh hưởng đến lịch tiêm"), _("Đã ghi tình trạng.")))


@require_POST
def cancel_deferral_(request: HttpRequest, deferral: UUID) -> HttpResponse:
    """Takes back a deferral written by mistake."""
    gone = cancel_deferral(by=actor_of(request), at=time_of(request), deferral=deferral, cancel_reason=_reason(request))
    messages.success(request, _("Đã bỏ dòng ghi nhầm."))
    return redirect("immunization:person", person=gone.person)


@require_POST
def cancel_circumstance_(request: HttpRequest, circumstance: UUID) -> HttpResponse:
    """Takes back a circumstance written by mistake."""
    gone = cancel_circumstance(
        by=actor_of(request), at=time_of(request), circumstance=circumstance, cancel_reason=_reason(request)
    )
    messages.success(request, _("Đã bỏ dòng ghi nhầm."))
    return redirect("immunization:person", person=gone.person)


@require_http_methods(["POST"])
def end(request: HttpRequest, circumstance: UUID) -> HttpResponse:
    """Says on which day a circumstance ended. A day that is none leads back to the page it came from, if it is ours."""
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Ngày kết thúc viết như 15/12/2026."))
        return redirect(_came_from(request) or "immunization:home")
    ended = end_circumstance(
        by=actor_of(request), at=time_of(request), circumstance=circumstance, end=form.cleaned_data["end"]
    )
    messages.success(request, _("Đã ghi ngày kết thúc."))
    return redirect("immunization:person", person=ended.person)


def _answer(request: HttpRequest, found: Opened, form: forms.Form, act: Act, words: tuple[str, str]) -> HttpResponse:
    """The form, or the person once the deed is done. ``words``: the form's title, and what is said when it is done."""
    title, done = words
    status = 200
    if request.method == "POST":
        status = attempt(form, act)
        if status == 200:
            messages.success(request, done)
            return redirect("immunization:person", person=found.person.id)
    context = found.head() | {"form": form, "title": title}
    return render(request, "immunization/person/form.html", context, status=status)


def _came_from(request: HttpRequest) -> str:
    """The address the browser came from, when it is one of this site; "" otherwise."""
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return came if ours else ""


def _day(text: str) -> date | None:
    """A day from an address; None for none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").replace("\0", "")


def _until(today: date, days: int | None) -> date | None:
    """The day to come back that the list of reasons proposes."""
    return today + timedelta(days=days) if days else None


def _reasons() -> Choices:
    """Reasons under what they come to."""
    titles = {
        "deferred": _("Hoãn tiêm"),
        "refused": _("Từ chối tiêm"),
        "contraindicated": _("Chống chỉ định"),
        "absent": _("Vắng mặt"),
    }
    return [(titles[kind], [(code, _name(one)) for code, one in deferral_reasons(kind).items()]) for kind in KINDS]


def _codes(sex: str) -> Choices:
    """Circumstances somebody of this sex can have."""
    return [(code, _name(one)) for code, one in circumstances().items() if code != PREGNANT or sex != "male"]


def _name(one: Any) -> str:
    return str(one.name_en if get_language() == "en" else one.name_vi)
