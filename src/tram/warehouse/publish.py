"""A store without names and without the record's ids: each is replaced by a keyed hash, the same wherever the key is.

Who holds the key can find somebody again; who does not, cannot, not even by hashing ids they know. Days, places, sex
and diagnoses stay: a pseudonymous store is not an anonymous one, and numbers out of it are published with small cells
hidden (``engines.publication``).

The id of a row about a person begins with its turn among that person's rows of that day, so that "the last" of several
readings of one day is the same row in the record and in the store.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from tram.engines.query import Column, Table, Type
from tram.warehouse import refusals
from tram.warehouse.keys import fingerprint, pads, pseudonym
from tram.warehouse.manifest import PLAIN, PSEUDONYMOUS, Manifest, Part, commit, found, path_of, read, sweep
from tram.warehouse.shape import dated, quoted
from tram.warehouse.sources import signatures, tables
from tram.warehouse.workshop import Workshop, read_files, text, workshop

PERSONS, BIRTH = "people.persons", "birth_date"
CODES, NEAR, TOLD = "codes", "near", "told"


def pseudonymous(folder: Path, out: Path, key: bytes, at: datetime) -> Manifest:
    """Writes the store in ``folder`` once more into ``out``, without names and with hashed ids; returns its manifest.

    Refuses a source that is not the record's own store, and a target that holds such a store.
    """
    plain, before = read(folder), found(out)
    if plain.kind != PLAIN or plain.source is None:
        raise refusals.not_plain()
    if before is not None and before.kind != PSEUDONYMOUS:
        raise refusals.would_overwrite(out)
    with workshop(out, before.generation + 1 if before else 1) as shop:
        sweep(out, before)
        _know_key(shop, key)
        _know_codes(shop, folder, plain)
        parts = {name: _table(shop, folder, plain, table) for name, table in tables().items()}
        made = Manifest(
            PSEUDONYMOUS, at, signatures(), parts, key=fingerprint(key), generation=shop.generation,
            origin=pseudonym(key, plain.source.node.encode()).hex()[:16],
        )  # fmt: skip
        commit(out, made)
    return made


def _know_key(shop: Workshop, key: bytes) -> None:
    """Variables live in memory and end with the connection; no statement and no file holds the key."""
    for name, pad in zip(("pad_inner", "pad_outer"), pads(key), strict=True):
        shop.rows(f"SET VARIABLE {name} = CAST(? AS BLOB)", [pad])
    shop.rows(
        "CREATE TEMP MACRO hashed_bytes(told) AS sha256(getvariable('pad_outer') || "
        "unhex(sha256(getvariable('pad_inner') || told)))"
    )
    shop.rows("CREATE TEMP MACRO hashed(id) AS hashed_bytes(CAST(id AS BLOB))")
    shop.rows("CREATE TEMP MACRO hashed_words(told) AS SUBSTR(hashed_bytes(encode(told)), 1, 32)")
    shop.rows("CREATE TEMP MACRO coded(id) AS CAST(SUBSTR(hashed(id), 1, 32) AS UUID)")
    shop.rows(
        "CREATE TEMP MACRO turned(id, turn) AS "
        "CAST(LPAD(TO_HEX(LEAST(turn, 65535)), 4, '0') || SUBSTR(hashed(id), 1, 28) AS UUID)"
    )


def _know_codes(shop: Workshop, folder: Path, plain: Manifest) -> None:
    """The codes of people, and of rows that others point to and whose codes hold their turn: visits.

    A person's code is looked up by each of their rows; hashing it anew would take most of the time.
    """
    shop.rows(f"CREATE TABLE {CODES} (id UUID, code UUID)")
    people = tables()[PERSONS]
    for table in (people, *filter(_pointed_to, tables().values())):
        for files in _months(folder, plain, table).values():
            rows = f"SELECT {quoted(table.id_column)}, {_row_code(table)} FROM {read_files(files)}"
            shop.rows(f"INSERT INTO {CODES} {rows}")


def _table(shop: Workshop, folder: Path, plain: Manifest, table: Table) -> dict[str, Part]:
    """Month by month over all provinces, because somebody's rows of one day may lie in two."""
    told = ", ".join(f"{_told(table, column)} AS {quoted(column.name)}" for column in table.columns)
    parts = {}
    for files in _months(folder, plain, table).values():
        _hold_codes(shop, table, files)
        shop.rows(f"CREATE OR REPLACE TABLE {TOLD} AS SELECT {told}, filename AS file FROM {read_files(files)} AS t")
        for file, key in files.items():
            made = shop.write(table, key, f"SELECT * FROM {TOLD} WHERE file = '{text(Path(file))}'")
            if made is not None:
                parts[key] = made
    return parts


def _hold_codes(shop: Workshop, table: Table, files: Iterable[str]) -> None:
    """Picks the codes these rows need out of all, which are millions and would be gone through for each column."""
    needed = [f"SELECT {quoted(column)} FROM {read_files(files)}" for column in _looked_up(table)]
    among = f"id IN ({' UNION '.join(needed)})" if needed else "false"
    shop.rows(f"CREATE OR REPLACE TABLE {NEAR} AS SELECT * FROM {CODES} WHERE {among}")


def _months(folder: Path, plain: Manifest, table: Table) -> dict[str, dict[str, str]]:
    """The table's files with their partitions, by month; all under "" when it is not divided by months."""
    found: dict[str, dict[str, str]] = {}
    for key, part in sorted(plain.parts.get(table.name, {}).items()):
        month = key.partition("/")[2]
        found.setdefault(month, {})[str(path_of(folder, table.name, key, part))] = key
    return found


def _told(table: Table, column: Column) -> str:
    """SQL of a column as the published store has it."""
    held = f"t.{quoted(column.name)}"
    if column.identifying:
        return _words(table, column, held)
    if column.type is not Type.ID:
        return held
    if column.name == table.id_column:
        return _row_code(table)
    if column.name in _looked_up(table):
        return f"COALESCE((SELECT code FROM {NEAR} WHERE {NEAR}.id = {held}), coded({held}))"
    return f"coded({held})"


def _words(table: Table, column: Column, held: str) -> str:
    """Names are left out. Beside a birth date they are hashed with it: two records of one person can still be counted.

    Hashed alone, the commonest names of the country would be known by how often they come.
    """
    if table.column(BIRTH) is None:
        return "NULL" if column.nullable else "''"
    both = f"{held} || ' ' || COALESCE(CAST(t.{quoted(BIRTH)} AS VARCHAR), '')"
    return f"CASE WHEN {held} = '' THEN '' ELSE hashed_words({both}) END"


def _row_code(table: Table) -> str:
    """SQL of a row's own code. A row that stands for the person, or for nobody, has the code all point to it by."""
    own = quoted(table.id_column)
    if not table.person_column:
        return f"coded({own})"
    person = quoted(table.person_column)
    among = f"{person}, day" if dated(table) else person
    turn = f"ROW_NUMBER() OVER (PARTITION BY {among} ORDER BY {own})"
    return f"CASE WHEN {own} = {person} THEN coded({own}) ELSE turned({own}, {turn}) END"


def _looked_up(table: Table) -> set[str]:
    """The columns whose codes are known beforehand: of people, and of rows pointed to."""
    own = {table.id_column} if table.person_column else set()
    return ({table.person_column} - {""} | _pointing(table)) - own


def _pointed_to(table: Table) -> bool:
    """Whether rows of other tables point to this one's rows about people."""
    return bool(table.person_column) and any(column == table.id_column for _subject, column in table.links)


def _pointing(table: Table) -> set[str]:
    """The columns in which the table points to such rows."""
    subjects = {
        subject for other in tables().values() if _pointed_to(other)
        for subject, column in other.links if column == other.id_column
    }  # fmt: skip
    return {column for subject, column in table.links if subject in subjects}
