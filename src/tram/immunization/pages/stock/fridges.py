"""Temperatures: one page for all fridges twice a day, a sheet for each month with a chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tram.immunization.api import (
    HALF_NAMES,
    ColdChain,
    HalfView,
    Read,
    add_fridge,
    cancel_reading,
    cold_chain,
    end_fridge,
    fridge,
    fridges_now,
    month_sheet,
    record_readings,
)
from tram.immunization.pages.stock.common import celsius_in, frame, store_of, typed
from tram.kernel.actors import require
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.periods import month, parse_period
from tram.kernel.refusals import Refusal
from tram.people.api import parse_day

UNFIT = 422
WIDE, HIGH, LEFT, TOP = 720, 200, 34, 8  # the chart, in its own units
LEAST, MOST = -2, 14  # °C it shows; what lies outside stands at its edge


@require_http_methods(["GET", "POST"])
def fridges(request: HttpRequest) -> HttpResponse:
    """A field for each fridge; the clock says whether it is morning or afternoon. A missed half may be named."""
    commune, at = store_of(request), time_of(request)
    refusal = None
    if request.method == "POST":
        require(actor_of(request), "vaccine_stock.write", commune)
        try:
            return _save(request, commune)
        except Refusal as refused:
            if refused.status in (403, 404):
                raise
            refusal = refused
    day, half = _asked(request)
    rule = cold_chain(today_vn(at))
    now = fridges_now(actor_of(request), commune, at)
    context = frame(request, commune) | {
        "rows": [_row(request, one, rule) for one in now if day is None or (day, half) in one.missed],
        "read": [one for one in now if one.now] if day is None else [],
        "all_read": day is None and all(one.now for one in now),
        "all_fridges": now,
        "day": day or today_vn(at),
        "half": half or rule.half(at),
        "half_name": str(HALF_NAMES[half or rule.half(at)]),
        "earlier": day is not None,
        "rule": rule,
        "missed": _missed(now),
        "refusal": refusal,
    }
    return render(request, "immunization/stock/fridges.html", context, status=UNFIT if refusal else 200)


@require_GET
def sheet(request: HttpRequest, fridge_id: UUID) -> HttpResponse:
    """The month of a fridge: every half-day, alarms and gaps, and its line against the limits; made for paper."""
    actor, at = actor_of(request), time_of(request)
    seen = fridge(actor, fridge_id)
    year, number = _month(request, today_vn(at))
    halves = month_sheet(actor, fridge_id, year, number, at)
    rule = cold_chain(today_vn(at))
    whole = month(year, number)
    last = whole.end or whole.start
    context = frame(request, seen.commune) | {
        "fridge": seen,
        "start": whole.start,
        "days": _days(halves),
        "missed": sum(half.missed for half in halves),
        "alarms": [one for half in halves for one in half.readings if one.alarm],
        "rule": rule,
        "chart": _chart(halves, rule),
        "before": _name(whole.start - timedelta(days=1)),
        "after": _name(last + timedelta(days=1)) if last < today_vn(at) else "",
        "half_names": {half: str(name) for half, name in HALF_NAMES.items()},
    }
    return render(request, "immunization/stock/sheet.html", context)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A fridge of the station."""
    commune, at = store_of(request), time_of(request)
    add_fridge(
        by=actor_of(request),
        at=at,
        commune=commune,
        name=typed(request.POST, "name"),
        model=typed(request.POST, "model"),
        day=today_vn(at),
    )
    messages.success(request, _("Đã thêm tủ."))
    return redirect(f"{reverse('immunization:fridges')}?xa={commune}")


@require_POST
def end(request: HttpRequest, fridge_id: UUID) -> HttpResponse:
    """A fridge that is no longer used from tomorrow on."""
    at = time_of(request)
    seen = fridge(actor_of(request), fridge_id)
    end_fridge(by=actor_of(request), at=at, fridge=fridge_id, day=today_vn(at))
    messages.success(request, _("Từ ngày mai không ghi nhiệt độ tủ này nữa."))
    return redirect(f"{reverse('immunization:fridges')}?xa={seen.commune}")


@require_POST
def cancel(request: HttpRequest, fridge_id: UUID, reading: UUID) -> HttpResponse:
    """A reading typed wrongly, with the reason posted."""
    why = typed(request.POST, "reason")
    cancel_reading(by=actor_of(request), at=time_of(request), reading=reading, cancel_reason=why)
    messages.success(request, _("Đã huỷ nhiệt độ ghi nhầm."))
    return redirect("immunization:fridge", fridge_id=fridge_id)


def _save(request: HttpRequest, commune: str) -> HttpResponse:
    readings: dict[UUID, Read] = {}
    for name, text in request.POST.items():
        found = as_uuid(name.removeprefix("do-")) if name.startswith("do-") else None
        celsius = celsius_in(str(text).strip()) if found else None
        if found is not None and celsius is not None:
            low, high = (celsius_in(typed(request.POST, f"{part}-{found}")) for part in ("thap", "cao"))
            readings[found] = Read(celsius, low, high, typed(request.POST, f"viec-{found}"))
    day, half = _asked(request)
    done = record_readings(
        by=actor_of(request), at=time_of(request), commune=commune, readings=readings, day=day, half=half
    )
    alarms = sum(bool(one.alarm) for one in done)
    if alarms:
        messages.warning(request, _("Đã ghi %(n)s tủ báo động. Làm theo hướng dẫn rồi đo lại.") % {"n": alarms})
    else:
        messages.success(request, _("Đã ghi nhiệt độ."))
    return redirect(f"{reverse('immunization:fridges')}?xa={commune}")


def _asked(request: HttpRequest) -> tuple[date | None, str | None]:
    """A missed half the page is asked for; (None, None) for the half that runs."""
    text, half = typed(request.GET, "ngay"), typed(request.GET, "buoi")
    return (parse_day(text, "ngay"), half) if text and half in HALF_NAMES else (None, None)


def _row(request: HttpRequest, one: Any, rule: ColdChain) -> dict[str, Any]:
    key = one.fridge.id
    told = typed(request.POST, f"do-{key}")
    try:
        celsius = celsius_in(told)
    except Refusal:
        celsius = None
    return {
        "now": one,
        "fridge": one.fridge,
        "value": told,
        "low": typed(request.POST, f"thap-{key}"),
        "high": typed(request.POST, f"cao-{key}"),
        "action": typed(request.POST, f"viec-{key}"),
        "advice": rule.advice(celsius) if celsius is not None else "",
    }


def _missed(now: Sequence[Any]) -> list[dict[str, Any]]:
    """Halves that nobody read, the latest first, each with its fridges."""
    found: dict[tuple[date, str], list[str]] = {}
    for one in now:
        for key in one.missed:
            found.setdefault(key, []).append(one.fridge.name)
    order = sorted(found, reverse=True)
    return [
        {"day": day, "half": half, "half_name": str(HALF_NAMES[half]), "fridges": found[day, half]}
        for day, half in order
    ]


def _month(request: HttpRequest, today: date) -> tuple[int, int]:
    text = typed(request.GET, "thang")
    if not text:
        return today.year, today.month
    start = parse_period(text).start
    return start.year, start.month


def _name(day: date) -> str:
    return f"{day:%Y-%m}"


def _days(halves: Sequence[HalfView]) -> list[dict[str, Any]]:
    """One line a day: its two halves."""
    found: dict[date, dict[str, HalfView]] = {}
    for half in halves:
        found.setdefault(half.day, {})[half.half] = half
    return [{"day": day, "halves": [parts.get(name) for name in HALF_NAMES]} for day, parts in found.items()]


def _chart(halves: Sequence[HalfView], rule: ColdChain) -> dict[str, Any]:
    """The line of a month for an SVG, which prints and needs no script; every number as SVG reads it."""
    step = (WIDE - LEFT) / max(1, len(halves) - 1)

    def y(celsius: Decimal | int) -> float:
        inside = min(MOST, max(LEAST, float(celsius)))
        return TOP + (MOST - inside) / (MOST - LEAST) * HIGH

    def x(at: int) -> str:
        return f"{LEFT + at * step:.1f}"

    dots = [
        {"x": x(at), "y": f"{y(one.celsius):.1f}", "alarm": one.alarm, "celsius": one.celsius}
        for at, half in enumerate(halves)
        for one in half.readings
    ]
    return {
        "dots": dots,
        "line": " ".join(f"{dot['x']},{dot['y']}" for dot in dots),
        "gaps": [x(at) for at, half in enumerate(halves) if half.missed],
        "band_y": f"{y(rule.high):.1f}",
        "band_height": f"{y(rule.low) - y(rule.high):.1f}",
        "marks": [{"y": f"{y(mark):.1f}", "text": mark} for mark in (0, 2, 4, 6, 8, 10, 12)],
        "width": WIDE,
        "height": HIGH + 2 * TOP,
        "bottom": TOP + HIGH,
        "left": LEFT,
    }
