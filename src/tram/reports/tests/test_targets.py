"""Plan targets: whose hold, who may set them, a file half wrong, and what the numbers then say."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.reports import api, commands
from tram.reports.models import PlannedTarget
from tram.reports.tests.world import AT, HERE, NEXT, ON_DAY, World, actor

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
Set = Callable[..., api.PlanTarget]


@pytest.fixture
def put(world: World) -> Set:
    """Sets a target as the system, for 2026 at the first commune unless told otherwise."""

    def act(value: str | None, **more: Any) -> api.PlanTarget:
        told = {"by": SYSTEM, "indicator_id": "ct25-insured", "place": HERE, "year": 2026, **more}
        return api.set_target(at=AT, value=None if value is None else Decimal(value), **told)

    return act


def plan(place: str, year: int = 2026) -> dict[str, tuple[str, Decimal | None]]:
    """By kind: whose plan holds, and its value."""
    return {one.kind: (one.place, one.value) for one in api.targets(SYSTEM, place, year)}


def test_a_place_without_a_target_takes_that_of_the_nearest_above(put: Set) -> None:
    put("90", place="")
    put("85", place="12")
    put("80")
    put("95", place="", year=2030, kind="final")
    assert plan(HERE) == {"interim": (HERE, Decimal(80)), "final": ("", Decimal(95))}
    assert plan(NEXT)["interim"] == ("12", Decimal(85))
    assert plan("")["interim"] == ("", Decimal(90))
    assert plan(HERE, 2027) == {"final": ("", Decimal(95))}
    assert plan(HERE, 2031) == {}


def test_the_number_says_how_many_are_missing_to_this_years_goal(put: Set, hanh: Actor) -> None:
    put("75", source="Kế hoạch 12/KH-TYT")
    put("100", year=2030, kind="final")
    value = api.indicator_value(hanh, "ct25-insured", **ON_DAY)
    assert (value.numerator, value.denominator, value.short_by, value.reached) == (2, 4, 1, False)
    assert (value.goal, value.target) == (Decimal(75), Decimal(100))
    assert value.plan is not None
    assert value.plan.source == "Kế hoạch 12/KH-TYT"
    put("50")
    assert api.indicator_value(hanh, "ct25-insured", **ON_DAY).reached


def test_without_a_plan_the_definitions_own_target_is_the_goal(world: World, hanh: Actor) -> None:
    value = api.indicator_value(hanh, "ct25-insured", **ON_DAY)
    assert (value.plan, value.goal, value.short_by) == (None, Decimal(95), 2)


def test_two_communes_together_are_held_to_their_provinces_plan(put: Set, oanh: Actor) -> None:
    put("10")
    put("60", place="12")
    assert api.indicator_value(oanh, "ct25-insured", **ON_DAY).goal == 60


def test_setting_again_changes_the_one_row_and_the_same_again_writes_nothing(put: Set) -> None:
    put("80")
    put("82.5")
    facts = Fact.objects.count()
    put("82.50")
    assert Fact.objects.count() == facts
    assert PlannedTarget.objects.get().value == Decimal("82.50")


def test_a_withdrawn_target_gives_way_to_the_one_above(put: Set) -> None:
    put("85", place="12")
    put("80")
    put(None)
    assert plan(HERE)["interim"] == ("12", Decimal(85))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"value": "100.1"}, "target.value"),
        ({"value": "-1"}, "target.value"),
        ({"value": "NaN"}, "target.value"),
        ({"year": 1999}, "target.year"),
        ({"kind": "someday"}, "target.kind"),
        ({"indicator_id": "x"}, "indicator.unknown"),
        ({"place": "99999"}, "indicator.place"),
        ({"place": "123"}, "indicator.place"),
    ],
)
def test_what_cannot_be_a_target_is_refused(put: Set, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        put(**{"value": "80", **more})
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("role", "communes", "place", "status"),
    [
        (Role.NURSE, (HERE,), HERE, 403),
        (Role.STATION_HEAD, (NEXT,), HERE, 404),
        (Role.STATION_HEAD, (HERE,), "12", 404),
        (Role.PROVINCE, (HERE, NEXT), "", 404),
    ],
)
def test_a_plan_is_set_by_those_whose_place_it_is(
    put: Set, role: Role, communes: tuple[str, ...], place: str, status: int
) -> None:
    with pytest.raises(Refusal) as refusal:
        put("80", by=actor(role, *communes), place=place)
    assert refusal.value.status == status


def test_the_province_sets_its_own_and_the_station_head_hers(put: Set) -> None:
    put("80", by=actor(Role.STATION_HEAD, HERE))
    put("85", by=actor(Role.PROVINCE, HERE, NEXT), place="12")
    assert PlannedTarget.objects.count() == 2


def run(words: list[str], capsys: pytest.CaptureFixture[str], name: str = "targets_import") -> tuple[int, Any]:
    """Exit code and what a program reads."""
    parser = argparse.ArgumentParser()
    getattr(commands, f"{name}_arguments")(parser)
    code = getattr(commands, name)(parser.parse_args([*words, "--json"]))
    return code, json.loads(capsys.readouterr().out)


ROWS = """Mã địa bàn;Chỉ tiêu;Năm;Mục tiêu;Loại;Nguồn
03390;ct25-insured;2026;92,5;;Kế hoạch 12
12;ct25-managed;2026;90 %;;
;ct25-insured;2030;95;cuối kỳ;
03390;ct25-nothing;2026;90;;
03390;ct25-insured;hai nghìn;90;;
03390;ct25-insured;2026;chín mươi;;
99999;ct25-insured;2026;90;;
"""


def test_a_file_half_wrong_gives_its_good_rows_and_tells_of_the_others(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(ROWS, encoding="utf-8")
    code, told = run([str(file)], capsys)
    assert (code, told["taken"], [one["row"] for one in told["faults"]]) == (3, 3, [5, 6, 7, 8])
    assert "ct25-nothing" in told["faults"][0]["reason"]
    known = api.targets(SYSTEM, HERE, 2026)
    interim = {one.indicator: (one.place, one.value) for one in known if one.kind == "interim"}
    assert interim == {"ct25-insured": (HERE, Decimal("92.5")), "ct25-managed": ("12", Decimal(90))}
    assert plan("", 2030) == {"final": ("", Decimal(95))}
    facts = Fact.objects.count()
    assert run([str(file)], capsys)[1]["taken"] == 3
    assert Fact.objects.count() == facts
    _code, listed = run(["--place", HERE, "--year", "2026"], capsys, "targets_list")
    assert [(one["indicator"], one["kind"]) for one in listed] == [
        ("ct25-insured", "interim"), ("ct25-insured", "final"), ("ct25-managed", "interim"),
    ]  # fmt: skip


def test_rows_that_break_off_come_back_with_their_reason(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(f"place,indicator,year,value\n{HERE},ct25-insured,2026\n{HERE}\n", encoding="utf-8")
    code, told = run([str(file)], capsys)
    assert (code, told["taken"], [one["row"] for one in told["faults"]]) == (3, 0, [2, 3])


def test_a_file_without_its_columns_is_refused_whole(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        run([str(file)], capsys)
    assert refusal.value.code == "target.columns"
    with pytest.raises(Refusal) as refusal:
        run([str(tmp_path / "no.csv")], capsys)
    assert refusal.value.code == "import.unreadable"
