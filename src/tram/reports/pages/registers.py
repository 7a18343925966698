"""The examination register on screen, on paper and as a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_GET

from tram.kernel.actors import Actor, may_see, not_found
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.periods import Period, month, parse_period
from tram.places.api import FacilityView, commune
from tram.reports import api
from tram.reports.pages.filters import read_page

CODE = "A1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a register's address says. ``station`` None when the actor has none to choose from."""

    actor: Actor
    at: datetime
    text: str
    period: Period
    stations: tuple[FacilityView, ...]
    station: UUID | None

    def query(self) -> str:
        """The address's parameters."""
        return urlencode({"tram": str(self.station or ""), "ky": self.text})


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """A page of the register; every line opens its visit's person."""
    asked = _asked(request)
    context: dict[str, Any] = {
        "asked": asked,
        "months": _months(today_vn(asked.at)),
        "period": api.period_words(asked.period),
    }
    if asked.station is not None:
        found = api.register_page(asked.actor, CODE, asked.station, asked.period, at=asked.at, page=read_page(request))
        context |= _shown(found, asked.actor)
        context["page"] = Paginator(range(found.total), found.size).get_page(found.page)
    return render(request, "reports/register.html", context)


@require_GET
def register_print(request: HttpRequest) -> HttpResponse:
    """The whole period on paper: A4 landscape, head and signatures of the form."""
    asked = _asked(request)
    found = api.whole_register(asked.actor, CODE, _station(asked), asked.period, at=asked.at)
    place = commune(found.station.commune, _last(asked.period))
    context = {
        "asked": asked,
        "period": api.period_words(asked.period),
        "province": place.province_name if place else "",
        "place": place.name if place else "",
        "today": date_format(today_vn(asked.at)),
        **_shown(found, asked.actor),
    }
    return render(request, "reports/register_print.html", context)


@require_GET
def register_excel(request: HttpRequest) -> HttpResponse:
    """The whole period as a spreadsheet."""
    asked = _asked(request)
    found = api.whole_register(asked.actor, CODE, _station(asked), asked.period, at=asked.at)
    name = f"so-{CODE}-{asked.period.start:%Y-%m-%d}-{_last(asked.period):%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(api.register_workbook(found), content_type=XLSX, headers=headers)


def _asked(request: HttpRequest) -> Asked:
    actor, at = actor_of(request), time_of(request)
    today = today_vn(at)
    text = request.GET.get("ky", "").strip()[:24] or f"{today:%Y-%m}"
    period = parse_period(text)
    stations = api.stations(actor, _last(period))
    return Asked(actor, at, text, period, stations, _chosen(request.GET.get("tram", ""), actor, stations))


def _chosen(text: str, actor: Actor, stations: tuple[FacilityView, ...]) -> UUID | None:
    """The station asked for, else the actor's own, else the first."""
    if text:
        try:
            return UUID(text)
        except ValueError:
            raise not_found() from None
    ids = [station.id for station in stations]
    if actor.facility in ids:
        return actor.facility
    return ids[0] if ids else None


def _station(asked: Asked) -> UUID:
    if asked.station is None:
        raise not_found()
    return asked.station


def _shown(found: api.Register, actor: Actor) -> dict[str, Any]:
    return {"register": found, "station": found.station, "sections": [_section(one, actor) for one in found.sections]}


def _section(section: api.Section, actor: Actor) -> dict[str, Any]:
    columns = section.layout.layout.columns
    lines = api.sheet(section.layout, section.lines, section.period).lines
    return {
        "layout": section.layout,
        "words": api.period_words(section.period),
        "rows": [
            {
                "url": _address(actor, line),
                "cells": [(column.id, api.shown(column, cell)) for column, cell in zip(columns, cells, strict=True)],
            }
            for line, cells in zip(section.lines, lines, strict=True)
        ],
    }


def _address(actor: Actor, line: api.Line) -> str:
    """The person's page; for somebody from elsewhere, whom the station may not look up, the visit itself."""
    if may_see(actor, line.commune):
        return reverse("web:person", args=[line.person])
    return reverse("encounters:visit", args=[line.visit])


def _months(today: date) -> list[dict[str, str]]:
    """The last thirteen months, newest first, for the period picker."""
    found, year, number = [], today.year, today.month
    for _ in range(13):
        found.append({"value": f"{year}-{number:02}", "label": api.period_words(month(year, number))})
        year, number = (year - 1, 12) if number == 1 else (year, number - 1)
    return found


def _last(period: Period) -> date:
    return period.end or period.start
