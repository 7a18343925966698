"""One person's vaccinations: the schedule by age, every dose judged, every date explained, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.immunization.api import Chart, ChartGroup, chart, noted_pregnancy
from tram.immunization.pages.person.common import WRITE, Opened, opened
from tram.immunization.pages.person.words import (
    age_name,
    circumstance_words,
    deferral_words,
    dose_line,
    group_words,
    next_words,
)
from tram.kernel.actors import may

TETANUS, PREGNANT = "tetanus-women", "pregnant"
SHOWN = 5


@require_GET
def person_page(request: HttpRequest, person: UUID) -> HttpResponse:
    """The page of one person's vaccinations. Refuses (404) whom the actor may not see; a merged record leads on."""
    found = opened(request, person, "person")
    if found.person.id != person:
        return redirect("immunization:person", person=found.person.id)
    drawn = chart(found.person, found.record, found.today)
    groups = [group_words(group, drawn.ages, found.today) for group in drawn.groups]
    put_off = [deferral_words(one, found.today) for one in reversed(found.record.deferrals)]
    context = found.head() | {
        "judged": drawn.judged,
        "ages": [age_name(months) for months in drawn.ages],
        "now": _now(drawn.ages, found.person.born, found.today),
        "groups": groups,
        "by_age": [group for group in groups if any(group["cells"])],
        "doses": [dose_line(dose) for dose in reversed(drawn.doses)],
        "appointment": _appointment(drawn, found.today),
        "circumstances": [circumstance_words(one) for one in reversed(found.record.circumstances)],
        "deferrals": put_off[:SHOWN],
        "cancelled": len(found.record.cancelled),
        "pregnancy": _pregnancy(found),
        "tetanus": next((group for group in groups if group["code"] == TETANUS), None),
    }
    return render(request, "immunization/person/person.html", context)


def _pregnancy(found: Opened) -> dict[str, str] | None:
    """A pregnancy that only visits know of, and where to write it down."""
    if not may(found.actor, WRITE):
        return None
    noted = noted_pregnancy(found.actor, found.person, found.record, found.today)
    if noted is None:
        return None
    code, since = noted
    said = _(
        "Hồ sơ khám ghi thai nghén (%(code)s) từ %(day)s. Ghi có thai và ngày dự sinh thì lịch uốn ván mới tính được."
    )
    address = reverse("immunization:person_circumstance", args=[found.person.id])
    return {"text": said % {"code": code, "day": f"{since:%d/%m/%Y}"}, "url": f"{address}?ma={PREGNANT}&tu={since}"}


def _now(ages: Sequence[int], born: date | None, today: date) -> int:
    """Which column of ages somebody has reached, from 1; 0 when none."""
    if born is None:
        return 0
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return sum(age <= months for age in ages)


def _appointment(drawn: Chart, today: date) -> dict[str, Any] | None:
    """When to come next, and for what."""
    found = drawn.appointment
    if found is None:
        return None
    return {"day": found.day, "today": found.day == today, "late": found.late, "doses": _names(found.groups, today)}


def _names(groups: Sequence[ChartGroup], today: date) -> list[dict[str, Any]]:
    return [told for group in groups if (told := next_words(group, today))]
