"""Vials, waste, minutes, appointments, and the number on paper."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tram.immunization.papers import person_of, qr_svg, qr_text
from tram.immunization.sessions.reads.proposal import wastage
from tram.immunization.sessions.rules import minutes_left, next_visit, rate_for, vials_needed

AT = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
TODAY = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("doses", "per_vial", "rate", "at_least", "carry"),
    [
        (0, 10, 50, 0, 0),
        (7, 10, 50, 1, 2),
        (10, 10, 50, 1, 2),
        (11, 10, 50, 2, 3),
        (30, 1, 5, 30, 32),
        (30, 4, 10, 8, 9),
    ],
)
def test_vials_hold_the_doses_and_the_usual_waste(doses, per_vial, rate, at_least, carry):
    need = vials_needed(doses, per_vial, rate)
    assert (need.at_least, need.carry) == (at_least, carry)
    assert need.left_over == at_least * per_vial - doses


@given(st.integers(1, 500), st.sampled_from([1, 2, 4, 5, 10, 20]), st.sampled_from([0, 5, 10, 25, 50]))
def test_no_plan_carries_too_little(doses, per_vial, rate):
    need = vials_needed(doses, per_vial, rate)
    assert need.carry >= need.at_least
    assert need.at_least * per_vial >= doses > (need.at_least - 1) * per_vial
    assert need.carry * per_vial * (100 - rate) >= doses * 100


def test_the_rate_follows_the_vial():
    rates = {(per, kept): rate_for(per, kept=kept, rates=wastage()) for per in (1, 4, 10) for kept in (True, False)}
    assert rates == {(1, True): 5, (1, False): 5, (4, True): 10, (4, False): 10, (10, True): 25, (10, False): 50}


@pytest.mark.parametrize(("after", "left"), [(0, 30), (1, 30), (60, 29), (29 * 60 + 1, 1), (30 * 60, 0), (7200, 0)])
def test_minutes_of_watching_are_rounded_up_and_never_negative(after, left):
    assert minutes_left(AT, AT + timedelta(seconds=after)) == left


def test_the_next_visit_is_a_planned_session_when_one_is_near():
    due = [date(2026, 11, 5), None, date(2026, 12, 1)]
    assert next_visit(due, TODAY, []) == date(2026, 11, 5)
    assert next_visit(due, TODAY, [date(2026, 10, 25), date(2026, 11, 25)]) == date(2026, 11, 25)
    assert next_visit(due, TODAY, [date(2027, 1, 25)]) == date(2026, 11, 5)
    assert next_visit([TODAY], TODAY, []) == date(2026, 10, 6)
    assert next_visit([None], TODAY, []) is None


@given(st.uuids())
def test_the_number_on_paper_names_its_person_and_no_other(person: UUID):
    text = qr_text(person)
    assert len(text) == 41
    assert text.isdecimal()
    assert person_of(f" {text} ") == person
    wrong = text[:20] + str((int(text[20]) + 1) % 10) + text[21:]
    assert person_of(wrong) is None


@pytest.mark.parametrize("text", ["", "lò thị", "9" * 41, "1" * 40, "012190000101|045|A|1|Nữ|B|2", "²" * 41])
def test_what_is_not_our_number_names_nobody(text):
    assert person_of(text) is None


def test_the_drawing_has_no_inline_style():
    drawn = qr_svg(qr_text(UUID(int=5)))
    assert drawn.startswith("<svg")
    assert "style=" not in drawn
