"""What states, periods and versions are called on these pages, and their addresses."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tram.kernel.periods import Period, name_of
from tram.reports import api

LISTED = {"month": 12, "quarter": 4, "half": 2, "year": 2}


def state_badge(due: api.Due) -> dict[str, str]:
    """The state in words and the colour of its badge."""
    names = {
        api.State.RUNNING: (_("Chưa hết kỳ"), "outline"),
        api.State.OPEN: (_("Đang mở"), "info"),
        api.State.DUE_SOON: (_("Sắp đến hạn"), "warn"),
        api.State.OVERDUE: (_("Quá hạn"), "danger"),
        api.State.REOPENED: (_("Đã mở lại"), "warn"),
        api.State.TWO_CLOSINGS: (_("Hai bản khác nhau"), "danger"),
        api.State.CLOSED: (_("Đã chốt"), "ok"),
        api.State.SENT: (_("Đã gửi"), "ok"),
    }
    text, kind = names[due.state]
    return {"text": text, "kind": kind}


def due_words(due: api.Due) -> str:
    """``06/11/2026, còn 3 ngày làm việc``; ``muộn`` for what was closed after its day."""
    day = f"{due.due:%d/%m/%Y}"
    if due.late:
        return _("%(day)s, chốt muộn") % {"day": day}
    if due.state in (api.State.OPEN, api.State.DUE_SOON) and due.days_left:
        return _("%(day)s, còn %(count)s ngày làm việc") % {"day": day, "count": due.days_left}
    return _("%(day)s, hôm nay là hạn cuối") % {"day": day} if due.state == api.State.DUE_SOON else day


def title_of(due: api.Due) -> str:
    """The report's title in the reader's language."""
    return api.translated(due.title_vi, due.title_en)


def period_title(period: Period) -> str:
    """``Tháng 10 năm 2026``."""
    words = api.period_words(period)
    return words[:1].upper() + words[1:]


def report_url(due: api.Due, page: str = "report", **told: str) -> str:
    """A page of a report; ``told`` are its parameters."""
    return url_of(due.report, due.place, due.period, page, **told)


def url_of(report: str, place: str, period: Period, page: str = "report", **told: str) -> str:
    """The same from its parts."""
    address = reverse(f"reports:{page}", args=[report, place, name_of(period)])
    query = urlencode({name: text for name, text in told.items() if text})
    return f"{address}?{query}" if query else address


def periods_to_choose(today: date, chosen: Period | None) -> list[dict[str, Any]]:
    """The last periods that are over, by kind, newest first; the chosen one is among them."""
    names = {"month": _("Tháng"), "quarter": _("Quý"), "half": _("6 tháng"), "year": _("Năm")}
    return [{"label": names[kind], "options": _options(kind, today, count, chosen)} for kind, count in LISTED.items()]


def _options(kind: str, today: date, count: int, chosen: Period | None) -> list[dict[str, Any]]:
    found = api.last_periods(kind, today, count)
    return [{"value": name_of(one), "label": period_title(one), "current": one == chosen} for one in found]
