"""Lists in words: names of vaccines and groups, how late a dose is, why it was put off."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tram.immunization.api import DueDose, Kind, PutOff, deferral_reasons, groups, vaccines

WEEKS_FROM, MONTHS_FROM = 14, 60
DAYS_A_MONTH = 30


def group_name(code: str) -> str:
    """The short name of a group of vaccines, in the language of the page."""
    known = groups().get(code)
    if known is None:
        return code
    return known.name_en if get_language() == "en" else known.short_vi


def vaccine_name(code: str) -> str:
    """The short name of a vaccine, in the language of the page; an unknown code stands for itself."""
    known = vaccines().get(code)
    if known is None:
        return code
    return known.name_en if get_language() == "en" else known.short_vi


def dose_name(dose: DueDose) -> str:
    """``OPV 2``: what is drawn up, and its number where the series has several."""
    name = vaccine_name(dose.vaccine) if dose.vaccine else group_name(dose.group)
    return f"{name} {dose.number}" if dose.number and dose.number > 1 else name


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
    """A number of days as people say it: ``12 ngày``, ``5 tuần``, ``4 tháng``."""
    if days < WEEKS_FROM:
        return _("%(n)s ngày") % {"n": days}
    if days < MONTHS_FROM:
        return _("%(n)s tuần") % {"n": days // 7}
    return _("%(n)s tháng") % {"n": days // DAYS_A_MONTH}


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
