"""One person's vaccinations in words: how a line stands, what a dose counts as, why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tram.immunization.api import (
    ChartDose,
    ChartGroup,
    CircumstanceView,
    DeferralView,
    ExplainedDate,
    Stage,
    Step,
    Why,
    antigens,
    circumstances,
    deferral_reasons,
    vaccine_label,
    vaccines,
)
from tram.immunization.pages.lists.words import span_words
from tram.kernel.said import in_words

YEARS_FROM = 36  # ages from three years on are told in years


def step_words(step: Step) -> str:
    """How a line or a dose stands, in one or two words."""
    return {
        Step.GIVEN: _("Đã đủ"),
        Step.DUE: _("Đến hạn"),
        Step.OVERDUE: _("Trễ hẹn"),
        Step.MISSED: _("Quá tuổi"),
        Step.NEXT: _("Chưa đến hạn"),
        Step.LATER: _("Mũi sau"),
        Step.PUT_OFF: _("Đang hoãn"),
        Step.NOT_NEEDED: _("Không cần"),
        Step.FORBIDDEN: _("Chống chỉ định"),
    }[step]


LEVELS = {
    Step.GIVEN: "ok",
    Step.DUE: "info",
    Step.OVERDUE: "warn",
    Step.MISSED: "danger",
    Step.PUT_OFF: "outline",
    Step.FORBIDDEN: "danger",
}


def dose_status(status: str) -> dict[str, str]:
    """Whether a dose counts, as a badge."""
    words = {
        "valid": (_("Được tính"), "ok"),
        "partly": (_("Tính một phần"), "warn"),
        "invalid": (_("Không được tính"), "danger"),
        "extraneous": (_("Mũi thừa"), "outline"),
        "substandard": (_("Không đạt"), "danger"),
        "none": (_("Ngoài lịch"), "outline"),
    }
    text, kind = words[status]
    return {"text": text, "kind": kind}


def age_name(months: int) -> str:
    """The head of a column: ``Sơ sinh``, ``2 tháng``, ``7 tuổi``."""
    if months == 0:
        return _("Sơ sinh")
    if months < YEARS_FROM:
        return _("%(n)s tháng") % {"n": months}
    return _("%(n)s tuổi") % {"n": months // 12}


def why_words(why: Why | None) -> dict[str, Any] | None:
    """A reason in the language of the page, with its source, and whether nobody read it in a legal text."""
    if why is None:
        return None
    return {"sentence": in_words(why.sentence), "source": why.source, "assumed": why.assumed}


def stage_words(stage: Stage) -> dict[str, Any]:
    """One dose of the schedule as a cell."""
    return {
        "number": stage.number,
        "title": stage.title,
        "step": stage.step.value,
        "told": step_words(stage.step) if stage.step != Step.GIVEN else _("Đã tiêm"),
        "day": stage.day,
        "late": stage.on_time is False,
    }


def date_words(one: ExplainedDate) -> dict[str, Any]:
    """One date of the next dose with its reason."""
    names = {
        "earliest": _("Sớm nhất"),
        "recommended": _("Nên tiêm"),
        "overdue": _("Hạn cuối đúng lịch"),
        "latest": _("Muộn nhất"),
    }
    return {"name": names[one.name], "day": one.day, "why": why_words(one.why)}


def verdicts_words(dose: ChartDose) -> list[dict[str, Any]]:
    """What a dose counts as: the antigens judged alike, and why."""
    known = antigens()
    english = get_language() == "en"
    return [
        {
            "antigens": ", ".join(
                (known[code].name_en if english else known[code].name_vi) if code in known else code
                for code in one.antigens
            ),
            "number": one.number,
            "why": why_words(one.why),
            **dose_status(one.status),
        }
        for one in dose.verdicts
    ]


def group_words(group: ChartGroup, ages: Iterable[int], today: date) -> dict[str, Any]:
    """One line of the schedule: its cells by age, its next dose and the dates of it."""
    stages = [stage_words(stage) | {"months": stage.months} for stage in group.stages]
    return {
        "code": group.group,
        "name": vaccine_label(group.group),
        "status": step_words(group.step),
        "level": LEVELS.get(group.step, ""),
        "step": group.step.value,
        "cells": [[stage for stage in stages if stage["months"] == age] for age in ages],
        "unplanned": [stage for stage in stages if stage["months"] is None],
        "given": [dose_line(dose) | {"other": _of_other_line(dose, group.group)} for dose in group.given],
        "why": _why_next(group),
        "dates": [date_words(one) for one in group.dates],
        "next": next_words(group, today),
    }


def _of_other_line(dose: ChartDose, group: str) -> bool:
    """Whether a dose that counts here belongs to another line of the schedule first (hepatitis B at birth, say)."""
    known = vaccines().get(dose.dose.vaccine)
    return known is not None and known.group != group


def _why_next(group: ChartGroup) -> str:
    """Why the next dose is asked for on its day, in one sentence; "" when none is asked for now."""
    if group.step not in {Step.DUE, Step.OVERDUE, Step.NEXT, Step.PUT_OFF}:
        return ""
    why = next((one.why for one in group.dates if one.name == "recommended"), None)
    return in_words(why.sentence) if why else ""


def next_words(group: ChartGroup, today: date) -> dict[str, Any] | None:
    """The next dose: its name, its day, how late it is; None when none is to come."""
    forecast = group.forecast
    if forecast.status != "due" or forecast.recommended is None or group.step == Step.MISSED:
        return None
    name = vaccine_label(forecast.vaccine) if forecast.vaccine else vaccine_label(group.group)
    late = (today - forecast.overdue).days if forecast.overdue and forecast.overdue < today else 0
    return {
        "name": f"{name} {forecast.number}" if len(group.stages) > 1 else name,
        "day": forecast.recommended,
        "late": span_words(late) if late > 0 else "",
    }


def dose_line(dose: ChartDose) -> dict[str, Any]:
    """A dose in a list of doses."""
    view = dose.dose
    return {
        "id": view.id,
        "dialog": str(view.id),
        "day": view.day,
        "vaccine": vaccine_label(view.vaccine),
        "number": dose.number,
        "said_number": view.said_number,
        "lot": view.lot_number,
        "place": view.place_name,
        "source": source_words(view.source),
        "apart": view.apart,
        "note": view.note,
        "verdicts": verdicts_words(dose),
        **dose_status(dose.status),
    }


def source_words(source: str) -> str:
    """How a dose came into the record."""
    return {
        "here": _("tiêm tại trạm"),
        "elsewhere": _("tiêm nơi khác"),
        "campaign": _("tiêm chiến dịch"),
        "imported": _("hệ thống khác gửi"),
    }.get(source, source)


def circumstance_words(one: CircumstanceView) -> dict[str, Any]:
    """Something that changes what is due."""
    known = circumstances().get(one.code)
    return {
        "id": one.id,
        "dialog": str(one.id),
        "name": one.code if known is None else known.name_en if get_language() == "en" else known.name_vi,
        "start": one.start,
        "end": one.end,
        "due_on": one.due_on,
        "text": one.text,
    }


def deferral_words(one: DeferralView, today: date) -> dict[str, Any]:
    """A dose that was put off."""
    kinds = {
        "deferred": _("Hoãn tiêm"),
        "refused": _("Từ chối tiêm"),
        "contraindicated": _("Chống chỉ định"),
        "absent": _("Vắng mặt"),
    }
    known = deferral_reasons().get(one.reason)
    return {
        "id": one.id,
        "dialog": str(one.id),
        "kind": kinds.get(one.kind, one.kind),
        "why": "" if known is None else known.name_en if get_language() == "en" else known.name_vi,
        "group": vaccine_label(one.group) if one.group else _("mọi vắc xin"),
        "day": one.day,
        "until": one.until,
        "open": one.until is not None and one.until > today,
        "note": one.note,
    }
