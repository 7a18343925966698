"""What follows from doses keeps step with the record, whatever was written, and is what a rebuild gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.follows import derived, faults
from tram.immunization.api import (
    CircumstanceInput,
    DoseInput,
    cancel_deferral,
    carry_doses,
    end_circumstance,
    ensure_forecasts,
    forecasts_paused,
    rebuild_forecasts,
    record_circumstance,
    record_deferral,
    record_dose,
    vaccination_record,
)
from tram.immunization.models import AdverseEvent, DoseStanding, EventStanding, Forecast, ForecastState
from tram.immunization.record import following
from tram.immunization.record.tests.world import AT, BORN, HANH, TODAY, child
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import batch, deed
from tram.kernel.facts.erasure import erase_person
from tram.kernel.refusals import Refusal
from tram.people.api import change_person, record_death, withdraw_death
from tram.people.models import Person
from tram.people.tests.support import HERE, law, merge

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _communes(db: None) -> Iterator[None]:
    law()
    rebuild_forecasts(TODAY)
    yield
    assert faults() == []


def give(person: UUID, vaccine: str = "bcg", day: date = BORN) -> UUID:
    return record_dose(by=HANH, at=AT, person=person, vaccine=vaccine, day=day).id


def due(person: UUID) -> dict[str, str]:
    return dict(Forecast.objects.filter(person=person).values_list("group", "status"))


def stand(person: UUID) -> int:
    return DoseStanding.objects.filter(person=person).count()


def test_a_birth_opens_the_schedule_and_a_grown_up_is_left_alone() -> None:
    na, lan = child(), child("Lò Thị Lan", date(1980, 5, 1))
    assert due(na)["bcg"] == "due"
    assert due(lan) == {}
    give(lan, "tt", TODAY)
    assert due(lan) != {}


def test_a_corrected_birth_day_judges_every_dose_anew() -> None:
    na = child()
    give(na, "dpt-vgb-hib", BORN + 30 * DAY)
    assert not DoseStanding.objects.get().valid
    change_person(by=HANH, at=AT, person=na, birth=f"{BORN - 60 * DAY:%d/%m/%Y}")
    found = DoseStanding.objects.get()
    assert (found.valid, found.number, found.age_days) == (True, 1, 90)


def test_the_dead_are_asked_for_nothing_until_death_is_withdrawn() -> None:
    na = child()
    record_death(by=HANH, at=AT, person=na, died=f"{TODAY:%d/%m/%Y}", cause_text="Viêm phổi")
    assert due(na) == {}
    withdraw_death(by=HANH, at=AT, person=na)
    assert due(na)["bcg"] == "due"


def test_records_that_are_merged_and_parted_again_stand_where_they_belong() -> None:
    one, two, three = child("Một"), child("Hai"), child("Ba")
    for person in (one, two, three):
        give(person, "bcg", BORN + DAY)
    merge(one, two)
    assert [stand(person) for person in (one, two, three)] == [0, 2, 1]
    merge(two, three)
    assert [stand(person) for person in (one, two, three)] == [0, 0, 3]
    assert due(one) == due(two) == {}
    row = Person.objects.get(pk=two)
    with deed("conflict.decided", by=SYSTEM, at=AT, place=HERE, person=two) as fact:
        fact.change(row, merged_into_id=None)
    assert [stand(person) for person in (one, two, three)] == [0, 2, 1]


def test_what_was_merged_into_somebody_else_leaves_the_first_without_a_dose_between() -> None:
    one, two, three = child("Một"), child("Hai"), child("Ba")
    record_circumstance(by=HANH, at=AT, person=one, code="contraindicated-bcg", start=BORN)
    merge(one, two)
    assert due(two)["bcg"] == "contraindicated"
    merge(one, three)
    assert (due(two)["bcg"], due(three)["bcg"]) == ("due", "contraindicated")


def test_two_records_merged_into_each_other_are_one_for_everybody() -> None:
    one, two = child("Một"), child("Hai")
    give(one)
    give(two, "opv", BORN + 60 * DAY)
    merge(one, two)
    merge(two, one)
    assert stand(min(one, two)) == 2


def test_the_erasure_of_a_merged_record_takes_its_doses_from_the_other() -> None:
    one, two = child("Một"), child("Hai")
    give(one)
    merge(one, two)
    assert due(two)["bcg"] == "complete"
    erase_person(by=SYSTEM, at=AT, person=one, commune=HERE)
    assert due(two)["bcg"] == "due"
    erase_person(by=SYSTEM, at=AT, person=two, commune=HERE)
    assert all(not rows for rows in derived().values())


def test_what_was_merged_into_an_erased_record_stands_for_itself_again() -> None:
    one, two, three = child("Một"), child("Hai"), child("Ba")
    give(one)
    merge(one, two)
    merge(two, three)
    erase_person(by=SYSTEM, at=AT, person=two, commune=HERE)
    told = derived()
    assert due(one)["bcg"] == "complete"
    assert due(three)["bcg"] == "due"
    rebuild_forecasts()
    assert derived() == told


def test_a_pregnancy_asks_for_tetanus_and_its_end_no_more() -> None:
    lan = child("Lò Thị Lan", date(1998, 5, 1), sex="female")
    told = record_circumstance(
        by=HANH, at=AT, person=lan, code="pregnant", start=TODAY - 100 * DAY, due_on=TODAY + 180 * DAY
    )
    assert due(lan)["tetanus-women"] == "due"
    latest = Forecast.objects.get(person=lan, group="tetanus-women").latest
    assert latest is not None
    assert latest < TODAY + 300 * DAY
    end_circumstance(by=HANH, at=AT, circumstance=told.id, end=TODAY)
    assert due(lan)["tetanus-women"] != "due"
    with pytest.raises(Refusal):
        record_circumstance(by=HANH, at=AT, person=lan, code="pregnant", start=TODAY - 10 * DAY)


def test_a_contraindication_noted_at_a_session_holds_until_it_is_taken_back_or_a_dose_is_given() -> None:
    na = child()
    told = {"by": HANH, "at": AT, "person": na, "kind": "contraindicated", "reason": "anaphylaxis"}
    first = record_deferral(**told, group="bcg")
    record_deferral(**told, group="polio", until=TODAY + 7 * DAY)
    assert (due(na)["bcg"], due(na)["polio"]) == ("contraindicated", "due")
    cancel_deferral(by=HANH, at=AT, deferral=first.id, cancel_reason="Nhầm trẻ")
    assert due(na)["bcg"] == "due"


def test_bulk_work_stands_still_and_is_made_up_for_at_the_end() -> None:
    with forecasts_paused(), batch():
        people = [child(f"Trẻ {number}") for number in range(6)]
        for person in people:
            card = [DoseInput(vaccine="bcg", day=BORN), DoseInput(vaccine="opv", day=BORN + 60 * DAY)]
            noted = [CircumstanceInput(code="premature", start=BORN)]
            carry_doses(by=SYSTEM, at=AT, person=person, commune=HERE, doses=card, circumstances=noted)
        assert not Forecast.objects.exists()
    assert {stand(person) for person in people} == {2}


def test_another_schedule_in_force_makes_everything_anew() -> None:
    na = child()
    assert not ensure_forecasts(TODAY)
    ForecastState.objects.update(signature="of long ago")
    Forecast.objects.filter(person=na).delete()
    assert vaccination_record(HANH, na, TODAY).forecasts
    assert not ensure_forecasts(TODAY)


def test_the_cost_of_following_many_does_not_grow_with_them() -> None:
    counts = []
    for size in (2, 40):
        people = [child(f"Trẻ {size} {number}") for number in range(size)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            following.write(people)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 15


def test_one_dose_costs_few_statements() -> None:
    na = child()
    with CaptureQueriesContext(connection) as asked:
        give(na)
    assert len(asked) < 40


@pytest.mark.parametrize(("minutes", "hours"), [(None, None), (0, 0), (1, 1), (60, 1), (61, 2), (1440, 24), (1441, 25)])
def test_hours_until_an_event_is_told_on_are_rounded_up(minutes: int | None, hours: int | None) -> None:
    na = child()
    told: dict[str, Any] = {"onset_at": AT - 10 * DAY, "known_at": AT}
    told["notified_at"] = None if minutes is None else AT + timedelta(minutes=minutes)
    with deed("test.event", by=SYSTEM, at=AT, place=HERE, person=na) as fact:
        fact.add(AdverseEvent(person_id=na, commune=HERE, **told))
    assert EventStanding.objects.get().notified_hours == hours
    erase_person(by=SYSTEM, at=AT, person=na, commune=HERE)
    assert not EventStanding.objects.exists()
