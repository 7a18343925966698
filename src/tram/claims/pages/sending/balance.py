"""/bhyt/doi-chieu/: a month with the insurer: asked, accepted, refused, paid, owed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tram.claims.api import cancel_payment, facility_of, month_balance, note_payment
from tram.kernel.actors import Actor, may, not_found
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.refusals import Refusal
from tram.people.api import parse_day

FIRST_YEAR, LAST_YEAR = 2017, 2100
TYPED = re.compile(r"(?:\d{1,13}|\d{1,3}(?:\.\d{3}){1,4})(?:,\d{1,2})?", re.ASCII)


@require_GET
def latest(request: HttpRequest) -> HttpResponseRedirect:
    """This month."""
    today = today_vn(time_of(request))
    return redirect(_address(today, request.GET.get("co-so", "")))


@require_GET
def of_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """One facility's month."""
    actor, first = actor_of(request), _month(year, month)
    facility = _facility(request, actor)
    found = month_balance(actor, facility, first)
    chosen = request.GET.get("co-so", "")
    context = {
        "found": found,
        "before": _address(first - timedelta(days=1), chosen),
        "after": _address(first + timedelta(days=32), chosen),
        "today": today_vn(time_of(request)),
        "may_write": may(actor, "claim.write"),
        "chosen": chosen,
    }
    return render(request, "claims/sending/balance.html", context)


@require_POST
def paid(request: HttpRequest, year: int, month: int) -> HttpResponseRedirect:
    """The insurer paid."""
    actor, first = actor_of(request), _month(year, month)
    note_payment(
        by=actor, at=time_of(request), facility=_facility(request, actor), month=first,
        paid_on=parse_day(request.POST.get("paid_on", ""), "paid_on"), amount=_amount(request.POST.get("amount", "")),
        note=request.POST.get("note", ""),
    )  # fmt: skip
    messages.success(request, _("Đã ghi khoản cơ quan BHXH trả."))
    return redirect(_address(first, request.GET.get("co-so", "")))


@require_POST
def not_paid(request: HttpRequest, payment: UUID) -> HttpResponseRedirect:
    """A payment was noted by mistake."""
    month = cancel_payment(
        by=actor_of(request), at=time_of(request), payment=payment, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("Đã huỷ khoản ghi nhầm."))
    return redirect(_address(month, request.GET.get("co-so", "")))


def _address(day: date, facility: str) -> str:
    address = reverse("claims:balance", args=[day.year, day.month])
    return f"{address}?co-so={facility}" if facility else address


def _month(year: int, month: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        raise not_found()
    return date(year, month, 1)


def _facility(request: HttpRequest, actor: Actor) -> UUID:
    """The facility asked for, else the actor's own. Refuses (404) when there is neither."""
    written = request.GET.get("co-so", "")
    try:
        found = UUID(written) if written else facility_of(actor, today_vn(time_of(request)))
    except ValueError:
        found = None
    if found is None:
        raise not_found()
    return found


def _amount(written: str) -> Decimal:
    """``1.234.567`` or ``1234567,50`` as people type it. Refuses what might be read in two ways (``1234.50``)."""
    text = "".join(written.split()).removesuffix("đ")
    if not TYPED.fullmatch(text):
        raise Refusal("claims.amount", _("Số tiền không đọc được. Hãy nhập số, ví dụ 12.500.000."), {"field": "amount"})
    amount = Decimal(text.replace(".", "").replace(",", "."))
    return amount.quantize(Decimal("0.01"))
