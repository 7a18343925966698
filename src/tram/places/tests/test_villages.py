"""Villages: founded, renamed, merged; each question answers for its day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.readings import published
from tram.kernel.actors import SYSTEM, Actor
from tram.kernel.facts import deed, verify
from tram.kernel.facts.payload import unpack
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.places.api import (
    VillageView,
    found_village,
    merge_villages,
    rename_village,
    set_staff_count,
    set_village_area,
    staff_counts,
    village,
    village_history,
    village_now,
    villages,
)
from tram.places.models import Village
from tram.places.tables import VILLAGES
from tram.places.tests.world import AT, FOUNDED, HERE, NEXT_DOOR, refused
from tram.places.tests.world import village as a_village

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NEW_YEAR, EVE = date(2026, 1, 1), date(2025, 12, 31)


def test_a_village_is_founded_by_one_fact(head: Actor) -> None:
    found = found_village(by=head, at=AT, commune=HERE, name="  Bản   Hon ", day=FOUNDED, kind="ban")
    fact = Fact.objects.get()
    assert (fact.name, fact.place, fact.actor) == ("village.founded", HERE, head.id)
    assert villages(HERE, FOUNDED) == (found,)
    assert (found.name, found.full_name) == ("Bản Hon", "Bản Hon")
    assert villages(HERE, date(2025, 6, 30)) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "place.name_missing"),
        ({"name": "a" * 121}, "place.name_too_long"),
        ({"kind": "xom"}, "place.kind_unknown"),
        ({"area": "K4"}, "village.area_unknown"),
        ({"day": date(2024, 1, 1)}, "place.commune_unknown"),
        ({"name": "BẢN HON"}, "village.name_taken"),
    ],
)
def test_a_village_that_cannot_be_is_refused(head: Actor, hon: VillageView, change: dict[str, Any], code: str) -> None:
    asked = {"commune": HERE, "name": "Bản Thẳm", "day": FOUNDED, **change}
    with pytest.raises(Refusal) as refusal:
        found_village(by=head, at=AT, **asked)
    assert refusal.value.code == code
    assert Fact.objects.count() == 1


def test_a_village_lies_in_an_area_and_the_same_again_changes_nothing(head: Actor, hon: VillageView) -> None:
    assert (hon.area, hon.area_name) == ("", "")
    found = set_village_area(by=head, at=AT, village=hon.id, area="K2")
    assert (found.area, found.area_name) == ("K2", "K2: vùng đặc biệt khó khăn")
    set_village_area(by=head, at=AT, village=hon.id, area="K2")
    assert Fact.objects.filter(name="village.area_set").count() == 1
    assert {row["id"]: row["area"] for row in published(VILLAGES)} == {hon.id: "K2"}
    set_village_area(by=head, at=AT, village=hon.id, area="")
    assert published(VILLAGES)[0]["area"] is None
    with pytest.raises(Refusal) as refusal:
        set_village_area(by=head, at=AT, village=hon.id, area="k2")
    assert refusal.value.code == "village.area_unknown"


def test_a_village_of_an_older_program_lies_nowhere_special(head: Actor) -> None:
    with deed("village.founded", by=head, at=AT, place=HERE) as fact:
        row = fact.add(Village(commune=HERE, name="Bản Cũ", kind="ban", search_key="ban cu", valid_from=FOUNDED))
    assert b'"area"' not in unpack(bytes(Fact.objects.get().payload or b""))
    assert [(found["id"], found["area"]) for found in published(VILLAGES)] == [(row.id, None)]
    assert verify(rows=True).holds


def test_a_renamed_village_bears_the_old_name_until_the_day_before(head: Actor, hon: VillageView) -> None:
    rename_village(by=head, at=AT, village=hon.id, name="Bản Hon 1", day=NEW_YEAR)
    before, after = village(hon.id, EVE), village(hon.id, NEW_YEAR)
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("Bản Hon", "Bản Hon 1")
    assert [row.name for row in villages(HERE, EVE)] == ["Bản Hon"]
    assert [(event.day, event.what, event.detail) for event in village_history(hon.id)] == [
        (FOUNDED, "founded", "Bản Hon"), (NEW_YEAR, "renamed", "Bản Hon 1"),
    ]  # fmt: skip


def test_a_name_corrected_on_the_day_it_began_leaves_no_former_name(head: Actor, hon: VillageView) -> None:
    rename_village(by=head, at=AT, village=hon.id, name="Bản Hòn", day=FOUNDED)
    assert [event.detail for event in village_history(hon.id)] == ["Bản Hòn"]


def test_a_village_renamed_twice_keeps_all_three_names(head: Actor, hon: VillageView) -> None:
    for name, day in (("B", NEW_YEAR), ("C", date(2026, 6, 1))):
        rename_village(by=head, at=AT, village=hon.id, name=name, day=day)
    days = (EVE, date(2026, 5, 31), date(2026, 6, 1))
    assert [row.name for day in days if (row := village(hon.id, day))] == ["Bản Hon", "B", "C"]
    with pytest.raises(Refusal) as refusal:
        rename_village(by=head, at=AT, village=hon.id, name="D", day=date(2026, 5, 1))
    assert refusal.value.code == "place.too_early"


def test_a_merged_village_ends_and_its_people_are_found_in_the_other(head: Actor, hon: VillageView) -> None:
    tham = a_village("Bản Thẳm")
    set_staff_count(by=SYSTEM, at=AT, category="trained_vhw", number=1, day=FOUNDED, village=hon.id)
    merge_villages(by=head, at=AT, villages=[hon.id], into=tham.id, day=NEW_YEAR)
    assert [row.name for row in villages(HERE, EVE)] == ["Bản Hon", "Bản Thẳm"]
    assert [row.name for row in villages(HERE, NEW_YEAR)] == ["Bản Thẳm"]
    assert village(hon.id, NEW_YEAR) is None
    assert (village_now(hon.id, EVE), village_now(hon.id, NEW_YEAR)) == (hon.id, tham.id)
    assert (len(staff_counts(HERE, EVE)), staff_counts(HERE, NEW_YEAR)) == (1, ())
    assert village_history(hon.id)[-1].detail == "Bản Thẳm"
    assert Fact.objects.filter(name="village.merged").count() == 1


def test_a_merger_needs_another_village_of_the_same_commune_in_force(head: Actor, hon: VillageView) -> None:
    later = a_village("Bản Mới", day=date(2026, 6, 1))
    for into, code in ((hon.id, "place.merge_itself"), (later.id, "place.receiver_not_in_force")):
        with pytest.raises(Refusal) as refusal:
            merge_villages(by=head, at=AT, villages=[hon.id], into=into, day=NEW_YEAR)
        assert refusal.value.code == code
    elsewhere = a_village("Bản Lân", commune=NEXT_DOOR)
    with pytest.raises(Refusal) as refusal:
        merge_villages(by=SYSTEM, at=AT, villages=[hon.id], into=elsewhere.id, day=NEW_YEAR)
    assert refusal.value.code == "village.merge_other_commune"


def test_somebody_of_another_commune_finds_no_such_village(stranger: Actor, hon: VillageView) -> None:
    with pytest.raises(Refusal) as refusal:
        rename_village(by=stranger, at=AT, village=hon.id, name="X", day=NEW_YEAR)
    absent = refused(rename_village, by=stranger, at=AT, village=uuid7(), name="X", day=NEW_YEAR)
    assert (refusal.value.status, refusal.value.as_dict()) == (404, absent.as_dict())
    with pytest.raises(Refusal) as refusal:
        found_village(by=stranger, at=AT, commune=HERE, name="X", day=NEW_YEAR)
    assert refusal.value.status == 404


def test_a_nurse_may_not_change_places(nurse: Actor, hon: VillageView) -> None:
    for refusal in (
        refused(rename_village, by=nurse, at=AT, village=hon.id, name="X", day=NEW_YEAR),
        refused(found_village, by=nurse, at=AT, commune=HERE, name="X", day=NEW_YEAR),
        refused(merge_villages, by=nurse, at=AT, villages=[hon.id], into=uuid7(), day=NEW_YEAR),
    ):
        assert (refusal.code, refusal.status) == ("access.role", 403)
