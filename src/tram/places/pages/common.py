"""What all pages of places share: the day asked about, whether it may be seen, how a form ends in a deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _

from tram.kernel.actors import may_see, not_found
from tram.kernel.clock import today_vn
from tram.kernel.forms import attempt
from tram.kernel.http import actor_of, time_of
from tram.places.api import CommuneView, commune

DONE = 200
Crumbs = list[dict[str, str]]
Act = Callable[[dict[str, Any]], object]


def today(request: HttpRequest) -> date:
    """Vietnam's calendar day of the request."""
    return today_vn(time_of(request))


def day_of(request: HttpRequest) -> date:
    """The day asked about (``?ngay=dd/mm/yyyy``); today when none or an unreadable one is given."""
    text = request.GET.get("ngay", "").strip()
    for pattern in formats.get_format("DATE_INPUT_FORMATS"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    return today(request)


def seen_commune(request: HttpRequest, code: str, day: date) -> CommuneView:
    """The commune of a page. Refuses 404 when it is out of scope or was not in force on the day."""
    found = commune(code, day)
    if found is None or not may_see(actor_of(request), code):
        raise not_found()
    return found


def shown_day(day: date) -> str:
    """A day as people write it."""
    return day.strftime("%d/%m/%Y")


def answer(
    request: HttpRequest,
    form: forms.Form,
    act: Act,
    *,
    title: str,
    back: str,
    crumbs: Crumbs,
    template: str = "places/act.html",
) -> HttpResponse:
    """Shows a form, or does the deed it stands for and goes back; a refusal comes back with the form."""
    status = attempt(form, act) if request.method == "POST" else 0
    if status == DONE:
        messages.success(request, _("Đã ghi: %(title)s") % {"title": title})
        return HttpResponseRedirect(back)
    way = [*crumbs, {"label": title}]
    context = {"form": form, "title": title, "back": back, "crumbs": way, "today": today(request)}
    return render(request, template, context, status=status or DONE)
