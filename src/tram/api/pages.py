"""Answers for programs: the same questions as the pages, the same permissions, the same log of reads. Read only."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tram.encounters.api import person_timeline, visit_view
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.periods import Period, name_of, parse_period
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal
from tram.people.api import person_card, search_people
from tram.reports.api import Value, due_json, indicator_values, report_json, report_list, report_view


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """``?q=``: the people a search finds, best first."""
    found = search_people(actor_of(request), request.GET.get("q", ""), time_of(request))
    note(actor_of(request), time_of(request), "api.people", people=len(found.hits))
    return _json(found)


@require_GET
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """The head of one person's record."""
    card = person_card(actor_of(request), person, time_of(request))
    note(actor_of(request), time_of(request), "api.person", person=card.id)
    return _json(card)


@require_GET
def timeline(request: HttpRequest, person: UUID) -> HttpResponse:
    """A page of somebody's record, newest first; ``?before=`` asks for the next."""
    found = person_timeline(actor_of(request), person, request.GET.get("before", ""))
    note(actor_of(request), time_of(request), "api.timeline", person=person)
    return _json(found)


@require_GET
def visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    """One visit with everything."""
    found = visit_view(actor_of(request), visit)
    note(actor_of(request), time_of(request), "api.visit", person=found.person)
    return _json(found)


@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """``?commune=&period=&date=&split=``: the indicators of the period for the places asked (default: all of mine).

    Without a period, those of the day (default: today).
    """
    values = indicator_values(
        actor_of(request),
        period=_period(request),
        today=today_vn(time_of(request)),
        communes=request.GET.getlist("commune") or None,
        split=request.GET.get("split") or None,
    )
    return _json([_value(value) for value in values])


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """``?place=&period=``: what is due in the places asked (default: all of mine), and how it stands."""
    text = request.GET.get("period", "")
    found = report_list(
        actor_of(request),
        at=time_of(request),
        place=request.GET.get("place", ""),
        period=parse_period(text) if text else None,
    )
    return _json([due_json(one) for one in found])


@require_GET
def report(request: HttpRequest, report: str, place: str, period: str) -> HttpResponse:
    """One report: what was closed, or what the record says today (``closing`` null). Counts, no names."""
    when = parse_period(period)
    return _json(
        report_json(report_view(actor_of(request), at=time_of(request), place=place, report=report, period=when))
    )


def _value(value: Value) -> dict[str, Any]:
    return {
        "id": value.indicator.id,
        "version": value.indicator.definition.head.version,
        "period": name_of(value.period),
        "date": value.at,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "percent": value.percent,
        "slices": value.slices,
    }


def _period(request: HttpRequest) -> Period:
    text = request.GET.get("period", "")
    return parse_period(text) if text else Period(_day(request), _day(request))


def _day(request: HttpRequest) -> date:
    text = request.GET.get("date", "")
    try:
        return date.fromisoformat(text) if text else today_vn(time_of(request))
    except ValueError:
        raise Refusal("api.date", "Ngày phải có dạng 2026-11-22.", {"field": "date"}, status=400) from None


def _json(value: Any) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type="application/json; charset=utf-8")
