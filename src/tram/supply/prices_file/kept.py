"""Rows that were not taken, kept for a while as an Excel file to correct and send again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from tram.kernel.actors import Actor, not_found, require
from tram.kernel.ids import uuid7
from tram.people.api import refused_rows
from tram.supply.catalogue.actions import WRITE
from tram.supply.prices_file.run import ImportedPrices

KEPT = timedelta(days=7)


def keep_refused(read: ImportedPrices, commune: str, at: datetime) -> UUID | None:
    """Writes the rows given back of an import; the file's key, None when every row was taken."""
    if not read.faults:
        return None
    folder = _folder(commune)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.glob("*.xlsx"):
        if old.stat().st_mtime < (at - KEPT).timestamp():
            old.unlink(missing_ok=True)
    key = uuid7()
    path = folder / f"{key.hex}.xlsx"
    path.write_bytes(refused_rows(read.sheet, read.faults))
    path.chmod(0o600)
    return key


def refused_file(by: Actor, commune: str, key: UUID) -> Path:
    """The file of an import's rows that were not taken. Refuses (404) when it is gone or of another place."""
    require(by, WRITE, commune=commune)
    path = _folder(commune) / f"{key.hex}.xlsx"
    if not (commune.isdecimal() and path.is_file()):
        raise not_found()
    return path


def _folder(commune: str) -> Path:
    return Path(settings.HOME) / "imports" / "prices" / commune
