"""What is due, by when, for which place: a list for one place, a matrix for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.periods import Period, name_of, parse_period
from tram.kernel.text import sort_key
from tram.reports import api
from tram.reports.pages.closing import words

URGENT = (api.State.TWO_CLOSINGS, api.State.OVERDUE, api.State.DUE_SOON, api.State.REOPENED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says: a place ("" all of mine), a period (None the last ones), a province to choose from."""

    actor: Actor
    at: datetime
    today: date
    province: str
    place: str
    period: Period | None


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """``/bao-cao/?xa=&ky=&tinh=``: the reports of my places with their deadlines and states."""
    asked = _asked(request)
    dues = api.report_list(asked.actor, at=asked.at, place=asked.place, period=asked.period, province=asked.province)
    several = not asked.place and len({one.place for one in dues}) > 1
    context = {
        "asked": asked,
        "areas": api.areas(asked.actor, asked.today, asked.province),
        "provinces": api.provinces_to_choose(asked.actor, asked.today),
        "periods": words.periods_to_choose(asked.today, asked.period),
        "period_name": name_of(asked.period) if asked.period else "",
        "counts": _counts(dues),
        **(_matrix(dues) if several else {"rows": [_row(one) for one in sorted(dues, key=_urgency)]}),
    }
    return render(request, "reports/closing/reports.html", context)


def _asked(request: HttpRequest) -> Asked:
    actor, at = actor_of(request), time_of(request)
    require(actor, "report.read")
    today, province = today_vn(at), request.GET.get("tinh", "")[:2]
    areas = api.areas(actor, today, province)
    place = request.GET.get("xa", "")[:5] or (areas[0].code if len(areas) == 1 else "")
    text = request.GET.get("ky", "").strip()[:24]
    period = parse_period(text) if text else None
    if period is None and not place:  # a matrix is about one period
        period = api.last_periods("month", today, 1)[0]
    return Asked(actor, at, today, province, place, period)


def _urgency(due: api.Due) -> tuple[bool, bool, date, str]:
    """What needs somebody first, what is done last."""
    return (due.state in (api.State.CLOSED, api.State.SENT), due.state not in URGENT, due.due, due.code)


def _row(due: api.Due) -> dict[str, Any]:
    closing = due.closing
    return {
        "due": due,
        "url": words.report_url(due),
        "title": words.title_of(due),
        "period": words.period_title(due.period),
        "until": words.due_words(due),
        "badge": words.state_badge(due),
        "version": _("Bản %(number)s, %(name)s") % {"number": closing.number, "name": closing.name} if closing else "",
    }


def _counts(dues: Sequence[api.Due]) -> list[dict[str, Any]]:
    """How many are late, due soon and done; of what there is."""
    told = (
        (_("quá hạn"), "danger", {api.State.OVERDUE}),
        (_("sắp đến hạn"), "warn", {api.State.DUE_SOON}),
        (_("phải xem lại"), "warn", {api.State.REOPENED, api.State.TWO_CLOSINGS}),
        (_("đã chốt hoặc đã gửi"), "ok", {api.State.CLOSED, api.State.SENT}),
    )
    found = [{"label": label, "kind": kind, "count": sum(one.state in states for one in dues)}
             for label, kind, states in told]  # fmt: skip
    return [one for one in found if one["count"]]


def _matrix(dues: Sequence[api.Due]) -> dict[str, Any]:
    """Places down, reports across; what a level does not make stays empty."""
    codes = sorted({(one.code, words.title_of(one), one.report) for one in dues})
    places = sorted({(one.place, one.place_name) for one in dues}, key=lambda one: (len(one[0]), sort_key(one[1])))
    known = {(one.place, one.report): one for one in dues}
    return {
        "heads": [{"code": code, "title": title} for code, title, _report in codes],
        "lines": [
            {
                "name": name,
                "place": place,
                "cells": [
                    _row(due) if (due := known.get((place, report))) else None for _code, _title, report in codes
                ],
            }
            for place, name in places
        ],
    }
