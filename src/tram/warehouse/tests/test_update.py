"""A store kept up from the fact log is, after anything, the store that would be built from nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from django.db import transaction

from tests.support import deeds, nodes
from tram.encounters.models import Visit
from tram.engines.query import Table
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import deed
from tram.kernel.facts.erasure import erase_person, erase_rows
from tram.kernel.refusals import Refusal
from tram.people.api import leave_household, register_person
from tram.people.models import Person
from tram.places.api import set_village_area
from tram.places.models import Village
from tram.warehouse.api import rebuild, update
from tram.warehouse.log import Touched
from tram.warehouse.reach import Reached
from tram.warehouse.tests.conftest import AT, World
from tram.warehouse.tests.reading import everything_live, everything_stored

TURNS = 4


def kept_up(world: World) -> None:
    update(world.folder, AT)
    assert everything_stored(world.folder) == everything_live()


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_deed_of_any_kind_is_followed(world: World, turn: int) -> None:
    world.go(25)
    rebuild(world.folder, AT)
    for name in sorted(deeds.DEEDS)[turn::TURNS]:
        world.go(3, name)
    kept_up(world)


def test_nothing_new_rewrites_no_file(world: World) -> None:
    world.go(30)
    before = rebuild(world.folder, AT)
    after = update(world.folder, AT)
    assert after.parts == before.parts
    assert after.source == before.source


def test_a_visit_rewrites_only_its_month_and_what_it_tells(world: World) -> None:
    world.go(40)
    before = rebuild(world.folder, AT)
    world.go(1, "visit")
    after = update(world.folder, AT)
    assert after.parts["people.residents"] == before.parts["people.residents"]
    differing = {
        key
        for key, part in after.parts["encounters.visits"].items()
        if before.parts["encounters.visits"].get(key) != part
    }
    assert len(differing) == 1
    assert everything_stored(world.folder) == everything_live()


def test_somebody_erased_by_law_is_in_no_file_any_more(world: World) -> None:
    world.go(40, "visit")
    rebuild(world.folder, AT)
    person = Visit.objects.earliest("pk").person
    erase_person(by=SYSTEM, at=AT, person=person.pk, commune=person.commune)
    kept_up(world)
    told = b"".join(path.read_bytes() for path in world.folder.rglob("*.parquet"))
    assert person.pk.bytes not in told


def test_a_loan_that_ended_leaves_the_store_without_a_fact(world: World) -> None:
    world.go(40, "visit")
    person = Visit.objects.earliest("pk").person
    with deed("person.lent", by=SYSTEM, at=AT, person=person.pk, place=person.commune):
        pass
    rebuild(world.folder, AT)
    with transaction.atomic():
        erase_rows(person.pk)
    kept_up(world)


def test_a_village_renamed_and_merged_is_followed(world: World) -> None:
    world.go(20)
    rebuild(world.folder, AT)
    world.go(4, "rename_village")
    world.go(2, "merge_villages")
    kept_up(world)


def test_a_village_put_into_an_area_takes_its_residents_along(world: World) -> None:
    village = Village.objects.filter(commune="03424").earliest("pk")
    who: dict[str, Any] = {"by": SYSTEM, "at": AT}
    register_person(
        **who, full_name="Vàng Thị Sua", commune="03424", birth="1990", village=village.pk, resident_since=AT.date()
    )
    rebuild(world.folder, AT)
    before = everything_stored(world.folder)["people.residents"]
    set_village_area(**who, village=village.pk, area="K3")
    kept_up(world)
    assert everything_stored(world.folder)["people.residents"] != before


def test_many_facts_are_answered_by_building_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rebuild(world.folder, AT)
    world.go(12, "visit")
    monkeypatch.setattr(sys.modules[update.__module__], "MANY", 1)
    kept_up(world)


def test_the_store_of_another_record_is_refused(world: World) -> None:
    rebuild(world.folder, AT)
    other = nodes.make("khác")
    with other.here(), pytest.raises(Refusal) as refused:
        update(world.folder, AT)
    other.close()
    assert refused.value.code == "warehouse.other_record"


def test_a_record_restored_from_an_older_copy_is_refused_and_building_repairs_it(world: World) -> None:
    older = nodes.copy(world.node)
    world.go(10)
    rebuild(world.folder, AT)
    nodes.restore(world.node, older)
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            update(world.folder, AT)
        assert refused.value.code == "warehouse.other_record"
        world.go(30, "visit")  # the log grows past the store's cursor, with other facts
    rebuild(world.folder, AT)
    kept_up(world)


def test_a_store_under_another_hand_is_left_alone(world: World) -> None:
    rebuild(world.folder, AT)
    before = (world.folder / "store.json").read_bytes()
    program = "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", program, world.folder / "lock.duckdb"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout is not None
        other.stdout.readline()
        for work in (update, rebuild):
            with pytest.raises(Refusal) as refused:
                work(world.folder, AT)
            assert refused.value.code == "warehouse.busy"
    finally:
        other.communicate(b"")
    assert (world.folder / "store.json").read_bytes() == before
    kept_up(world)


def test_a_row_reached_by_what_it_was_is_read_as_it_is_now(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Person.objects.filter(household__isnull=False).earliest("pk")
    rebuild(world.folder, AT)
    leave_household(by=SYSTEM, at=AT, person=home.pk, on=AT.date())
    module = sys.modules[update.__module__]
    real = module.reached

    def by_household(table: Table, touched: Touched) -> Reached | None:
        return {"household": {home.household_id}} if table.name == "people.residents" else real(table, touched)

    monkeypatch.setattr(module, "reached", by_household)
    kept_up(world)
