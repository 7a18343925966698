"""Taking up what was published: every machine decides the same from the same rows, whatever order they came in."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from tram.kernel.definitions import ROOT, STAMP, generation, published_folder
from tram.sync.definitions.fit import Candidate, reason_against, write
from tram.sync.models import DefinitionUse, PublishedDefinition

CODE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class PublishedView:
    """A published version, and whether this machine's program uses it; if not, why."""

    id: UUID
    path: str
    title: str
    version: int
    effective_from: date
    used: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """How many published definitions are in use, and how many cannot be by this program."""

    used: int
    unused: int


@cache
def program() -> str:
    """What tells this program from another version of it: names and sizes of its code and definitions."""
    files = sorted(
        path for root in (CODE, ROOT) for path in root.rglob("*.*") if path.suffix in (".py", ".toml", ".csv")
    )
    listed = "\n".join(f"{path.name} {path.stat().st_size}" for path in files)
    return hashlib.sha256(listed.encode()).hexdigest()


def settle_definitions(at: datetime) -> Settled:
    """Brings the definitions in use up to what was published; cheap when nothing is new.

    Those this program cannot use stay aside with the reason and are looked at again when the program changes.
    """
    rows = list(of_the_nation().order_by("version", "id"))
    known = {use.published: use for use in DefinitionUse.objects.filter(program=program())}
    if any(row.id not in known for row in rows) or not _stands([row for row in rows if known[row.id].used]):
        known = _decide(rows, at)
        _put([row for row in rows if known[row.id].used])
    used = sum(use.used for use in known.values())
    return Settled(used, len(rows) - used)


def of_the_nation() -> QuerySet[PublishedDefinition]:
    """What was published for everybody. The judge lets only a machine over the whole nation write such a row; one that
    names a commune is nobody's definition, whoever wrote it."""
    return PublishedDefinition.objects.filter(commune="")


def published_definitions() -> tuple[PublishedView, ...]:
    """What was published, the newest first, and what this machine does with it."""
    uses = {use.published: use for use in DefinitionUse.objects.all()}
    rows = of_the_nation().order_by("-effective_from", "-version")
    return tuple(_view(row, uses.get(row.id)) for row in rows)


def _view(row: PublishedDefinition, use: DefinitionUse | None) -> PublishedView:
    used, reason = (use.used, use.reason) if use else (False, "")
    return PublishedView(row.id, row.path, row.title, row.version, row.effective_from, used, reason)


def candidate_of(row: PublishedDefinition) -> Candidate:
    """The row as a file that asks to be used."""
    return Candidate(row.path, row.body, row.rows)


def _decide(rows: Sequence[PublishedDefinition], at: datetime) -> dict[UUID, DefinitionUse]:
    """Asks each in order of its version, so that the answer does not depend on which came first."""
    accepted: list[Candidate] = []
    uses: dict[UUID, DefinitionUse] = {}
    for row in rows:
        candidate = candidate_of(row)
        reason = reason_against(candidate, accepted)
        if not reason:
            accepted.append(candidate)
        told = {"used": not reason, "reason": reason[:500], "program": program(), "at": at}
        uses[row.id], _ = DefinitionUse.objects.update_or_create(pk=row.id, defaults=told)
    return uses


def _put(rows: Sequence[PublishedDefinition]) -> None:
    """Writes the files, then the list of those in use: until that one step nothing has changed for anybody."""
    folder = published_folder()
    for row in rows:
        path = folder / _place(row)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write(path, candidate_of(row))
    folder.mkdir(mode=0o700, exist_ok=True)
    fresh = folder / f"{STAMP}.{os.getpid()}"
    fresh.write_text(_stamp(rows), encoding="utf-8")
    fresh.replace(folder / STAMP)
    generation(look=True)


def _stands(rows: Sequence[PublishedDefinition]) -> bool:
    folder = published_folder()
    path = folder / STAMP
    said = path.read_text(encoding="utf-8") if path.is_file() else _stamp([])
    return said == _stamp(rows) and all((folder / _place(row)).is_file() for row in rows)


def _stamp(rows: Sequence[PublishedDefinition]) -> str:
    listed = [
        {
            "path": _place(row),
            "version": row.version,
            "effective_from": row.effective_from.isoformat(),
            "of": row.digest,
        }
        for row in rows
    ]
    return json.dumps({"files": listed})


def _place(row: PublishedDefinition) -> str:
    """Where a version lies in the folder: ``<room>/<version>/<name>.toml``; ``path`` was checked before."""
    room, name = row.path.split("/", 1)
    return f"{room}/{row.version}/{name}"
