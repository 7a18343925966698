"""A published store tells the same numbers and names nobody; the nation's is made of published ones."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import stat
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tram.engines.query import Type
from tram.kernel.refusals import Refusal
from tram.warehouse.api import duck, fingerprint, join, own_key, pseudonymous, read, rebuild, tables, update
from tram.warehouse.keys import key_file
from tram.warehouse.tests.conftest import AT, World
from tram.warehouse.tests.reading import everything_live, everything_stored

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
WORDS_THAT_TELL_NOBODY = {"system", "unit", "source"}


@pytest.fixture
def published(world: World) -> Path:
    world.go(25, "visit")
    world.go(60)
    rebuild(world.folder, AT)
    out = world.folder.with_name("out")
    pseudonymous(world.folder, out, KEY, AT)
    return out


def hashed(value: UUID) -> UUID:
    return UUID(bytes=hmac.new(KEY, value.bytes, hashlib.sha256).digest()[:16])


def test_only_ids_and_names_differ(world: World, published: Path) -> None:
    plain, told = everything_stored(world.folder), everything_stored(published)
    for name, table in tables().items():
        kept = [n for n, c in enumerate(table.columns) if c.type is not Type.ID and not c.identifying]
        assert Counter(tuple(row[n] for n in kept) for row in told[name]) == Counter(
            tuple(row[n] for n in kept) for row in plain[name]
        )
        for number, column in enumerate(table.columns):
            if column.identifying:
                names = {row[number] for row in plain[name]} - {"", None}
                assert names.isdisjoint(row[number] for row in told[name])
            elif column.name == table.person_column:
                people = [hashed(row[number]) for row in plain[name]]
                assert Counter(row[number] for row in told[name]) == Counter(people)


def test_rows_still_belong_together(world: World, published: Path) -> None:
    sql = (
        "SELECT o.day, o.code, o.number, v.day, v.kind, p.birth_date, p.sex FROM encounters_observations AS o "
        "JOIN encounters_visits AS v ON v.id = o.visit_id JOIN people_persons AS p ON p.id = o.person_id ORDER BY ALL"
    )
    assert duck(published)(sql, {}) == duck(world.folder)(sql, {}) != []


def test_the_last_of_a_day_stays_the_last(world: World, published: Path) -> None:
    sql = (
        "SELECT birth_date, sex, o.day, code, LIST(number ORDER BY o.id) FROM encounters_observations AS o "
        "JOIN people_persons AS p ON p.id = o.person_id GROUP BY p.id, birth_date, sex, o.day, code"
    )
    plain = duck(world.folder)(sql, {})
    assert sorted(duck(published)(sql, {}), key=repr) == sorted(plain, key=repr)
    assert any(len(set(row[4])) > 1 for row in plain)


def test_two_records_of_one_person_can_still_be_counted(world: World, published: Path) -> None:
    sql = "SELECT count(*), birth_date, sex FROM people_persons GROUP BY name_sort, birth_date, sex ORDER BY ALL"
    assert duck(published)(sql, {}) == duck(world.folder)(sql, {})
    alone = "SELECT count(DISTINCT name_sort) FROM people_persons"
    assert duck(published)(alone, {})[0][0] > duck(world.folder)(alone, {})[0][0]


def test_no_id_and_no_key_of_the_record_lies_in_a_published_store(world: World, published: Path) -> None:
    files = b"".join(path.read_bytes() for path in published.rglob("*") if path.is_file())
    ids = {
        row[number].bytes
        for name, table in tables().items()
        for row in everything_stored(world.folder)[name]
        for number, column in enumerate(table.columns)
        if column.type is Type.ID and row[number]
    }
    names = {row[0].encode() for row in duck(world.folder)("SELECT name_sort FROM people_persons", {})}
    assert not any(name in files for name in names)
    told = {
        value.bytes
        for rows in everything_stored(published).values()
        for row in rows
        for value in row
        if isinstance(value, UUID)
    }
    assert len(ids) > 100
    assert told.isdisjoint(ids)
    assert not any(one in files for one in ids)
    assert KEY not in files
    assert KEY.hex().encode() not in files
    assert str(world.node.id).encode() not in files


def test_every_free_word_is_called_identifying_or_known_to_tell_nobody() -> None:
    free = {
        f"{name}.{column.name}"
        for name, table in tables().items()
        for column in table.columns
        if column.type is Type.TEXT and not column.identifying and column.name not in WORDS_THAT_TELL_NOBODY
    }
    assert {one for one in free if not one.startswith("places.communes.")} == set()


def test_another_key_gives_other_ids_and_is_not_joined(world: World, published: Path) -> None:
    other = pseudonymous(world.folder, world.folder.with_name("other"), OTHER, AT)
    assert other.key == fingerprint(OTHER) != read(published).key
    with pytest.raises(Refusal) as refused:
        join([published, world.folder.with_name("other")], world.folder.with_name("nation"), AT)
    assert refused.value.code == "warehouse.other_key"


def test_stores_are_not_taken_for_what_they_are_not(world: World, published: Path) -> None:
    for code, work in (
        ("warehouse.not_pseudonymous", lambda: join([world.folder], world.folder.with_name("nation"), AT)),
        ("warehouse.would_overwrite", lambda: pseudonymous(world.folder, world.folder, KEY, AT)),
        ("warehouse.not_plain", lambda: pseudonymous(published, world.folder.with_name("twice"), KEY, AT)),
        ("warehouse.not_plain", lambda: update(published, AT)),
    ):
        with pytest.raises(Refusal) as refused:
            work()
        assert refused.value.code == code
    assert everything_stored(world.folder) == everything_live()


def renamed(folder: Path, origin: str, *, keep: str, later: int = 0) -> Path:
    """The published store as another machine's, of which only some provinces' files are left."""
    path = folder / "store.json"
    told = json.loads(path.read_bytes())
    told["origin"] = origin
    told["updated_at"] = (AT + timedelta(days=later)).isoformat()
    told["parts"] = {
        name: {key: part for key, part in parts.items() if key.startswith(keep)}
        for name, parts in told["parts"].items()
    }
    path.write_text(json.dumps(told))
    return folder


def test_the_nation_is_what_its_provinces_are(world: World, published: Path) -> None:
    south = shutil.copytree(published, world.folder.with_name("south"))
    whole = everything_stored(published)
    nation = world.folder.with_name("nation")
    join([renamed(published, "a", keep="province=1"), renamed(south, "b", keep="province=12")], nation, AT)
    assert everything_stored(nation) == whole
    assert read(nation).origins == {"province=11": "a", "province=12": "a"}


def test_a_province_added_again_replaces_what_it_said_and_no_other(world: World, published: Path) -> None:
    first = shutil.copytree(published, world.folder.with_name("first"))
    second = shutil.copytree(published, world.folder.with_name("second"))
    nation = world.folder.with_name("nation")
    join([renamed(first, "a", keep="province=11"), renamed(second, "b", keep="province=12")], nation, AT)
    before = everything_stored(nation)
    world.go(12, "visit")
    update(world.folder, AT)
    again = world.folder.with_name("again")
    pseudonymous(world.folder, again, KEY, AT)
    join([renamed(again, "b", keep="province=12", later=1)], nation, AT)
    after = everything_stored(nation)
    assert len(after["encounters.visits"]) > len(before["encounters.visits"])
    assert read(nation).origins == {"province=11": "a", "province=12": "b"}
    join([renamed(second, "b", keep="province=12", later=-1)], nation, AT)  # an older copy says nothing new
    assert everything_stored(nation) == after


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = own_key()
    assert own_key() == first
    assert len(first) == 32
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    assert first.hex() not in fingerprint(first)
    copy = tmp_path / "copy.key"
    copy.write_text(first.hex() + "\n")
    assert own_key(copy) == first
    for bad in ("", "abc", "zz" * 32, "ab" * 31):
        copy.write_text(bad)
        with pytest.raises(Refusal) as refused:
            own_key(copy)
        assert refused.value.code == "warehouse.bad_key"
