"""Registers on screen, on paper and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
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

from tram.engines.layout import Column
from tram.kernel.actors import Actor, may_see, not_found
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.periods import Period, month, parse_period, year
from tram.places.api import FacilityView, VillageView, commune, villages
from tram.reports import api
from tram.reports.pages.filters import read_page

FIRST = "A1"
VISITS = "reports.register_lines"
YEARS_BACK = 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a register's address says. ``station`` None when the actor has none to choose from, ``village`` for all."""

    actor: Actor
    at: datetime
    form: api.RegisterLayout
    text: str
    period: Period
    stations: tuple[FacilityView, ...]
    station: UUID | None
    village: UUID | None

    def query(self) -> str:
        """The address's parameters."""
        told = {"so": self.form.code, "tram": str(self.station or ""), "ky": self.text, "thon": str(self.village or "")}
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def by_village(self) -> bool:
        """Whether the register is about people, who can be narrowed to a village."""
        return self.form.layout.table != VISITS

    @property
    def chosen(self) -> FacilityView | None:
        """The station whose register is asked for."""
        return next((one for one in self.stations if one.id == self.station), None)


@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """Every register there is, what it rests on, and which the actor may open."""
    asked, here = _asked(request), reverse("reports:register")
    rows = [
        {"form": form, "url": f"{here}?{urlencode({'so': form.code})}", "open": _opens(asked, form)}
        for form in api.registers(today_vn(asked.at))
    ]
    return render(request, "reports/registers.html", {"rows": rows})


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """A page of a register; every line opens its person or visit."""
    asked = _asked(request)
    context: dict[str, Any] = {
        "asked": asked,
        "forms": [form for form in api.registers(today_vn(asked.at)) if _opens(asked, form)],
        "choices": _choices(asked),
        "villages": _villages(asked),
        "period": api.period_words(asked.period),
    }
    if asked.station is not None:
        found = api.register_page(
            asked.actor, asked.form.code, asked.station, asked.period,
            at=asked.at, page=read_page(request), village=asked.village,
        )  # fmt: skip
        context |= _shown(found, asked.actor)
        context["page"] = Paginator(range(found.total), found.size).get_page(found.page)
    return render(request, "reports/register.html", context)


@require_GET
def register_print(request: HttpRequest) -> HttpResponse:
    """The whole period on paper: A4 landscape, head and signatures of the form."""
    asked = _asked(request)
    found = _whole(asked)
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
    found = _whole(asked)
    name = f"so-{asked.form.code}-{asked.period.start:%Y-%m-%d}-{_last(asked.period):%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(api.register_workbook(found), content_type=XLSX, headers=headers)


def _whole(asked: Asked) -> api.Register:
    station = _station(asked)
    return api.whole_register(asked.actor, asked.form.code, station, asked.period, at=asked.at, village=asked.village)


def _asked(request: HttpRequest) -> Asked:
    actor, at = actor_of(request), time_of(request)
    today = today_vn(at)
    form = api.register_form(request.GET.get("so", "").strip()[:20] or FIRST, today)
    text = request.GET.get("ky", "").strip()[:24] or f"{today:%Y-%m}"
    text = text[:4] if form.book.span == "year" else text  # one book a year
    period = parse_period(text)
    stations = api.stations(actor, _last(period))
    station = _chosen(request.GET.get("tram", ""), actor, stations)
    village = as_uuid(request.GET.get("thon", "")) if request.GET.get("thon") else None
    return Asked(actor, at, form, text, period, stations, station, village)


def _opens(asked: Asked, form: api.RegisterLayout) -> bool:
    """Whether the actor may open a register of the station in view (of any, when there is none)."""
    if asked.chosen is None:
        return not form.book.private
    return api.may_open(asked.actor, form, asked.chosen)


def _villages(asked: Asked) -> list[VillageView]:
    if not asked.by_village or asked.chosen is None:
        return []
    return list(villages(asked.chosen.commune, _last(asked.period)))


def _choices(asked: Asked) -> list[dict[str, str]]:
    """The last periods of the length the book is written for, newest first."""
    today = today_vn(asked.at)
    if asked.form.book.span == "year":
        years = range(today.year, today.year - YEARS_BACK, -1)
        return [{"value": str(one), "label": api.period_words(year(one))} for one in years]
    return _months(today)


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
    whole = found.total <= found.size  # a total of one page would not be that of the book
    sections = [_section(one, actor, whole=whole) for one in found.sections]
    return {"register": found, "station": found.station, "sections": sections}


def _section(section: api.Section, actor: Actor, *, whole: bool) -> dict[str, Any]:
    columns = section.layout.layout.columns
    sheet = api.sheet(section.layout, section.lines, section.period)
    totals = [api.shown(column, cell) for column, cell in zip(columns, sheet.totals, strict=True)]
    return {
        "layout": section.layout,
        "words": api.period_words(section.period),
        "widths": _widths(columns) if section.layout.layout.table != VISITS else (),
        "totals": totals if whole and sheet.has_totals else [],
        "rows": [
            {
                "url": _address(actor, line),
                "cells": [(column.id, api.shown(column, cell)) for column, cell in zip(columns, cells, strict=True)],
            }
            for line, cells in zip(section.lines, sheet.lines, strict=True)
        ],
    }


def _widths(columns: Sequence[Column]) -> list[str]:
    """Each column's part of the paper's width, in percent; A1 has its own in the style sheet."""
    whole = sum(column.width for column in columns)
    return [f"{100 * column.width / whole:.1f}" for column in columns]


def _address(actor: Actor, line: api.AnyLine) -> str:
    """The person's page; for somebody from elsewhere, whom the station may not look up, the visit itself."""
    if line.visit is None or may_see(actor, line.commune):
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
