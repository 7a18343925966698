"""Registers about people: deaths, diseases followed, episodes, a year by months; private ones only for the station."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tram.encounters.models import Observation
from tram.engines.definitions import DefinitionError
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import deed
from tram.kernel.models import ReadEntry
from tram.kernel.periods import Period, month, year
from tram.kernel.refusals import Refusal
from tram.people.models import Death, Person
from tram.places.api import facility
from tram.reports.api import (
    Register,
    may_open,
    register_form,
    register_page,
    register_workbook,
    registers,
    whole_register,
)
from tram.reports.books import Goal, categories, condition, read_book
from tram.reports.lines_of_people import block, glucose_goal, pressure_goal
from tram.reports.tests.world import AT, DAY, HERE, NEXT, World, actor, add_person, add_visit

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
I10 = [("I10", "Tăng huyết áp vô căn (nguyên phát)")]
HIV = [("B24", "Bệnh HIV không xác định")]


def book(who: Actor, world: World, code: str, period: Period | None = None, **more: Any) -> Register:
    """A register of the station here."""
    return register_page(who, code, world.stations[HERE], period or year(2026), at=AT, **more)


def rows(found: Register) -> list[dict[str, Any]]:
    return [dict(line.row()) for line in found.lines]


def measured(world: World, day: str, high: int, low: int, **more: Any) -> None:
    """Bà Lan comes for her pressure, and it is taken."""
    visit, person = add_visit(world, "lan", day, codes=I10, **more), world.people["lan"]
    with deed("test.measured", by=SYSTEM, at=AT, place=HERE, person=person) as fact:
        for code, number in (("8480-6", high), ("8462-4", low)):
            fact.add(
                Observation(
                    person_id=person, commune=HERE, visit_id=visit, day=date.fromisoformat(day), at=AT,
                    system="http://loinc.org", code=code, number=Decimal(number), unit="mm[Hg]",
                )
            )  # fmt: skip


def dies(world: World, short: str, day: str, **more: str) -> None:
    person = Person.objects.get(pk=world.people[short])
    with deed("test.died", by=SYSTEM, at=AT, place=HERE, person=person.id) as fact:
        fact.change(person, died_on=date.fromisoformat(day))
        fact.add(Death(person=person, commune=HERE, died_on=date.fromisoformat(day), **more))


def test_the_hypertension_book_tells_a_year_in_months(world: World, hanh: Actor) -> None:
    drugs = [("Amlodipin 5 mg", "sáng 1 viên")]
    measured(world, "2026-09-04", 152, 94, drugs=drugs)
    measured(world, "2026-10-16", 134, 82)
    add_visit(world, "lan", "2026-10-20", codes=[("J00", "Viêm mũi họng cấp")])
    found = rows(book(hanh, world, "01A"))
    assert [(row["number"], row["full_name"], row["since"]) for row in found] == [(1, "Lò Thị Lan", date(2026, 9, 4))]
    lan = found[0]
    assert lan["month_9"] == "04/09: 152/94; MT 0; Amlodipin 5 mg"
    assert lan["month_10"] == "16/10: 134/82; MT 1"
    assert [lan[f"month_{number}"] for number in range(1, 9)] == [""] * 8
    assert (lan["seen"], lan["reached"], lan["facility"]) == (2, 1, "Trạm Y tế xã Bình Lư")


def test_a_year_book_is_the_whole_year_whatever_days_are_asked(world: World, hanh: Actor) -> None:
    measured(world, "2026-03-04", 128, 80)
    asked = book(hanh, world, "01A", month(2026, 10))
    assert asked.period == year(2026)
    assert [row["month_3"] for row in rows(asked)] == ["04/03: 128/80; MT 1"]


def test_people_stand_in_the_book_from_the_year_the_disease_is_known(world: World, hanh: Actor) -> None:
    add_visit(world, "ba", "2025-08-05", codes=[("I11", "Bệnh tim do tăng huyết áp")])
    add_visit(world, "mai", "2026-10-05", codes=[("J45", "Hen")])
    found = rows(book(hanh, world, "01A"))
    assert [(row["full_name"], row["visits"], row["seen"]) for row in found] == [("Lý Văn Ba", 0, 0)]
    assert [row["full_name"] for row in rows(book(hanh, world, "02"))] == ["Vàng Thị Mai"]


def test_the_dead_leave_the_book_with_the_year(world: World, hanh: Actor) -> None:
    add_visit(world, "ba", "2026-01-05", codes=I10)
    dies(world, "ba", "2026-03-02")
    assert [row["died"] for row in rows(book(hanh, world, "A12"))] == [date(2026, 3, 2)]
    assert rows(book(hanh, world, "A12", year(2027))) == []


def test_the_register_of_deaths_says_when_where_and_of_what(world: World, hanh: Actor) -> None:
    dies(world, "ba", "2026-10-01", precision="month", place="Tại nhà", cause_code="I64", cause_text="Đột quỵ")
    dies(world, "lan", "2026-09-30")
    (found,) = rows(book(hanh, world, "A6", month(2026, 10)))
    assert (found["full_name"], found["died"], found["place"], found["cause"]) == (
        "Lý Văn Ba", "10/2026", "Tại nhà", "I64 Đột quỵ",
    )  # fmt: skip
    assert found["age"] == "khoảng 76 tuổi"


def test_malaria_has_a_line_for_each_episode(world: World, hanh: Actor) -> None:
    for day in ("2026-10-02", "2026-10-20", "2026-11-01"):
        add_visit(world, "mai", day, codes=[("B50", "Sốt rét do Plasmodium falciparum")])
    found = rows(book(hanh, world, "A7", month(2026, 10)))
    assert [(row["number"], row["since"]) for row in found] == [(1, date(2026, 10, 2)), (2, date(2026, 10, 20))]


def test_what_a_machine_next_door_recorded_of_our_resident_stands_here_too(world: World, hanh: Actor) -> None:
    add_visit(world, "lan", "2026-10-05", commune=NEXT, codes=I10)
    assert [row["full_name"] for row in rows(book(hanh, world, "01A"))] == ["Lò Thị Lan"]
    add_visit(world, "next", "2026-10-05", codes=I10)
    assert [row["full_name"] for row in rows(book(hanh, world, "01A"))] == ["Lò Thị Lan"]


def test_a_private_book_opens_only_to_the_stations_own_care_staff(world: World, hanh: Actor, oanh: Actor) -> None:
    add_visit(world, "mai", "2026-10-05", codes=HIV)
    assert [row["full_name"] for row in rows(book(hanh, world, "A10"))] == ["Vàng Thị Mai"]
    visiting = replace(hanh, communes=frozenset({HERE, NEXT}), facility=world.stations[NEXT])
    for who in (oanh, visiting, replace(hanh, facility=None), actor(Role.ADMINISTRATOR, HERE)):
        for code in ("A8", "A10", "03"):
            with pytest.raises(Refusal) as found:
                book(who, world, code)
            assert found.value.status == 403
    assert rows(book(oanh, world, "01A")) == []
    assert ReadEntry.objects.count() == 1


def test_who_may_open_is_said_before_it_is_tried(world: World, hanh: Actor, oanh: Actor) -> None:
    station = facility(world.stations[HERE], DAY)
    assert station is not None
    closed = {form.code for form in registers(DAY) if not may_open(oanh, form, station)}
    assert closed == {"A8", "A10", "03"}
    assert all(may_open(hanh, form, station) for form in registers(DAY))


def test_next_door_and_the_province_see_no_book(world: World, tuan: Actor, ngoc: Actor) -> None:
    for who, status in ((tuan, 404), (ngoc, 403)):
        with pytest.raises(Refusal) as found:
            book(who, world, "A6", month(2026, 10))
        assert found.value.status == status


def test_the_read_is_logged_with_how_many_people(world: World, hanh: Actor) -> None:
    for short in ("lan", "ba"):
        add_visit(world, short, "2026-10-05", codes=I10)
    book(hanh, world, "01A")
    assert [(one.why, one.people) for one in ReadEntry.objects.all()] == [("register.01A 2026-01-01", 2)]


def test_a_village_narrows_a_book_and_pages_number_through(world: World, hanh: Actor) -> None:
    add_person(world, "chu", "Lý Văn Chu", "1955-01-01", village=1)
    for short in ("lan", "ba", "chu"):
        add_visit(world, short, "2026-10-05", codes=I10)
    second = book(hanh, world, "01A", village=world.villages[HERE][1])
    assert ([row["full_name"] for row in rows(second)], second.total) == (["Lý Văn Chu"], 1)
    first, last = book(hanh, world, "01A", size=2), book(hanh, world, "01A", size=2, page=2)
    assert [row["number"] for row in (*rows(first), *rows(last))] == [1, 2, 3]
    assert [row["full_name"] for row in (*rows(first), *rows(last))] == ["Lý Văn Ba", "Lý Văn Chu", "Lò Thị Lan"]
    assert (first.total, last.total) == (3, 3)


def test_the_workbook_totals_by_formula(world: World, hanh: Actor) -> None:
    add_visit(world, "lan", "2026-10-05", codes=I10)
    found = whole_register(hanh, "01A", world.stations[HERE], year(2026), at=AT)
    sheet = openpyxl.load_workbook(BytesIO(register_workbook(found))).active
    assert sheet is not None
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert told[4][1] == "Lò Thị Lan"
    assert any(str(value).startswith("=SUM(") for value in told[5])


@pytest.mark.parametrize(
    ("part", "table", "sentence"),
    [
        ({"icd10": ["I1"]}, "reports.case_lines", "không đọc được"),
        ({"icd10": ["I15-I10"]}, "reports.case_lines", "ngược"),
        ({}, "reports.case_lines", "thiếu icd10"),
        ({"icd10": ["I10"]}, "reports.death_lines", "không chọn theo bệnh"),
        ({"icd10": ["I10"]}, "reports.month_lines", "cho cả năm"),
        ({"icd10": ["I10"], "measure": "weight", "span": "year"}, "reports.month_lines", "measure «weight» không có"),
        ({"icd10": ["I10"], "span": "year", "goal": {"weight": 3}}, "reports.month_lines", "không có «weight»"),
    ],
)
def test_a_book_that_makes_no_sense_is_refused(part: dict[str, Any], table: str, sentence: str) -> None:
    with pytest.raises(DefinitionError) as found:
        read_book("register-x", part, table)
    assert sentence in found.value.sentence
    assert found.value.hint


def test_categories_run_over_letters() -> None:
    assert categories("x", "A98-B01") == ("A98", "A99", "B00", "B01")
    assert categories("x", "Z21") == ("Z21",)
    assert len(condition("reports.case_lines", categories("x", "C00-C97"))[1]) < 4000


def test_goals_are_below_for_pressure_and_not_above_for_glucose() -> None:
    goal = Goal(140, 90, Decimal("7.2"))
    told = [pressure_goal(goal, Decimal(high), Decimal(low)) for high, low in ((139, 89), (140, 80), (130, 90))]
    assert told == ["1", "0", "0"]
    assert pressure_goal(goal, None, Decimal(80)) == "2"
    assert [glucose_goal(goal, Decimal(text)) for text in ("7.2", "7.3")] == ["1", "0"]
    assert glucose_goal(Goal(), Decimal(5)) == "2"
    assert block(date(2026, 9, 4), "", "2", "") == "04/09: MT 2"


def test_an_unknown_register_names_those_there_are() -> None:
    with pytest.raises(Refusal) as found:
        register_form("Z9", DAY)
    assert "A10" in found.value.sentence
