"""Vaccination registers A2.1 and A2.2, and lists of what is nobody: readings of a fridge, vials that were opened."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tram.engines.definitions import DefinitionError
from tram.immunization.api import (
    CircumstanceInput,
    DeferralInput,
    DoseInput,
    PastLot,
    PastReading,
    PastSession,
    carry_doses,
    carry_fridge,
    carry_lots,
    carry_readings,
    carry_session,
)
from tram.kernel.actors import SYSTEM, Actor
from tram.kernel.ids import uuid7
from tram.kernel.periods import Period, month, year
from tram.kernel.refusals import Refusal
from tram.reports.api import Listing, indicator_people, indicator_values, register_page, register_workbook
from tram.reports.books import Book, condition, read_book
from tram.reports.lines_of_vaccinations import CELLS, column, pregnancy
from tram.reports.tests.world import AT, DAY, HERE, World

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NA = {
    "hepb": ["2026-01-20"],
    "bcg": ["2026-01-28"],
    "dpt-vgb-hib": ["2026-03-22", "2026-04-23", "2026-05-25"],
    "opv": ["2026-03-22", "2026-04-23", "2026-05-25"],
    "measles": ["2026-09-01", "2026-10-21"],
}


def given(world: World, short: str, doses: dict[str, list[str]], **more: Any) -> None:
    said = [DoseInput(vaccine=vaccine, day=date.fromisoformat(day)) for vaccine, days in doses.items() for day in days]
    carry_doses(by=SYSTEM, at=AT, person=world.people[short], commune=HERE, doses=said, **more)


def book(who: Actor, world: World, code: str, period: Period) -> list[dict[str, Any]]:
    found = register_page(who, code, world.stations[HERE], period, at=AT)
    return [dict(line.row()) for line in found.lines]


def test_a_childs_line_has_the_day_of_each_dose_that_counts_and_says_which_does_not(world: World, hanh: Actor) -> None:
    given(world, "na", NA)
    [na] = book(hanh, world, "A2.1", year(2026))
    assert (na["number"], na["full_name"], na["birth"]) == (1, "Giàng Thị Na", date(2026, 1, 20))
    assert [na[f"pertussis_{number}"] for number in (1, 2, 3, 4)] == [
        date(2026, 3, 22), date(2026, 4, 23), date(2026, 5, 25), None,
    ]  # fmt: skip
    assert (na["hepb0_1"], na["bcg_1"], na["measles_1"]) == (date(2026, 1, 20), date(2026, 1, 28), date(2026, 10, 21))
    assert na["complete_on"] == date(2026, 10, 21)
    assert na["note"] == "Không tính: Sởi 01/09/2026"


def test_the_childrens_book_of_a_year_has_those_born_in_it(world: World, hanh: Actor) -> None:
    assert [row["full_name"] for row in book(hanh, world, "A2.1", month(2026, 10))] == ["Giàng Thị Na"]
    assert book(hanh, world, "A2.1", year(2025)) == []


def test_a_refusal_stands_in_the_note_until_it_is_taken_back(world: World, hanh: Actor) -> None:
    refused = DeferralInput(kind="refused", day=date(2026, 3, 5), reason="fear")
    put_off = DeferralInput(kind="deferred", day=date(2026, 3, 6), reason="fever")
    given(world, "na", {}, deferrals=[refused, put_off])
    [na] = book(hanh, world, "A2.1", year(2026))
    assert na["note"] == "Mọi vắc xin: Từ chối tiêm 05/03/2026: Gia đình lo phản ứng sau tiêm"
    assert na["complete_on"] is None


def test_women_with_child_and_people_from_six_years_stand_in_the_other_book(world: World, hanh: Actor) -> None:
    carried = CircumstanceInput(code="pregnant", start=date(2026, 6, 1), due_on=date(2027, 3, 8))
    given(world, "mai", {"td": ["2026-09-09", "2026-10-12"]}, circumstances=[carried])
    given(world, "lan", {"rabies": ["2026-10-02"]})
    given(world, "na", NA)
    given(world, "ba", {"td": ["2025-12-31"]})
    rows = {row["full_name"]: row for row in book(hanh, world, "A2.2", year(2026))}
    assert set(rows) == {"Vàng Thị Mai", "Lò Thị Lan"}
    mai = rows["Vàng Thị Mai"]
    assert (mai["tetanus_women_1"], mai["tetanus_women_2"]) == (date(2026, 9, 9), date(2026, 10, 12))
    assert (mai["pregnancy"], rows["Lò Thị Lan"]["pregnancy"]) == ("dự sinh 08/03/2027", "")


def test_the_workbook_has_a_column_for_each_dose(world: World, hanh: Actor) -> None:
    given(world, "na", NA)
    found = register_page(hanh, "A2.1", world.stations[HERE], year(2026), at=AT)
    sheet = openpyxl.load_workbook(BytesIO(register_workbook(found))).active
    assert sheet is not None
    told = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"DPT-VGB-Hib 3", "Giàng Thị Na", "Không tính: Sởi 01/09/2026"} <= told


def test_the_next_station_does_not_see_the_books(world: World, tuan: Actor) -> None:
    with pytest.raises(Refusal) as found:
        book(tuan, world, "A2.1", year(2026))
    assert found.value.status == 404


def test_a_pregnancy_is_told_in_the_years_it_lay_in() -> None:
    known = [(date(2025, 3, 1), date(2025, 12, 1), date(2025, 12, 6)), (date(2026, 11, 1), None, date(2027, 8, 8))]
    assert pregnancy(known, date(2025, 1, 1), date(2025, 12, 31)) == "kết thúc 01/12/2025"
    assert pregnancy(known, date(2026, 1, 1), date(2026, 12, 31)) == "dự sinh 08/08/2027"
    assert pregnancy(known[:1], date(2026, 1, 1), date(2026, 12, 31)) == ""


def test_a_book_of_vaccinations_says_of_whom_and_is_written_for_a_year() -> None:
    table = "reports.vaccination_lines"
    assert read_book("x", {"span": "year", "vaccinated": "others"}, table) == Book(span="year", vaccinated="others")
    for part in ({"span": "year"}, {"span": "month", "vaccinated": "children"}, {"span": "year", "vaccinated": "old"}):
        with pytest.raises(DefinitionError):
            read_book("x", part, table)
    with pytest.raises(DefinitionError):
        read_book("x", {"vaccinated": "children"}, "reports.register_lines")
    assert condition(table, (), "children")[0] == "people.residents"


def test_no_two_cells_share_a_column() -> None:
    assert len({column(cell) for cell in CELLS}) == len(CELLS)


def test_a_reading_out_of_range_is_told_by_its_day_half_and_degrees(world: World, hanh: Actor) -> None:
    fridge = carry_fridge(by=SYSTEM, at=AT, commune=HERE, name="TCW 40", since=date(2026, 1, 1))
    told = [PastReading(DAY, "am", Decimal("9.5"), "chuyển hòm lạnh"), PastReading(DAY, "pm", Decimal("8.0"))]
    carry_readings(by=SYSTEM, at=AT, commune=HERE, fridge=fridge, readings=told)
    found = people_of(hanh, "fridge-in-range", "missing")
    assert [one.name for one in found.rows] == ["31/10/2026, Sáng, nhiệt độ °C 9,5"]
    assert [one.name for one in people_of(hanh, "fridge-readings-kept", "missing").rows] == ["TCW 40, 01/01/2026"]


def test_a_number_of_doses_opens_to_its_rows_whatever_they_weigh(world: World, hanh: Actor) -> None:
    lots = [_lot("bcg", 10), _lot("pcv", 1)]
    carry_lots(by=SYSTEM, at=AT, commune=HERE, lots=lots)
    when = datetime(2026, 10, 5, 1, tzinfo=UTC)
    carry_session(
        by=SYSTEM, at=AT,
        session=PastSession(
            id=uuid7(), commune=HERE, day=date(2026, 10, 5), kind="fixed", place_name="", starts_at=when, ends_at=when,
            vaccines=("bcg", "pcv"), opened={lots[0].id: 2, lots[1].id: 3},
        ),
    )  # fmt: skip
    [value] = indicator_values(hanh, ids=["vaccine-used"], period=month(2026, 10), today=DAY)
    assert value.numerator == 23
    found = people_of(hanh, "vaccine-used", "in")
    assert (found.total, found.pages, len(found.rows)) == (2, 1, 2)
    assert {one.name for one in found.rows} == {
        "05/10/2026, BCG (lao), số lọ -2, số liều -20",
        "05/10/2026, Phế cầu, số lọ -3, số liều -3",
    }


def people_of(who: Actor, indicator: str, side: str) -> Listing:
    return indicator_people(who, indicator, at=AT, period=month(2026, 10), today=DAY, side=side)


def _lot(vaccine: str, presentation: int) -> PastLot:
    return PastLot(
        id=uuid7(), vaccine=vaccine, number="A1", presentation=presentation, expires_on=date(2027, 12, 31),
        came_on=date(2026, 10, 1), vials=5,
    )  # fmt: skip
