"""The directive's numbers over the small world, for the people who may and may not ask."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tram.kernel.actors import Actor
from tram.kernel.models import ReadEntry
from tram.kernel.periods import month
from tram.kernel.refusals import Refusal
from tram.reports.api import comparison, explanation, indicator_people, indicator_value, indicator_values, trend
from tram.reports.tests.world import AT, DAY, HERE, NEXT, ON_DAY, World, add_visit, count_staff, on

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def numbers(actor: Actor, communes: list[str] | None = None, day: date = DAY) -> dict[str, tuple[int, int | None]]:
    """Every target of the directive as numerator and denominator."""
    values = indicator_values(actor, **on(day), communes=communes)
    directive = (value for value in values if value.indicator.group == "directive")
    return {value.indicator.id: (value.numerator, value.denominator) for value in directive}


def test_the_numbers_of_the_small_world_are_those_worked_by_hand(world: World, hanh: Actor) -> None:
    assert numbers(hanh) == {
        "ct25-insured": (2, 4),
        "ct25-insured-care": (0, 2),
        "ct25-managed": (1, 4),
        "ct25-high-risk": (0, 2),
        "ct25-doctors": (0, 1),
        "ct25-village-workers": (0, 2),
    }


def test_a_visit_changes_the_numbers_at_once_and_the_cell_opens_to_ba_lan(world: World, hanh: Actor) -> None:
    assert _names(hanh, "ct25-insured-care", "missing") == ["Lò Thị Lan", "Giàng Thị Na"]
    add_visit(world, "lan", "2026-10-31", payer="bhyt", codes=[("I10", "Tăng huyết áp vô căn (nguyên phát)")])
    assert numbers(hanh)["ct25-insured-care"] == (1, 2)
    assert numbers(hanh)["ct25-managed"] == (2, 4)
    assert numbers(hanh)["ct25-high-risk"] == (1, 2)
    listing = indicator_people(hanh, "ct25-insured-care", at=AT, **ON_DAY, side="in")
    assert [(row.person, row.name, row.birth, row.counted) for row in listing.rows] == [
        (world.people["lan"], "Lò Thị Lan", "01/05/1960", True)
    ]
    assert (listing.counted, listing.whole, listing.total) == (1, 2, 1)


def test_the_missing_are_listed_by_given_name(world: World, hanh: Actor) -> None:
    assert _names(hanh, "ct25-managed", "missing") == ["Lý Văn Ba", "Lò Thị Lan", "Giàng Thị Na"]


def test_a_cell_of_a_split_opens_to_its_own_people(world: World, hanh: Actor) -> None:
    value = indicator_value(hanh, "ct25-insured", **ON_DAY, split="ethnicity")
    cells = {one.label: (one.numerator, one.denominator) for one in value.slices}
    assert cells == {"Thái": (2, 2), "Thổ": (0, 1), "Chưa rõ": (0, 1)}
    unknown = next(one for one in value.slices if one.label == "Chưa rõ")
    listing = indicator_people(hanh, "ct25-insured", at=AT, **ON_DAY, cell={"ethnicity": unknown.key})
    assert [row.name for row in listing.rows] == ["Lý Văn Ba"]


@pytest.mark.parametrize("split", ["sex", "age_group", "ethnicity", "village", "commune"])
def test_the_cells_of_every_split_sum_to_the_whole(world: World, oanh: Actor, split: str) -> None:
    for value in indicator_values(oanh, **ON_DAY, split=split):
        if value.slices:
            assert sum(one.numerator for one in value.slices) == value.numerator
            assert sum(one.denominator or 0 for one in value.slices) == (value.denominator or 0)


def test_age_groups_come_in_order_of_age(world: World, hanh: Actor) -> None:
    value = indicator_value(hanh, "ct25-insured", **ON_DAY, split="age_group")
    assert [one.label for one in value.slices] == ["0–4 tuổi", "25–39 tuổi", "60–79 tuổi"]


def test_villages_carry_their_names(world: World, hanh: Actor) -> None:
    value = indicator_value(hanh, "ct25-insured", **ON_DAY, split="village")
    assert [one.label for one in value.slices] == ["Bản Bình Lư 1", "Bản Bình Lư 2"]


def test_villages_of_several_communes_carry_their_communes_name_too(world: World, oanh: Actor) -> None:
    value = indicator_value(oanh, "ct25-insured", **ON_DAY, split="village")
    assert [one.label for one in value.slices] == [
        "Bản Bình Lư 1, Bình Lư", "Bản Bình Lư 2, Bình Lư", "Bản Bo 1, Bản Bo",
    ]  # fmt: skip


def test_what_an_administrator_entered_counts(world: World, hanh: Actor) -> None:
    count_staff(world, "doctor", 1)
    count_staff(world, "trained_vhw", 2)
    assert numbers(hanh)["ct25-doctors"] == (1, 1)
    assert numbers(hanh)["ct25-village-workers"] == (1, 2)
    missing = indicator_people(hanh, "ct25-village-workers", at=AT, **ON_DAY)
    assert [(row.person, row.name, row.commune) for row in missing.rows] == [(None, "Bản Bình Lư 2", "Bình Lư")]


def test_tuan_sees_nothing_of_the_station_next_door(world: World, tuan: Actor) -> None:
    for ask in (
        lambda: indicator_values(tuan, **ON_DAY, communes=[HERE]),
        lambda: indicator_value(tuan, "ct25-insured", **ON_DAY, communes=[NEXT, HERE]),
        lambda: comparison(tuan, "ct25-insured", **ON_DAY, communes=[HERE]),
        lambda: trend(tuan, "ct25-insured", **ON_DAY, communes=[HERE]),
        lambda: indicator_people(tuan, "ct25-insured", at=AT, **ON_DAY, communes=[HERE]),
        lambda: indicator_people(tuan, "ct25-insured", at=AT, **ON_DAY, communes=[""]),
    ):
        with pytest.raises(Refusal) as refusal:
            ask()
        assert refusal.value.status == 404
    assert numbers(tuan)["ct25-insured"] == (1, 1)
    theirs = world.villages[HERE][0]
    listing = indicator_people(tuan, "ct25-insured", at=AT, **ON_DAY, cell={"village": str(theirs)}, side="all")
    assert (listing.rows, listing.whole) == ((), 0)


def test_a_village_health_worker_counts_her_own_village_only(world: World, pan: Actor) -> None:
    assert numbers(pan) == {
        "ct25-insured": (1, 2),
        "ct25-insured-care": (0, 1),
        "ct25-managed": (1, 2),
        "ct25-high-risk": (0, 0),
        "ct25-village-workers": (0, 1),
    }
    assert _names(pan, "ct25-managed", "all") == ["Vàng Thị Mai", "Giàng Thị Na"]
    with pytest.raises(Refusal) as refusal:
        indicator_value(pan, "ct25-doctors", **ON_DAY)
    assert refusal.value.code == "indicator.village"


def test_the_province_gets_numbers_and_no_names(world: World, ngoc: Actor) -> None:
    assert numbers(ngoc)["ct25-insured"] == (3, 5)
    with pytest.raises(Refusal) as refusal:
        indicator_people(ngoc, "ct25-insured", at=AT, **ON_DAY)
    assert refusal.value.status == 403
    stations = indicator_people(ngoc, "ct25-doctors", at=AT, **ON_DAY)
    assert {row.name for row in stations.rows} == {"Trạm Y tế xã Bình Lư", "Trạm Y tế xã Bản Bo"}


def test_the_centre_compares_its_communes_best_first(world: World, oanh: Actor) -> None:
    points = comparison(oanh, "ct25-insured", **ON_DAY)
    assert [(one.name, one.numerator, one.denominator) for one in points] == [("Bản Bo", 1, 1), ("Bình Lư", 2, 4)]
    assert (points[0].longitude, points[0].latitude) == (103.70, 22.30)


def test_a_remembered_comparison_is_forgotten_when_the_record_changes(world: World, oanh: Actor) -> None:
    before = {one.code: one.numerator for one in comparison(oanh, "ct25-managed", **ON_DAY)}
    add_visit(world, "lan", "2026-10-31")
    after = {one.code: one.numerator for one in comparison(oanh, "ct25-managed", **ON_DAY)}
    assert (before[HERE], after[HERE]) == (1, 2)


def test_the_trend_tells_each_month_end(world: World, hanh: Actor) -> None:
    months = trend(hanh, "ct25-managed", **ON_DAY)
    assert len(months) == 12
    assert [month.numerator for month in months] == [0] * 11 + [1]
    assert months[0].at == date(2025, 11, 30)


def test_the_explanation_says_the_number_the_law_and_the_query_but_nobodys_id(world: World, hanh: Actor) -> None:
    found = explanation(hanh, indicator_value(hanh, "ct25-insured", **ON_DAY))
    assert found.sentence_vi.startswith("2 trong 4 người đang cư trú")
    assert "Chỉ thị 25-CT/TW" in found.source
    assert "SELECT" in found.sql
    assert HERE in found.sql
    assert not any(person.hex in found.sql.lower() for person in world.people.values())


def test_reading_a_list_is_logged_with_how_many_people_and_without_names(world: World, hanh: Actor) -> None:
    indicator_people(hanh, "ct25-managed", at=AT, **ON_DAY)
    entry = ReadEntry.objects.get()
    assert (entry.actor, entry.person, entry.people) == (hanh.id, None, 3)
    assert entry.why == "indicator.ct25-managed missing 2026-10-31"


def test_the_log_says_which_cell_of_which_period_within_its_length(world: World, hanh: Actor) -> None:
    october = month(2026, 10)
    village = str(world.villages[HERE][0])
    cells: list[dict[str, str | list[str]]] = [
        {"sex": "female"}, {"sex": ["male", "female"], "majority": "", "village": village},
    ]  # fmt: skip
    for cell in cells:
        indicator_people(hanh, "ct25-managed", at=AT, period=october, today=DAY, cell=cell, side="all")
    short, long = ReadEntry.objects.order_by("pk").values_list("why", flat=True)
    assert short == "indicator.ct25-managed all 2026-10 sex=female"
    assert long.startswith("indicator.ct25-managed all 2026-10 sex=male,female majority=- village=")
    assert (len(long), long[-1]) == (80, "…")


def test_pages_of_a_list_follow_each_other(world: World, hanh: Actor) -> None:
    first = indicator_people(hanh, "ct25-managed", at=AT, **ON_DAY, side="all", size=3)
    second = indicator_people(hanh, "ct25-managed", at=AT, **ON_DAY, side="all", size=3, page=2)
    assert (first.pages, len(first.rows), len(second.rows)) == (2, 3, 1)
    everyone = {row.person for row in (*first.rows, *second.rows)}
    assert everyone == {world.people[short] for short in ("lan", "mai", "na", "ba")}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"which": "nothing"}, "indicator.unknown"),
        ({"cell": {"blood": "A"}}, "indicator.split"),
        ({"cell": {"village": "x"}}, "indicator.key"),
        ({"side": "both"}, "indicator.side"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_choose(
    world: World, hanh: Actor, asked: dict[str, Any], code: str
) -> None:
    asked = {"which": "ct25-insured", **asked}
    with pytest.raises(Refusal) as refusal:
        indicator_people(hanh, at=AT, **ON_DAY, **asked)
    assert refusal.value.code == code


def _names(actor: Actor, indicator: str, side: str) -> list[str]:
    rows = indicator_people(actor, indicator, at=AT, **ON_DAY, side=side).rows
    assert all(isinstance(row.person, UUID) for row in rows)
    return [row.name for row in rows]
