"""What the page of a report does: close, open again, send. The same deeds as the command's and the API's."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tram.kernel.actors import not_found
from tram.kernel.http import actor_of, time_of
from tram.kernel.periods import parse_period
from tram.reports import api
from tram.reports.pages.closing.words import url_of


@require_POST
def close(request: HttpRequest, report: str, place: str, period: str) -> HttpResponse:
    """Closes the period."""
    done = api.close_report(
        by=actor_of(request),
        at=time_of(request),
        place=place,
        report=report,
        period=parse_period(period),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("Đã chốt kỳ, bản %(number)s.") % {"number": done.number})
    return _back(report, place, period)


@require_POST
def reopen(request: HttpRequest, report: str, place: str, period: str) -> HttpResponse:
    """Opens the period again, or sets one of two closings aside (``closing``)."""
    api.reopen_report(
        by=actor_of(request),
        at=time_of(request),
        place=place,
        report=report,
        period=parse_period(period),
        reason=request.POST.get("reason", ""),
        closing=_closing(request.POST.get("closing", "")),
    )
    messages.success(request, _("Đã mở lại kỳ. Bản đã chốt vẫn được giữ."))
    return _back(report, place, period)


@require_POST
def send(request: HttpRequest, report: str, place: str, period: str) -> HttpResponse:
    """Marks the closed report as sent."""
    api.send_report(
        by=actor_of(request),
        at=time_of(request),
        place=place,
        report=report,
        period=parse_period(period),
        note=request.POST.get("reason", ""),
    )
    messages.success(request, _("Đã ghi là đã gửi."))
    return _back(report, place, period)


def _back(report: str, place: str, period: str) -> HttpResponse:
    return HttpResponseRedirect(url_of(report, place, parse_period(period)))


def _closing(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise not_found() from None
