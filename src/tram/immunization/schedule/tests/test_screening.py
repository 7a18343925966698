"""Which screening form is asked, and that what it finds names a reason of ours."""

from __future__ import annotations

from datetime import date

import pytest

from tram.engines.forms import check
from tram.immunization.schedule import deferral_reasons, screening_form

DAY = date(2026, 9, 20)


@pytest.mark.parametrize(
    ("birth", "form"),
    [
        (None, "child"),
        (date(2026, 9, 20), "newborn"),
        (date(2026, 8, 21), "newborn"),
        (date(2026, 8, 20), "child"),
        (date(2008, 9, 21), "child"),
        (date(2008, 9, 20), "adult"),
        (date(2026, 9, 21), "child"),
    ],
)
def test_the_form_follows_the_age(birth: date | None, form: str) -> None:
    assert screening_form(birth, DAY).head.id == f"immunization.screening_{form}"


@pytest.mark.parametrize("birth", [date(2026, 9, 20), date(2025, 1, 1), date(1990, 1, 1)])
def test_every_reason_a_form_names_is_in_the_list(birth: date) -> None:
    named = {rule.id.partition(".off.")[2] for rule in screening_form(birth, DAY).rules if ".off." in rule.id}
    assert named
    assert named <= set(deferral_reasons())


def test_a_healthy_child_needs_only_a_temperature() -> None:
    form = screening_form(date(2025, 1, 1), DAY)
    assert [one.id for one in form.fields if one.required] == ["temperature"]
    assert not check(form, {"temperature": "36,7"}, inputs={"birth_date": date(2025, 1, 1), "day": DAY}).findings
