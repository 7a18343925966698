"""Staff numbers an administrator enters: dated, never overwritten."""

from __future__ import annotations

from datetime import date

import pytest

from tram.kernel.actors import Actor
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.places.api import FacilityView, VillageView, set_staff_count, set_staff_counts, staff_counts
from tram.places.models import StaffCount
from tram.places.tests.world import AT, FOUNDED, HERE, refused

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NEW_YEAR, EVE = date(2026, 1, 1), date(2025, 12, 31)


def numbers(day: date) -> dict[str, int]:
    return {row.category: row.number for row in staff_counts(HERE, day)}


def test_a_number_holds_until_the_day_before_the_next(head: Actor, station: FacilityView) -> None:
    for number, day in ((0, FOUNDED), (1, NEW_YEAR)):
        set_staff_count(by=head, at=AT, category="doctor", number=number, day=day, facility=station.id)
    assert (numbers(EVE), numbers(NEW_YEAR), numbers(date(2025, 6, 30))) == ({"doctor": 0}, {"doctor": 1}, {})


def test_the_same_number_again_writes_nothing_and_another_the_same_day_corrects(
    head: Actor, station: FacilityView
) -> None:
    for number in (2, 2, 3):
        set_staff_count(by=head, at=AT, category="doctor", number=number, day=FOUNDED, facility=station.id)
    assert (numbers(FOUNDED), StaffCount.objects.count()) == ({"doctor": 3}, 1)
    assert Fact.objects.filter(name="staff_count.set").count() == 2


def test_doctors_belong_to_facilities_and_trained_workers_to_villages(
    head: Actor, station: FacilityView, hon: VillageView
) -> None:
    for where, category, number, code in (
        ({"facility": station.id}, "trained_vhw", 1, "staff_count.category"),
        ({"village": hon.id}, "doctor", 1, "staff_count.category"),
        ({}, "doctor", 1, "staff_count.place"),
        ({"facility": station.id, "village": hon.id}, "doctor", 1, "staff_count.place"),
        ({"facility": station.id}, "doctor", -1, "staff_count.number"),
        ({"facility": station.id}, "doctor", 1000, "staff_count.number"),
    ):
        with pytest.raises(Refusal) as refusal:
            set_staff_count(by=head, at=AT, category=category, number=number, day=FOUNDED, **where)
        assert refusal.value.code == code
    assert not StaffCount.objects.exists()


def test_many_numbers_are_entered_all_or_none(head: Actor, station: FacilityView, hon: VillageView) -> None:
    set_staff_counts(by=head, at=AT, day=FOUNDED, facilities={station.id: 1}, villages={hon.id: 1})
    assert numbers(FOUNDED) == {"doctor": 1, "trained_vhw": 1}
    with pytest.raises(Refusal):
        set_staff_counts(by=head, at=AT, day=NEW_YEAR, facilities={station.id: 5}, villages={hon.id: 5000})
    assert numbers(NEW_YEAR) == {"doctor": 1, "trained_vhw": 1}


def test_only_those_who_may_write_here_enter_numbers(nurse: Actor, stranger: Actor, station: FacilityView) -> None:
    asked = {"at": AT, "category": "doctor", "number": 1, "day": FOUNDED, "facility": station.id}
    assert [refused(set_staff_count, by=by, **asked).status for by in (nurse, stranger)] == [
        403,
        404,
    ]
