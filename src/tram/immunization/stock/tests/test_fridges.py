"""Fridges: two readings a day, alarms with what to do, missed readings shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tram.immunization.models import FridgeReading
from tram.immunization.stock import fridges
from tram.immunization.stock.definitions import cold_chain
from tram.immunization.stock.fridges import Read
from tram.immunization.stock.tests.conftest import AT, DAY, HERE
from tram.immunization.stock.tests.test_stock import refused
from tram.kernel import facts
from tram.kernel.definitions import load_toml

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AFTERNOON = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


@pytest.fixture
def fridge(hanh):
    return fridges.add_fridge(by=hanh, at=AT, commune=HERE, name="Tủ 1", day=DAY - timedelta(days=2)).id


def read(by, fridge, celsius="5", at=AT, **more):
    fields = {name: more.pop(name) for name in ("low", "high", "action") if name in more}
    told = Read(Decimal(celsius), **fields)
    return fridges.record_readings(by=by, at=at, commune=HERE, readings={fridge: told}, **more)[0]


def test_the_clock_says_which_half_of_the_day_it_is(hanh, fridge):
    assert (read(hanh, fridge).half, read(hanh, fridge, at=AFTERNOON).half) == ("am", "pm")
    assert FridgeReading.objects.filter(alarm=False).count() == 2


def test_the_same_half_is_read_once_and_again_after_it_was_cancelled(hanh, fridge):
    first = read(hanh, fridge)
    with refused("fridge.read_already"):
        read(hanh, fridge, "6")
    with refused("immunization.reason_missing"):
        fridges.cancel_reading(by=hanh, at=AT, reading=first.id, cancel_reason="")
    fridges.cancel_reading(by=hanh, at=AT, reading=first.id, cancel_reason="Gõ nhầm")
    assert read(hanh, fridge, "6").celsius == 6


@pytest.mark.parametrize(("celsius", "alarm"), [("1.9", "cold"), ("2", ""), ("8", ""), ("8.1", "warm")])
def test_outside_two_to_eight_degrees_is_an_alarm_with_what_to_do(hanh, fridge, celsius, alarm):
    if alarm:
        with refused("stock.action_missing") as caught:
            read(hanh, fridge, celsius)
        assert cold_chain(DAY).advice(Decimal(celsius)) in caught.value.sentence
    assert read(hanh, fridge, celsius, action="Chuyển sang hòm lạnh" if alarm else "").alarm == alarm


def test_what_the_thermometer_kept_since_is_an_alarm_too(hanh, fridge):
    with refused("stock.action_missing"):
        read(hanh, fridge, low=Decimal(-1))
    assert read(hanh, fridge, high=Decimal(12), action="Mất điện 2 giờ").alarm == "warm"


@pytest.mark.parametrize("celsius", ["61", "-61"])
def test_what_no_thermometer_shows_is_refused(hanh, fridge, celsius):
    with refused("stock.celsius_wrong"):
        read(hanh, fridge, celsius, action="x")


def test_missed_readings_are_shown_holidays_too_but_not_the_half_that_runs(hanh, fridge):
    read(hanh, fridge, at=AT, day=DAY - timedelta(days=1), half="am")
    (now,) = fridges.fridges_now(hanh, HERE, AFTERNOON)
    two, one = DAY - timedelta(days=2), DAY - timedelta(days=1)
    assert now.missed == ((two, "am"), (two, "pm"), (one, "pm"), (DAY, "am"))
    assert now.now is None
    assert now.latest is not None
    assert now.latest.day == one
    read(hanh, fridge, at=AFTERNOON)
    (now,) = fridges.fridges_now(hanh, HERE, AFTERNOON)
    assert now.now is not None
    assert len(now.missed) == 4


def test_a_half_to_come_is_refused(hanh, fridge):
    for told in ({"half": "pm"}, {"day": DAY + timedelta(days=1)}, {"half": "night"}):
        with refused("stock.day_wrong"):
            read(hanh, fridge, **told)


def test_the_sheet_of_a_month_has_every_half_that_has_come(hanh, fridge):
    read(hanh, fridge, at=AFTERNOON)
    sheet = fridges.month_sheet(hanh, fridge, 2026, 10, AFTERNOON)
    assert (len(sheet), sum(half.missed for half in sheet)) == (6, 5)
    assert sheet[-1].readings[0].celsius == 5
    assert fridges.month_sheet(hanh, fridge, 2026, 11, AFTERNOON) == ()


def test_two_machines_that_read_the_same_half_are_both_shown(hanh, fridge):
    read(hanh, fridge)
    row = FridgeReading.objects.get()

    with facts.deed("fridge.read", by=hanh, at=AT, place=HERE) as fact:
        fact.add(
            FridgeReading(
                fridge=row.fridge, commune=HERE, at=AT, day=DAY, half="am", celsius=Decimal(9), alarm=True, action="x"
            )
        )
    half = fridges.month_sheet(hanh, fridge, 2026, 10, AT)[-1]
    assert [reading.celsius for reading in half.readings] == [5, 9]


def test_a_fridge_that_was_put_away_is_no_longer_read(hanh, fridge):
    with refused("stock.day_wrong"):
        fridges.end_fridge(by=hanh, at=AT, fridge=fridge, day=DAY - timedelta(days=3))
    fridges.end_fridge(by=hanh, at=AT, fridge=fridge, day=DAY - timedelta(days=1))
    assert fridges.fridges_now(hanh, HERE, AT) == ()
    with refused("access.not_found"):
        read(hanh, fridge)


def test_the_next_station_sees_no_fridge(hanh, tuan, fridge):
    for attempt in (
        lambda: fridges.fridge(tuan, fridge),
        lambda: fridges.fridges_now(tuan, HERE, AT),
        lambda: fridges.month_sheet(tuan, fridge, 2026, 10, AT),
        lambda: read(tuan, fridge),
    ):
        with refused("access.not_found"):
            attempt()


def test_the_examples_of_the_limits_come_out():
    rule = cold_chain(date(2026, 10, 5))
    for example in load_toml("immunization", "cold_chain")["examples"]:
        assert rule.alarm(Decimal(str(example["celsius"]))) == example["expected"]
