"""``store.json``: which files make the store now. Replacing it is the one step that changes a store.

Files are written first, under names nobody uses yet; then the manifest is renamed into its place; then what it no
longer names is removed. Killed anywhere in between, the store is what it was or what it became, never half of each.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from tram.kernel.refusals import Refusal
from tram.warehouse import refusals
from tram.warehouse.sources import signatures

FORMAT = 1
FILE = "store.json"
PARTITION = re.compile(r"province=\w{0,8}(/month=[\w-]{0,10})?", re.ASCII)
PART_FILE = re.compile(r"part-\d{1,12}\.parquet", re.ASCII)
PLAIN, PSEUDONYMOUS = "plain", "pseudonymous"


class Part(msgspec.Struct, frozen=True):
    """One file of one partition, and how many rows it holds."""

    file: str
    rows: int


class Source(msgspec.Struct, frozen=True):
    """How far the store has read the fact log: the last applied fact by arrival number and hash, on which machine.

    ``pieces`` counts the snapshot pieces the machine began with. ``lent`` are people whose record may go without a fact
    when a loan ends: they are read again at every update. ``merged`` are the records that were merged into others, each
    with that other: what is about the one changes what stands under the other. ``schedule`` is the signature of the
    schedule by which what is due was reckoned: by another one everything is.
    """

    node: str
    pieces: int
    arrival: int
    hash: str
    lent: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    schedule: str = ""


class Manifest(msgspec.Struct, frozen=True):
    """The whole of ``store.json``: parts by table and partition (``province=12/month=2026-10``).

    A published store tells the fingerprint of its key and, hashed, which machine it is of (``origin``); a national one
    who speaks for each province (``origins``).
    """

    kind: str
    updated_at: datetime
    signatures: dict[str, str]
    parts: dict[str, dict[str, Part]]
    source: Source | None = None
    key: str = ""
    origin: str = ""
    origins: dict[str, str] = {}
    generation: int = 1
    format: int = FORMAT

    def rows(self, table: str) -> int:
        """How many rows the table has."""
        return sum(part.rows for part in self.parts.get(table, {}).values())

    def files(self, folder: Path, table: str) -> list[str]:
        """The table's files, in order."""
        held = self.parts.get(table, {})
        return [str(path_of(folder, table, key, held[key])) for key in sorted(held)]


def path_of(folder: Path, table: str, key: str, part: Part) -> Path:
    """Where a part lies."""
    return folder / table / key / part.file


def read(folder: Path, *, same_tables: bool = True) -> Manifest:
    """The manifest of a folder. Refuses where there is none, or one of a program with other tables."""
    try:
        found = msgspec.json.decode((folder / FILE).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise refusals.no_store(folder) from None
    except (msgspec.DecodeError, OSError):
        raise refusals.unreadable(folder) from None
    if not _stays_inside(found):
        raise refusals.unreadable(folder)
    if same_tables:
        _check(found)
    return found


def _stays_inside(manifest: Manifest) -> bool:
    """Whether every file it names lies in the store: stores come from other provinces, their names are not trusted."""
    return set(manifest.parts) <= set(manifest.signatures) and all(
        re.fullmatch(r"\w+\.\w+", table) and PARTITION.fullmatch(key) and PART_FILE.fullmatch(part.file)
        for table, parts in manifest.parts.items()
        for key, part in parts.items()
    )


def found(folder: Path) -> Manifest | None:
    """The manifest of a folder, whatever its tables; None where there is none that can be read."""
    try:
        return read(folder, same_tables=False)
    except Refusal:
        return None


def _check(manifest: Manifest) -> None:
    now = signatures()
    odd = [name for name in {*now, *manifest.signatures} if now.get(name) != manifest.signatures.get(name)]
    if odd or manifest.format != FORMAT:
        raise refusals.changed(sorted(odd))


def commit(folder: Path, manifest: Manifest) -> None:
    """Makes the manifest the store's, then removes what it does not name. Its files must be there already."""
    part = folder / f"{FILE}.part"
    part.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    settle(part)
    part.replace(folder / FILE)
    settle(folder)
    sweep(folder, manifest)


def sweep(folder: Path, manifest: Manifest | None) -> None:
    """Removes Parquet files the manifest does not name: of an older generation, or of a run that was killed."""
    held = manifest.parts if manifest else {}
    named = {path_of(folder, table, key, part) for table in held for key, part in held[table].items()}
    for path in list(folder.glob("*/province=*/**/*.parquet")):
        if path not in named:
            path.unlink()
            with suppress(OSError):  # the folder still holds something
                path.parent.rmdir()


def settle(path: Path) -> None:
    """Makes sure that a file, or the names in a folder, survive a power cut. For folders Windows has no such call."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
