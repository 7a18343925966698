"""Poor and nearly poor households: the yearly list, dated, corrected, ended; read on a day and published."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from tests.support.readings import published
from tram.kernel.facts import verify
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.people.api import (
    household_status,
    household_statuses,
    open_household,
    person_card,
    set_household_status,
)
from tram.people.tables import HOUSEHOLD_STATUSES
from tram.people.tests.support import AT, HANH, HERE, TUAN, register
from tram.people.tests.test_residents_file import take
from tram.people.tests.test_residents_file import told as counts

pytestmark = [pytest.mark.django_db, pytest.mark.on_both, pytest.mark.usefixtures("communes")]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def home() -> UUID:
    return open_household(by=HANH, at=AT, commune=HERE, since=date(2020, 1, 1), code="H1").id


def told(household: UUID, kind: str, since: date, until: date | None = None) -> None:
    set_household_status(by=HANH, at=AT, household=household, kind=kind, since=since, until=until)


def spans(household: UUID) -> list[tuple[str, date, date | None]]:
    return [(one.kind, one.valid_from, one.valid_to) for one in household_statuses(household)]


def test_a_list_holds_for_its_year_and_the_same_again_changes_nothing():
    poor = home()
    told(poor, "poor", *YEAR)
    facts = Fact.objects.count()
    told(poor, "poor", *YEAR)
    assert Fact.objects.count() == facts
    assert [household_status(poor, day) is not None for day in (date(2025, 12, 31), *YEAR, date(2027, 1, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert household_status(None, YEAR[0]) is None
    assert verify(rows=True).holds


def test_a_new_decision_ends_the_one_before_and_the_same_day_corrects_it():
    house = home()
    told(house, "poor", *YEAR)
    told(house, "near_poor", date(2026, 7, 1), YEAR[1])
    assert spans(house) == [("near_poor", date(2026, 7, 1), YEAR[1]), ("poor", YEAR[0], date(2026, 6, 30))]
    told(house, "poor", date(2026, 7, 1), YEAR[1])
    assert spans(house)[0] == ("poor", date(2026, 7, 1), YEAR[1])
    told(house, "none", date(2026, 10, 1))
    assert household_status(house, date(2026, 10, 1)) is None
    assert household_status(house, date(2026, 9, 30)) is not None


def test_last_years_list_written_late_leaves_this_years_alone():
    house = home()
    told(house, "near_poor", *YEAR)
    told(house, "poor", date(2025, 1, 1), date(2025, 12, 31))
    assert spans(house) == [("near_poor", *YEAR), ("poor", date(2025, 1, 1), date(2025, 12, 31))]


def test_what_was_a_mistake_is_withdrawn_and_published_no_more():
    house = home()
    told(house, "poor", *YEAR)
    assert [(row["household"], row["kind"], row["start"], row["end"]) for row in published(HOUSEHOLD_STATUSES)] == [
        (house, "poor", *YEAR)
    ]
    told(house, "none", YEAR[0])
    assert published(HOUSEHOLD_STATUSES) == []
    assert spans(house) == []


def test_what_cannot_be_is_refused_and_the_next_station_sees_nothing():
    house = home()
    with pytest.raises(Refusal, match="danh mục"):
        told(house, "rich", *YEAR)
    with pytest.raises(Refusal, match="hết hạn"):
        told(house, "poor", YEAR[1], YEAR[0])
    with pytest.raises(Refusal) as refusal:
        set_household_status(by=TUAN, at=AT, household=house, kind="poor", since=YEAR[0])
    assert refusal.value.status == 404
    assert published(HOUSEHOLD_STATUSES) == []


def test_a_person_is_shown_with_it():
    house = home()
    told(house, "near_poor", *YEAR)
    member = register("Lò Thị Lan", household=house, relation="head")
    card = person_card(HANH, member, AT)
    assert card.poverty is not None
    assert (card.poverty.kind, card.poverty.name) == ("near_poor", "Hộ cận nghèo")
    assert person_card(HANH, register("Lò Văn Một"), AT).poverty is None


def listed(*rows: tuple[str, str, str]) -> bytes:
    """A file: name, household, what the list says."""
    return "\n".join(["Họ và tên,Mã hộ,Hộ nghèo", *map(",".join, rows)]).encode()


def test_a_file_of_residents_carries_this_years_list():
    first = take(listed(("Lò Thị Lan", "H1", "Nghèo"), ("Lò Văn Ba", "H1", ""), ("Lò Thị Tươi", "H2", "cận nghèo")))
    assert counts(first) == (3, 0, 0, 0)
    kinds = {row["kind"]: (row["start"], row["end"]) for row in published(HOUSEHOLD_STATUSES)}
    assert kinds == {"poor": YEAR, "near_poor": YEAR}
    again = take(listed(("Lò Thị Lan", "H1", "hộ nghèo"), ("Lò Thị Tươi", "H2", "không")))
    assert counts(again) == (0, 1, 1, 0)
    assert [row["kind"] for row in published(HOUSEHOLD_STATUSES)] == ["poor"]


def test_a_file_that_contradicts_itself_or_names_no_household_is_refused_there():
    found = take(listed(("Lò Thị Lan", "H1", "nghèo"), ("Lò Văn Ba", "H1", "cận nghèo"), ("Lò Thị Tươi", "", "nghèo")))
    assert counts(found) == (1, 0, 0, 2)
    assert {(fault.row, fault.field) for fault in found.faults} == {(3, "Hộ nghèo"), (4, "Mã hộ")}
    assert counts(take(listed(("Lò Thị Mai", "H3", "giàu")))) == (0, 0, 0, 1)
