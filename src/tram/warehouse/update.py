"""A store kept up from the fact log: what facts since the last time can have changed is read again, and only the
partitions in which something differs are written anew.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from tram.engines.query import Table
from tram.places.tables import COMMUNES
from tram.warehouse import live, refusals
from tram.warehouse.build import rebuild
from tram.warehouse.log import same_log, touched_since, where_the_log_stands
from tram.warehouse.manifest import PLAIN, Manifest, Part, commit, path_of, read, sweep
from tram.warehouse.reach import Reached, reached
from tram.warehouse.shape import names, quoted
from tram.warehouse.sources import tables
from tram.warehouse.workshop import Workshop, read_files, workshop

MANY = 200_000
FRESH, OLD, AGAIN, IDS = "fresh", "old", "again", "ids"


def update(folder: Path, at: datetime) -> Manifest:
    """Brings the store up to the record as it is now; returns its manifest.

    Refuses a store that is not of this record, of other tables, or under another hand. After very many facts it is
    quicker to build anew, and that is done.
    """
    before = read(folder)
    if before.kind != PLAIN or before.source is None:
        raise refusals.not_plain()
    with workshop(folder, before.generation + 1) as shop:
        before = read(folder)  # nobody else writes from here on
        shop.generation = before.generation + 1
        sweep(folder, before)
        made = _updated(shop, before, at)
        if made is not None:
            commit(folder, made)
    return made or rebuild(folder, at)


def _updated(shop: Workshop, before: Manifest, at: datetime) -> Manifest | None:
    source = before.source
    assert source is not None
    with live.one_moment():
        same_log(source)
        now = where_the_log_stands(source)
        if now.schedule != source.schedule:
            return None
        touched = touched_since(source)
        if len(touched.persons) > MANY:
            return None
        shop.know_provinces(live.lines(COMMUNES))
        parts = {}
        for name, table in tables().items():
            held = dict(before.parts.get(name, {}))
            parts[name] = _Renewal(shop, table, held).renewed(reached(table, touched))
    return msgspec.structs.replace(before, updated_at=at, parts=parts, source=now, generation=shop.generation)


class _Renewal:
    """One table brought up to date: its partitions as they are, and as they will be."""

    def __init__(self, shop: Workshop, table: Table, parts: dict[str, Part]) -> None:
        self.shop, self.table, self.parts = shop, table, parts
        self.id = quoted(table.id_column)

    def renewed(self, reach: Reached | None) -> dict[str, Part]:
        """The table's partitions after the rows that facts reached were read again; None: all were."""
        if reach == {}:
            return self.parts
        if reach is None:
            self.shop.load(self.table, live.lines(self.table), FRESH)
            self._hold_old("true")
        else:
            self._read_again(reach)
        for key in self._differing():
            self._rewrite(key)
        return self.parts

    def _read_again(self, reach: Reached) -> None:
        """Takes what is live now into FRESH and what the store holds of the same rows into OLD."""
        self.shop.load(self.table, live.lines_among(self.table, reach.items()), FRESH)
        self.shop.rows(f"CREATE OR REPLACE TABLE {FRESH} AS SELECT DISTINCT * FROM {FRESH}")
        conditions = [f"{self.id} IN (SELECT {self.id} FROM {FRESH})"]
        for number, (column, ids) in enumerate(reach.items()):
            self.shop.hold_ids(f"{IDS}_{number}", ids)
            conditions.append(f"{quoted(column)} IN (SELECT id FROM {IDS}_{number})")
        self._hold_old(" OR ".join(conditions))
        self._find_again(reach)

    def _find_again(self, reach: Reached) -> None:
        """Rows the store knew under one of the ids and the record has now under another."""
        gone = f"SELECT {self.id} FROM {OLD} WHERE {self.id} NOT IN (SELECT {self.id} FROM {FRESH})"
        ids: set[UUID] = {row[0] for row in self.shop.rows(gone)} - reach.get(self.table.id_column, set())
        if ids:
            self.shop.load(self.table, live.lines_among(self.table, [(self.table.id_column, ids)]), AGAIN)
            self.shop.rows(f"INSERT INTO {FRESH} SELECT * FROM {AGAIN}")

    def _hold_old(self, condition: str) -> None:
        """The store's rows for which the condition is true, with the partition each lies in.

        First only the columns of the condition are read, to learn which files need be opened whole.
        """
        listed = {str(path_of(self.shop.folder, self.table.name, key, part)): key for key, part in self.parts.items()}
        found = (
            self.shop.rows(f"SELECT DISTINCT filename FROM {read_files(listed)} WHERE {condition}") if listed else []
        )
        self.shop.rows(f"CREATE OR REPLACE TABLE {OLD} AS SELECT * FROM {FRESH} LIMIT 0")
        for (path,) in found:
            rows = f"SELECT {names(self.table)}, '{listed[path]}' FROM {read_files([path])} WHERE {condition}"
            self.shop.rows(f"INSERT INTO {OLD} {rows}")

    def _differing(self) -> list[str]:
        """The partitions in which something was added, changed or taken away."""
        one_way = f"SELECT * FROM {OLD} EXCEPT ALL SELECT * FROM {FRESH}"
        other_way = f"SELECT * FROM {FRESH} EXCEPT ALL SELECT * FROM {OLD}"
        both = f"SELECT DISTINCT partition FROM (({one_way}) UNION ALL ({other_way})) ORDER BY 1"
        return [key for (key,) in self.shop.rows(both)]

    def _rewrite(self, key: str) -> None:
        rows = f"SELECT {names(self.table)} FROM {FRESH} WHERE partition = '{key}'"
        if key in self.parts:
            file = str(path_of(self.shop.folder, self.table.name, key, self.parts[key]))
            kept = f"{self.id} NOT IN (SELECT {self.id} FROM {OLD})"
            rows += f" UNION ALL SELECT {names(self.table)} FROM {read_files([file])} WHERE {kept}"
        part = self.shop.write(self.table, key, rows)
        self.parts.pop(key, None)
        if part is not None:
            self.parts[key] = part
