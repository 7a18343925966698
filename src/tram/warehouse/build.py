"""A store from nothing: every published table read once, at one moment, and written as Parquet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tram.places.tables import COMMUNES
from tram.warehouse import live
from tram.warehouse.log import where_the_log_stands
from tram.warehouse.manifest import PLAIN, Manifest, Part, commit, found, sweep
from tram.warehouse.sources import signatures, tables
from tram.warehouse.workshop import HELD, Workshop, workshop


def rebuild(folder: Path, at: datetime) -> Manifest:
    """Writes the whole store anew from the record, whatever was in the folder; returns its manifest.

    The old store stays readable until the new one is whole. Refuses while another program writes there.
    """
    before = found(folder)
    with workshop(folder, before.generation + 1 if before else 1) as shop:
        sweep(folder, before)
        with live.one_moment():
            source = where_the_log_stands()
            shop.know_provinces(live.lines(COMMUNES))
            parts = {name: _table(shop, name) for name in tables()}
        made = Manifest(PLAIN, at, signatures(), parts, source=source, generation=shop.generation)
        commit(folder, made)
    return made


def _table(shop: Workshop, name: str) -> dict[str, Part]:
    table = tables()[name]
    shop.load(table, live.lines(table))
    parts = shop.write_all(table)
    shop.rows(f"DROP TABLE {HELD}")
    return parts
