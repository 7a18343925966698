"""Births, deaths, arrivals and departures as they are published: worked out by hand, on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.support.readings import published
from tram.kernel.facts import deed
from tram.people.api import move_person, record_death, withdraw_death
from tram.people.models import Death, Person, Residence
from tram.people.tables import ARRIVALS, BIRTHS, DEATHS, DEPARTURES
from tram.people.tests.support import AT, HANH, HERE, NEXT_DOOR, merge, register

pytestmark = [pytest.mark.django_db, pytest.mark.on_both, pytest.mark.usefixtures("communes")]


def born(birth: str, since: date | None) -> UUID:
    return register("Lò Thị Bé", birth=birth, resident_since=since)


def lived(person: UUID, commune: str, start: date | None, end: date | None, kind: str = "permanent") -> None:
    """A residence as another machine recorded it."""
    row = Person.objects.get(pk=person)
    with deed("person.moved", by=HANH, at=AT, place=commune, person=person) as fact:
        fact.add(Residence(person=row, commune=commune, kind=kind, valid_from=start, valid_to=end))


def of(table: Any, *names: str) -> dict[UUID, tuple[Any, ...]]:
    return {row["person"]: tuple(row[name] for name in names) for row in published(table)}


def test_a_birth_counts_where_the_family_lived() -> None:
    at_home = born("05/10/2026", date(2026, 10, 5))
    registered_later = born("05/10/2026", date(2026, 12, 4))
    too_late = born("05/10/2026", date(2026, 12, 5))
    nobody_asked = born("05/10/2026", None)
    assert of(BIRTHS, "day", "precision", "commune") == {
        at_home: (date(2026, 10, 5), "day", HERE),
        registered_later: (date(2026, 10, 5), "day", HERE),
        nobody_asked: (date(2026, 10, 5), "day", HERE),
    }
    assert too_late not in of(BIRTHS)


def test_a_year_alone_is_said_so_and_reaches_to_the_end_of_the_year() -> None:
    only_year, next_spring = born("2025", date(2025, 12, 31)), born("2025", date(2026, 3, 2))
    month, too_late = born("10/2026", date(2026, 11, 1)), born("2025", date(2026, 3, 3))
    assert of(BIRTHS, "day", "precision") == {
        only_year: (date(2025, 1, 1), "year"),
        next_spring: (date(2025, 1, 1), "year"),
        month: (date(2026, 10, 1), "month"),
    }
    assert too_late not in of(BIRTHS)
    [precision] = [column for column in BIRTHS.columns if column.name == "precision"]
    assert "chỉ biết năm thì không thuộc tháng nào" in precision.description_vi
    assert "belongs to no month" in precision.description_en


def test_somebody_born_is_told_once_and_where_they_lived_first() -> None:
    moved = born("05/10/2026", date(2026, 10, 6))
    move_person(by=HANH, at=AT, person=moved, commune=NEXT_DOOR, on=date(2026, 11, 1))
    visitor = register("Khách", birth="05/10/2026", residence_kind="visitor", resident_since=date(2026, 10, 5))
    unborn = born("05/10/2026", None)
    merge(unborn, moved)
    assert of(BIRTHS, "commune") == {moved: (HERE,)}
    assert visitor not in of(BIRTHS)


def test_a_death_tells_its_day_and_cause_and_only_once() -> None:
    old, withdrawn, imported = (register(name, resident_since=date(2020, 1, 1)) for name in ("Lò A", "Lò B", "Lò C"))
    record_death(by=HANH, at=AT, person=old, died="10/2026", place="home", cause_code="i64")
    record_death(by=HANH, at=AT, person=withdrawn, died="01/11/2026", cause_code="J18.9")
    withdraw_death(by=HANH, at=AT, person=withdrawn)
    row = Person.objects.get(pk=old)
    with deed("person.died", by=HANH, at=AT, place=HERE, person=old) as fact:  # as another machine recorded it
        fact.add(Death(person=row, commune=HERE, died_on=date(2026, 10, 9), cause_code="I10"))
    row = Person.objects.get(pk=imported)
    with deed("fhir.received", by=HANH, at=AT, place=HERE, person=imported) as fact:  # only a date came
        fact.change(row, died_on=date(2026, 11, 3))
    record_death(by=HANH, at=AT, person=register("Khách", residence_kind="visitor"), died="02/11/2026")
    assert of(DEATHS, "day", "precision", "place", "cause", "cause3", "commune") == {
        old: (date(2026, 10, 1), "month", "home", "I64", "I64", HERE),
        imported: (date(2026, 11, 3), "day", None, None, None, HERE),
    }
    assert len(published(DEATHS)) == 2


def test_a_move_is_a_departure_there_and_an_arrival_here() -> None:
    moved = register("Lò Thị Đi", resident_since=date(2020, 1, 1))
    move_person(by=HANH, at=AT, person=moved, commune=HERE, on=date(2025, 2, 1), address="Số 2")  # within the commune
    move_person(by=HANH, at=AT, person=moved, commune=NEXT_DOOR, on=date(2026, 11, 1))
    register("Lò Thị Ở", resident_since=date(2026, 11, 1))  # first written down: no arrival
    assert of(ARRIVALS, "commune", "day", "from_commune") == {moved: (NEXT_DOOR, date(2026, 11, 1), HERE)}
    assert of(DEPARTURES, "commune", "day", "to_commune") == {moved: (HERE, date(2026, 11, 1), NEXT_DOOR)}
    assert len(published(ARRIVALS)) == len(published(DEPARTURES)) == 1


def test_who_goes_nobody_knows_where_may_come_back() -> None:
    away = register("Lò Thị Xa", residence_kind="visitor")
    lived(away, HERE, date(2020, 1, 1), date(2024, 12, 31))
    lived(away, HERE, date(2026, 3, 1), None)
    assert of(DEPARTURES, "day", "to_commune") == {away: (date(2025, 1, 1), None)}
    assert of(ARRIVALS, "day", "from_commune") == {away: (date(2026, 3, 1), None)}


def test_an_address_that_ends_with_its_person_or_was_withdrawn_is_no_departure() -> None:
    dead, mistaken = (register(name, residence_kind="visitor") for name in ("Lò A", "Lò B"))
    lived(dead, HERE, date(2020, 1, 1), date(2026, 11, 2))
    record_death(by=HANH, at=AT, person=dead, died="02/11/2026")
    lived(mistaken, NEXT_DOOR, date(2026, 5, 2), date(2026, 5, 1))
    lived(mistaken, HERE, date(2026, 6, 1), None)
    assert published(DEPARTURES) == []
    assert published(ARRIVALS) == []


def test_two_machines_addresses_for_the_same_days_are_one_move() -> None:
    person = register("Lò Thị Hai", resident_since=date(2020, 1, 1))
    lived(person, NEXT_DOOR, date(2026, 10, 1), None)
    assert of(DEPARTURES, "commune", "day", "to_commune") == {person: (HERE, date(2026, 10, 1), NEXT_DOOR)}
    assert of(ARRIVALS, "commune", "day", "from_commune") == {person: (NEXT_DOOR, date(2026, 10, 1), HERE)}
