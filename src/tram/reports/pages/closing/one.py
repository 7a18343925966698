"""One report: its numbers with differences, its versions, its paper, and the people behind a cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tram.kernel.actors import Actor, may, not_found
from tram.kernel.http import actor_of, time_of
from tram.kernel.periods import Period, parse_period
from tram.reports import api
from tram.reports.pages.closing import shapes, words
from tram.reports.pages.filters import read_page
from tram.reports.pages.registers import XLSX

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose question about which report. ``version``: a closing's id, "nhap" for today's numbers, "" what stands."""

    actor: Actor
    at: datetime
    report: str
    place: str
    period: Period
    version: str

    def view(self) -> api.ReportView:
        """The report as it is to be shown. Refuses (404) a version it does not have."""
        draft = self.version == "nhap"
        return api.report_view(
            self.actor,
            at=self.at,
            place=self.place,
            report=self.report,
            period=self.period,
            closing=None if draft or not self.version else _uuid(self.version),
            draft=draft,
        )


def read_asked(request: HttpRequest, report: str, place: str, period: str) -> Asked:
    """What an address asks for. Refuses a period that cannot be read."""
    version = request.GET.get("ban", "")[:40]
    return Asked(actor_of(request), time_of(request), report, place, parse_period(period), version)


@require_GET
def report(request: HttpRequest, report: str, place: str, period: str) -> HttpResponse:
    """The report of a place and period: what stands, or ``?ban=`` another version or ``nhap``, today's numbers."""
    asked = read_asked(request, report, place, period)
    view = asked.view()
    due = view.due
    context = {
        "view": view,
        "due": due,
        "asked": asked,
        "title": api.translated(view.frozen.title_vi, view.frozen.title_en),
        "period_words": words.period_title(due.period),
        "badge": words.state_badge(due),
        "until": words.due_words(due),
        **shapes.report(view, asked.version, opens=may(asked.actor, "indicator.people")),
        "stamp": api.stamp_words(view.frozen, view.shown),
        "signing": f"{view.frozen.place_name}, {api.signing_day(view.shown)}",
    }
    return render(request, "reports/closing/report.html", context)


@require_GET
def people(request: HttpRequest, report: str, place: str, period: str) -> HttpResponse:
    """``?bang=&hang=&cot=``: the people behind a cell, as the record has them now."""
    asked = read_asked(request, report, place, period)
    view = asked.view()
    cell = (request.GET.get("bang", "")[:60], request.GET.get("hang", "")[:60], request.GET.get("cot", "")[:60])
    row, column, listing = api.report_people(asked.actor, view, cell, at=asked.at, page=read_page(request))
    context = {
        "title": api.translated(view.frozen.title_vi, view.frozen.title_en),
        "cell": shapes.cell_title(row, column),
        "due": view.due,
        "period_words": words.period_title(view.due.period),
        "back_url": words.report_url(view.due, ban=asked.version),
        "listing": listing,
        **shapes.people_table(listing),
        "page": Paginator(range(listing.total), listing.size).get_page(listing.page),
        "page_query": urlencode({"ban": asked.version, **shapes.cell_address(cell)}),
    }
    return render(request, "reports/closing/people.html", context)


@require_GET
def report_excel(request: HttpRequest, report: str, place: str, period: str) -> HttpResponse:
    """The report as a workbook."""
    view = read_asked(request, report, place, period).view()
    return _file(view, api.report_workbook(view.frozen, view.shown), "xlsx", XLSX)


@require_GET
def report_pdf(request: HttpRequest, report: str, place: str, period: str) -> HttpResponse:
    """The report as a PDF for signature."""
    asked = read_asked(request, report, place, period)
    view = asked.view()
    return _file(view, api.report_pdf(view.frozen, view.shown, at=asked.at), "pdf", PDF)


def _file(view: api.ReportView, content: bytes, ending: str, kind: str) -> HttpResponse:
    name = api.file_name(view.frozen, view.shown, ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise not_found() from None
