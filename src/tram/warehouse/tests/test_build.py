"""A store built from nothing holds what the record publishes, and nothing else lies about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from tram.kernel.actors import SYSTEM
from tram.kernel.refusals import Refusal
from tram.places.api import found_village
from tram.warehouse.api import duck, read, rebuild, tables
from tram.warehouse.manifest import FILE
from tram.warehouse.tests.conftest import AT, World
from tram.warehouse.tests.reading import everything_live, everything_stored


def test_every_published_row_is_in_the_store_and_equal(world: World) -> None:
    world.go(80)
    made = rebuild(world.folder, AT)
    live = everything_live()
    assert everything_stored(world.folder) == live
    assert {name: made.rows(name) for name in tables()} == {name: len(rows) for name, rows in live.items()}
    assert all(live[name] for name in ("people.residents", "encounters.visits", "encounters.observations"))


def test_rows_lie_by_province_and_dated_ones_by_month(world: World) -> None:
    world.go(30, "visit")
    made = rebuild(world.folder, AT)
    assert set(made.parts["people.residents"]) == {"province=11", "province=12"}
    months = {key.split("/")[1] for key in made.parts["encounters.visits"]}
    assert months <= {"month=2026-09", "month=2026-10", "month=2026-11"}
    assert months


def test_words_of_any_kind_come_back_as_they_were(world: World) -> None:
    odd = 'Bản "Tí", \\n 50% %w %s; Đặng\'s'
    found_village(by=SYSTEM, at=AT, commune="03424", name=odd, day=date(2026, 3, 1), kind="ban")
    rebuild(world.folder, AT)
    stored = everything_stored(world.folder)["places.villages"]
    assert stored == everything_live()["places.villages"]
    assert odd in {row[2] for row in stored}


def test_building_again_replaces_every_file(world: World) -> None:
    world.go(10)
    rebuild(world.folder, AT)
    first = set(world.folder.rglob("*.parquet"))
    second = rebuild(world.folder, AT)
    now = set(world.folder.rglob("*.parquet"))
    assert first.isdisjoint(now)
    assert {str(path) for path in now} == {file for name in tables() for file in second.files(world.folder, name)}
    assert not (world.folder / ".work").exists()


def test_a_reader_sees_a_store_that_was_built_anew(world: World) -> None:
    rebuild(world.folder, AT)
    store = duck(world.folder)
    before = store("SELECT count(*) FROM encounters_visits", {})
    world.go(5, "visit")
    rebuild(world.folder, AT)
    after = store("SELECT count(*) FROM encounters_visits", {})
    assert before == [(0,)]
    assert after == [(len(everything_live()["encounters.visits"]),)] != before


def test_a_folder_without_a_store_is_refused(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        duck(world.folder)
    assert refused.value.code == "warehouse.no_store"
    assert "tram warehouse build" in refused.value.sentence


@pytest.mark.parametrize("torn", [b"", b'{"kind": "plain"', b"[]"])
def test_a_torn_manifest_is_refused_and_building_repairs_it(world: World, torn: bytes) -> None:
    rebuild(world.folder, AT)
    (world.folder / FILE).write_bytes(torn)
    with pytest.raises(Refusal) as refused:
        read(world.folder)
    assert refused.value.code == "warehouse.unreadable"
    rebuild(world.folder, AT)
    assert everything_stored(world.folder) == everything_live()


def test_a_store_of_other_tables_is_refused_by_name(world: World) -> None:
    made = rebuild(world.folder, AT)
    older = msgspec.structs.replace(made, signatures=made.signatures | {"people.covers": "other"})
    (world.folder / FILE).write_bytes(msgspec.json.encode(older))
    with pytest.raises(Refusal) as refused:
        duck(world.folder)
    assert refused.value.code == "warehouse.changed"
    assert refused.value.details == {"tables": ["people.covers"]}
    rebuild(world.folder, AT)
    assert read(world.folder).signatures == made.signatures


@pytest.mark.parametrize(
    ("held", "evil"),
    [("part-000001.parquet", "../../../other.parquet"), ('"province=12"', '"province=../../x"'),
     ('"people.persons": {', '"../people": {')],
)  # fmt: skip
def test_a_manifest_that_points_out_of_its_folder_is_refused(world: World, held: str, evil: str) -> None:
    rebuild(world.folder, AT)
    path = world.folder / FILE
    told = path.read_text()
    assert held in told
    path.write_text(told.replace(held, evil))
    with pytest.raises(Refusal) as refusal:
        read(world.folder)
    assert refusal.value.code == "warehouse.unreadable"


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence(world: World, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(Refusal) as refusal:
        rebuild(file, AT)
    assert refusal.value.code == "warehouse.no_folder"
