"""Persons, households, memberships and covers as they are published, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.readings import published
from tram.people.api import (
    NewCover,
    change_person,
    join_household,
    leave_household,
    move_person,
    open_household,
    retire_identifier,
)
from tram.people.models import Identifier
from tram.people.tables import COVERS, HOUSEHOLDS, MEMBERSHIPS, PERSONS, RESIDENTS, TABLES
from tram.people.tests.support import AT, HANH, HERE, NEXT_DOOR, cccd, merge, register

pytestmark = [pytest.mark.django_db, pytest.mark.on_both, pytest.mark.usefixtures("communes")]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_reads_and_names_its_columns(table):
    assert published(table) == []
    named = {column.name for column in table.columns}
    assert {table.id_column, table.place_column, *(column for _, column in table.links)} <= named
    assert all(column.description_vi and column.description_en for column in table.columns)


def test_a_person_is_told_with_what_is_known_of_them():
    known = register("Lò Thị Lan", sex="female", birth="1961", ethnicity="03", identifiers=[cccd("012161004321")])
    change_person(by=HANH, at=AT, person=known, phone="0912345670")
    lost = register("Lò Văn Mất Thẻ", sex="male", identifiers=[cccd("012061004322")])
    card = Identifier.objects.get(person=lost)
    retire_identifier(by=HANH, at=AT, identifier=card.id, status="wrong")
    merge(register("Lò Thị Lan", sex="female"), known)
    told = {row["person"]: row for row in published(PERSONS)}
    assert set(told) == {known, lost}
    lan = told[known]
    assert (lan["commune"], lan["sex"], lan["ethnicity"]) == (HERE, "female", "03")
    assert (lan["birth_date"], lan["birth_precision"]) == (date(1961, 1, 1), "year")
    assert (lan["has_id"], lan["phone_known"]) == (True, True)
    assert (told[lost]["has_id"], told[lost]["phone_known"], told[lost]["birth_date"]) == (False, False, None)


def test_a_household_is_told_with_who_belonged_to_it_when():
    home = open_household(by=HANH, at=AT, commune=HERE, since=date(2024, 1, 1), code="H1").id
    stays, goes = register("Lò Thị Ở"), register("Lò Thị Đi")
    join_household(by=HANH, at=AT, person=stays, household=home, relation="head", on=date(2024, 1, 1))
    join_household(by=HANH, at=AT, person=goes, household=home, relation="child")
    leave_household(by=HANH, at=AT, person=goes, on=date(2026, 11, 1))
    [told] = published(HOUSEHOLDS)
    assert (told["id"], told["household"], told["start"], told["end"]) == (home, home, date(2024, 1, 1), None)
    held = {
        row["person"]: (row["household"], row["relation"], row["start"], row["end"]) for row in published(MEMBERSHIPS)
    }
    assert held == {
        stays: (home, "head", date(2024, 1, 1), None),
        goes: (home, "child", date(1900, 1, 1), date(2026, 10, 31)),
    }


def test_a_resident_is_told_with_the_household_of_the_commune_they_live_in():
    home = open_household(by=HANH, at=AT, commune=HERE, since=date(2024, 1, 1)).id
    person = register("Lò Thị Đi", household=home, relation="head", resident_since=date(2024, 1, 1))
    assert [(row["commune"], row["household"]) for row in published(RESIDENTS)] == [(HERE, home)]
    move_person(by=HANH, at=AT, person=person, commune=NEXT_DOOR, on=date(2026, 11, 1), keep_household=True)
    told = {row["commune"]: row["household"] for row in published(RESIDENTS)}
    assert told == {HERE: None, NEXT_DOOR: home}


def test_a_long_card_number_tells_the_group_insured_and_a_short_one_does_not():
    year = (date(2026, 1, 1), date(2026, 12, 31))
    poor = register("Lò Thị Nghèo", cover=NewCover("HN2120123456789", *year))
    short = register("Lò Thị Mới", cover=NewCover("0123456789", *year))
    assert {row["person"]: row["object"] for row in published(COVERS)} == {poor: "HN", short: None}
