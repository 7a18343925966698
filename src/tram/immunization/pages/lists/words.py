"""Lists in words: names of vaccines and groups, how late a dose is, why it was put off."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tram.immunization.api import DueDose, Kind, PutOff, deferral_reasons, vaccine_label

WEEKS_FROM, MONTHS_FROM, YEARS_FROM = 14, 60, 730
DAYS_A_MONTH, DAYS_A_YEAR = 30.4375, 365.25


def dose_name(dose: DueDose) -> str:
    """``OPV 2``: what is drawn up, and its number from the second on."""
    return vaccine_label(dose.vaccine or dose.group, dose.number)


def dose_words(dose: DueDose, today: date) -> dict[str, Any]:
    """A dose as a badge: its name, how it stands, and the day in full for whoever asks."""
    late = dose.kind == Kind.OVERDUE
    return {
        "name": dose_name(dose),
        "told": _("trễ %(time)s") % {"time": span_words((today - dose.since).days)} if late else day_words(dose, today),
        "level": "warn" if late else "danger" if dose.kind == Kind.MISSED else "ok",
    }


def day_words(dose: DueDose, today: date) -> str:
    """The day a dose falls due, or was lost."""
    if dose.kind == Kind.MISSED:
        return _("hết hạn %(day)s") % {"day": f"{dose.since:%d/%m/%y}"}
    return _("hôm nay") if dose.since == today else f"{dose.since:%d/%m/%y}"


def span_words(days: int) -> str:
    """A number of days as people say it: ``12 ngày``, ``5 tuần``, ``4 tháng``, ``3 năm``."""
    if days < WEEKS_FROM:
        return _("%(n)s ngày") % {"n": days}
    if days < MONTHS_FROM:
        return _("%(n)s tuần") % {"n": days // 7}
    if days < YEARS_FROM:
        return _("%(n)s tháng") % {"n": int(days / DAYS_A_MONTH)}
    return _("%(n)s năm") % {"n": int(days / DAYS_A_YEAR)}


def put_off_words(put_off: PutOff | None) -> str:
    """When and why somebody last went without; "" when never."""
    if put_off is None:
        return ""
    kinds = {
        "deferred": _("Hoãn"),
        "refused": _("Từ chối"),
        "contraindicated": _("Chống chỉ định"),
        "absent": _("Vắng"),
    }
    known = deferral_reasons().get(put_off.reason)
    why = "" if known is None else known.name_en if get_language() == "en" else known.name_vi
    told = f"{kinds.get(put_off.kind, put_off.kind)} {put_off.day:%d/%m}"
    told = f"{told}: {why}" if why else told
    return _("%(told)s, hẹn %(day)s") % {"told": told, "day": f"{put_off.until:%d/%m}"} if put_off.until else told


def kind_names() -> dict[Kind, str]:
    """The names of the lists."""
    return {Kind.DUE: _("Đến hạn"), Kind.OVERDUE: _("Trễ hẹn"), Kind.MISSED: _("Lỡ mũi")}
