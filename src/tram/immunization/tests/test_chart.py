"""One person's schedule as the page draws it: what stands in each cell, which doses count, when to come next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest

from tram.immunization.api import (
    Chart,
    Step,
    chart,
    record_deferral,
    record_doses,
    vaccination_brief,
    vaccination_record,
)
from tram.immunization.record import DoseInput
from tram.immunization.tests.lists_world import AT, HANH, TODAY
from tram.people.api import hits
from tram.people.tests.support import law, register
from tram.places.reads.law import forget

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@pytest.fixture(autouse=True)
def _communes(db: None) -> Iterator[None]:
    law()
    yield
    forget()


def born(days: int) -> UUID:
    return register("Lò Thị Na", birth=f"{TODAY - timedelta(days=days):%d/%m/%Y}", sex="female")


def given(person: UUID, *doses: tuple[date, str]) -> None:
    said = [DoseInput(vaccine=vaccine, day=day, source="elsewhere", place_name="BV") for day, vaccine in doses]
    record_doses(by=HANH, at=AT, person=person, doses=said)


def drawn(person: UUID) -> Chart:
    return chart(hits([person])[0], vaccination_record(HANH, person, TODAY), TODAY)


def steps(found: Chart, group: str) -> list[tuple[int, str]]:
    one = next(each for each in found.groups if each.group == group)
    return [(stage.number, stage.step.value) for stage in one.stages]


def test_a_newborns_schedule_stands_whole_before_anything_is_given() -> None:
    found = drawn(born(0))
    assert found.judged
    assert found.doses == ()
    assert found.ages[:4] == (0, 2, 3, 4)
    assert steps(found, "hepb0") == [(1, "due")]
    assert steps(found, "polio") == [(1, "next"), (2, "later"), (3, "later")]
    polio = next(one for one in found.groups if one.group == "polio")
    assert all(stage.day and stage.day > TODAY for stage in polio.stages)


def test_given_doses_fill_the_cells_of_their_numbers() -> None:
    na, day = born(120), TODAY - timedelta(days=50)
    given(na, (day, "dpt-vgb-hib"), (day, "opv"))
    found = drawn(na)
    assert steps(found, "dpt-vgb-hib")[0] == (1, "given")
    assert steps(found, "polio")[:2] == [(1, "given"), (2, "due")]


def test_doses_after_a_late_one_are_planned_from_today_not_from_the_past() -> None:
    na = born(400)
    polio = next(one for one in drawn(na).groups if one.group == "polio")
    assert polio.step == Step.OVERDUE
    first, second, third = polio.stages
    assert first.day is not None
    assert first.day < TODAY
    assert second.day is not None
    assert third.day is not None
    assert TODAY < second.day < third.day


def test_a_dose_that_does_not_count_says_why_and_leaves_its_cell_open() -> None:
    na = born(300)
    given(na, (TODAY - timedelta(days=290), "opv"))
    found = drawn(na)
    assert found.doses[0].status == "invalid"
    assert "nên không được tính" in found.doses[0].verdicts[0].why.sentence
    assert steps(found, "polio")[0] == (1, "overdue")


def test_antigens_judged_alike_stand_in_one_verdict() -> None:
    na = born(120)
    given(na, (TODAY - timedelta(days=50), "dpt-vgb-hib"))
    dose = drawn(na).doses[0]
    assert (dose.status, dose.number) == ("valid", 1)
    assert len(dose.verdicts) == 1
    assert set(dose.verdicts[0].antigens) == {"diphtheria", "pertussis", "tetanus", "hepb", "hib"}


def test_a_vaccine_outside_the_schedule_is_shown_and_counts_for_nothing() -> None:
    na = born(400)
    given(na, (TODAY - timedelta(days=30), "rabies"))
    assert drawn(na).doses[0].status == "none"


def test_the_appointment_is_today_for_what_is_late_and_names_all_of_it() -> None:
    found = drawn(born(100)).appointment
    assert found is not None
    assert (found.day, found.late) == (TODAY, True)
    assert {"bcg", "dpt-vgb-hib", "polio"} <= {group.group for group in found.groups}


def test_the_appointment_of_a_child_who_is_up_to_date_is_the_next_day_of_the_schedule() -> None:
    na, today = born(30), TODAY - timedelta(days=30)
    given(na, (today, "hepb"), (today, "bcg"))
    found = drawn(na).appointment
    assert found is not None
    assert found.day > TODAY
    assert not found.late


def test_what_was_put_off_says_so() -> None:
    na = born(100)
    record_deferral(by=HANH, at=AT, person=na, kind="deferred", reason="fever", until=TODAY + timedelta(days=7))
    assert {one.step for one in drawn(na).groups} <= {Step.PUT_OFF, Step.NEXT, Step.MISSED, Step.LATER}


def test_without_a_birth_date_nothing_is_judged() -> None:
    found = drawn(register("Lò Thị Na"))
    assert not found.judged
    assert found.appointment is None


def test_every_date_of_a_coming_dose_has_a_reason_with_a_source() -> None:
    dates = [one for group in drawn(born(100)).groups for one in group.dates]
    assert len(dates) > 10
    assert [one.name for one in dates if one.why is None or not one.why.source] == []


def test_the_brief_tells_what_waits_now_and_what_comes_then() -> None:
    na = born(100)
    brief = vaccination_brief(na, TODAY)
    assert brief.late
    assert {one.group for one in brief.now} >= {"bcg", "polio"}
    assert brief.given == 0
    given(na, (TODAY - timedelta(days=1), "bcg"))
    assert "bcg" not in {one.group for one in vaccination_brief(na, TODAY).now}
