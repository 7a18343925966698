"""Who stands behind a cell that says a private disease is named where the private registers open, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tram.encounters.api import load_icd_categories
from tram.engines.definitions import DefinitionError
from tram.engines.query import load_splits
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.definitions import load_csv
from tram.kernel.models import ReadEntry
from tram.kernel.periods import month
from tram.kernel.refusals import Refusal
from tram.reports import api
from tram.reports.books import categories
from tram.reports.catalogue import FOLDER, SPLITS_FILE
from tram.reports.layouts import registers
from tram.reports.tests.test_looking import signed_in_over_two
from tram.reports.tests.test_pages import signed_in
from tram.reports.tests.world import AT, DAY, HERE, NEXT, World, actor, add_visit

OCTOBER: dict[str, Any] = {"at": AT, "period": month(2026, 10), "today": DAY}
CELLS = [
    ("visits-disease", {"icd_block": "B20-B24"}),
    ("visits-disease", {"sex": "female", "icd3": "B24"}),
    ("visits-disease", {"icd3": ["J00", "B24"]}),
    ("visits-disease", {"icd_chapter": "05"}),
    ("communicable-cases", {"notifiable": "43"}),
]
REFUSED = ["403", "indicator.private"]


@pytest.fixture(autouse=True)
def ill(world: World) -> None:
    """Mai came with HIV, Lan with schizophrenia; at the next station Xa came with HIV."""
    load_icd_categories()
    add_visit(world, "mai", "2026-10-05", codes=[("B24", "Bệnh HIV không xác định")])
    add_visit(world, "lan", "2026-10-06", codes=[("F20.0", "Tâm thần phân liệt thể paranoid")])
    add_visit(world, "next", "2026-10-07", commune=NEXT, codes=[("B24", "Bệnh HIV không xác định")])


def names(who: Actor, indicator: str, cell: Mapping[str, Any], **more: Any) -> list[str]:
    """The people named, or the code of the refusal."""
    try:
        listing = api.indicator_people(who, indicator, **OCTOBER, cell=cell, side="in", **more)
    except Refusal as refusal:
        return [str(refusal.status), refusal.code]
    return sorted({row.name for row in listing.rows})


@pytest.mark.django_db
@pytest.mark.parametrize(("indicator", "cell"), CELLS)
def test_a_private_cell_names_its_people_to_the_stations_own_care_staff_only(
    world: World, hanh: Actor, oanh: Actor, indicator: str, cell: Mapping[str, Any]
) -> None:
    assert names(hanh, indicator, cell) not in ([], REFUSED)
    assert ReadEntry.objects.count() == 1
    visiting = replace(hanh, communes=frozenset({HERE, NEXT}), facility=world.stations[NEXT])
    for who in (oanh, replace(oanh, facility=world.stations[HERE]), visiting, replace(hanh, facility=None)):
        assert names(who, indicator, cell, communes=[HERE]) == REFUSED, who.name
    assert ReadEntry.objects.count() == 1


@pytest.mark.django_db
def test_who_works_in_two_communes_opens_that_of_the_own_station_alone(world: World, hanh: Actor) -> None:
    both, cell = replace(hanh, communes=frozenset({HERE, NEXT})), {"icd_block": "B20-B24"}
    assert names(both, "visits-disease", cell) == REFUSED
    assert names(both, "visits-disease", cell, communes=[NEXT]) == REFUSED
    assert names(both, "visits-disease", cell, communes=[HERE]) == ["Vàng Thị Mai"]
    assert names(SYSTEM, "visits-disease", cell) == ["Hoàng Văn Xa", "Vàng Thị Mai"]


@pytest.mark.django_db
def test_a_village_health_worker_opens_no_private_cell_and_no_worklist_of_one(world: World, oanh: Actor) -> None:
    pan = actor(
        Role.VILLAGE_HEALTH_WORKER, HERE, villages=frozenset({world.villages[HERE][1]}), facility=world.stations[HERE]
    )
    with pytest.raises(Refusal):
        api.indicator_people(pan, "visits-disease", **OCTOBER, cell={"icd3": "B24"})
    with pytest.raises(Refusal) as refusal:
        api.worklist(oanh, "visits-disease", **OCTOBER, communes=[HERE], cell={"icd3": "B24"}, side="in")
    assert refusal.value.code == REFUSED[1]


@pytest.mark.django_db
def test_other_cells_and_the_counts_of_private_ones_stay_open(oanh: Actor) -> None:
    assert names(oanh, "visits-disease", {"icd_block": "J00-J06"}) == ["Vàng Thị Mai"]
    asked = {"period": OCTOBER["period"], "today": DAY}
    cells = api.indicator_cells(oanh, "visits-disease", **asked, communes=[HERE], by=("icd_block",))
    assert {one.keys["icd_block"]: one.numerator for one in cells}["B20-B24"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("report", "row", "column"), [("report-14-bct", "B20-B24", "out"), ("report-11-bct", "43", "cases")]
)
def test_the_cell_of_a_report_is_as_private_as_the_number(
    hanh: Actor, oanh: Actor, report: str, row: str, column: str
) -> None:
    for who, opens in ((hanh, True), (oanh, False)):
        view = api.report_view(who, at=AT, place=HERE, report=report, period=month(2026, 10))
        line = next(one for one in view.frozen.tables[0].rows if row in one.id)
        cell = (view.frozen.tables[0].id, line.id, column)
        if opens:
            assert [one.name for one in api.report_people(who, view, cell, at=AT)[2].rows] == ["Vàng Thị Mai"]
        else:
            with pytest.raises(Refusal) as refusal:
                api.report_people(who, view, cell, at=AT)
            assert refusal.value.code == REFUSED[1]


@pytest.mark.django_db
def test_a_page_names_them_to_the_own_nurse_and_says_whom_to_ask_to_others(world: World) -> None:
    where = reverse("reports:people", args=["visits-disease"])
    asked = {"ky": "2026-10", "xa": HERE, "o.icd_block": "B20-B24"}
    assert "Vàng Thị Mai" in signed_in(world, Role.NURSE).get(where, asked).content.decode()
    assert ReadEntry.objects.filter(why="indicator.visits-disease in 2026-10 icd_block=B20-B24").count() == 1
    both = signed_in_over_two(world)
    for elsewhere in (NEXT, ""):
        answer = both.get(where, {**asked, "xa": elsewhere})
        assert answer.status_code == 403
        assert "Hãy hỏi trưởng trạm nơi giữ sổ." in answer.content.decode()
        assert not any(name in answer.content.decode() for name in ("Vàng Thị Mai", "Hoàng Văn Xa"))


def test_private_keys_are_all_that_the_private_registers_are_wholly_about() -> None:
    secret = {code for form in registers(date(2026, 10, 31)) if form.book.private for code in form.book.icd10}
    splits = load_splits(FOLDER / SPLITS_FILE)
    three = {row["code"] for row in load_csv("encounters", "icd10_categories")}
    blocks = {row["code"] for row in load_csv("encounters", "icd10_blocks")}
    assert splits["icd3"].private == three & secret
    assert splits["icd_block"].private == {one for one in blocks if set(categories("", one)) & three <= secret}
    listed = {row["code"]: set(_whole_codes(row["icd10"])) for row in load_csv("reports", "notifiable_diseases")}
    hiv = set(categories("", "B20-B24"))
    assert splits["notifiable"].private == {key for key, codes in listed.items() if hiv <= codes}


def _whole_codes(text: str) -> list[str]:
    """The categories of a line of the list: ``B20-B24;Z20.6;Z21``."""
    parts = [part for part in text.split(";") if part and "." not in part]
    return [code for part in parts for code in categories("", part)]


@pytest.mark.parametrize("private", ["43", [43], [""], {"43": True}])
def test_private_keys_that_are_no_list_of_codes_are_refused(private: object) -> None:
    split = {"title_vi": "Bệnh", "title_en": "Disease", "value": "icd3"}
    assert load_splits({"splits": {"d": split}})["d"].private == frozenset()
    with pytest.raises(DefinitionError, match="private"):
        load_splits({"splits": {"d": {**split, "private": private}}})
