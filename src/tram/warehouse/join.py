"""Published stores of provinces put together into the nation's: for each province one store speaks."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tram.warehouse import refusals
from tram.warehouse.manifest import PSEUDONYMOUS, Manifest, Part, commit, found, path_of, read, settle, sweep
from tram.warehouse.sources import signatures, tables
from tram.warehouse.workshop import workshop

RESIDENTS = "people.residents"


@dataclass(frozen=True, slots=True)
class _Voice:
    """A store that has something to say of a province."""

    folder: Path
    manifest: Manifest
    origin: str
    people: int

    def outdone_by(self, other: _Voice) -> bool:
        """A store speaks anew for what it said before; else who knows more residents speaks."""
        if self.origin == other.origin:
            return other.manifest.updated_at >= self.manifest.updated_at
        return other.people > self.people


def join(folders: Sequence[Path], out: Path, at: datetime) -> Manifest:
    """Takes published stores into the national one in ``out``; returns its manifest.

    Who moved, or was seen elsewhere, may be in several stores: of each province's files those of one store are taken
    whole, so nothing is counted twice. Refuses stores with plain ids, of other tables, or hashed with another key.
    """
    nation = found(out)
    told = [(folder, read(folder)) for folder in folders]
    _check([*(manifest for _, manifest in told), *([nation] if nation else [])])
    with workshop(out, nation.generation + 1 if nation else 1) as shop:
        sweep(out, nation)
        spoken = _voices(out, nation, told)
        parts = {name: _taken(out, name, spoken, shop.generation) for name in tables()}
        origins = {province: voice.origin for province, voice in spoken.items()}
        made = Manifest(
            PSEUDONYMOUS, at, signatures(), parts, key=told[0][1].key, generation=shop.generation, origins=origins
        )
        commit(out, made)
    return made


def _check(manifests: Sequence[Manifest]) -> None:
    if any(manifest.kind != PSEUDONYMOUS for manifest in manifests):
        raise refusals.not_pseudonymous()
    if len({manifest.key for manifest in manifests}) > 1:
        raise refusals.other_key()


def _voices(out: Path, nation: Manifest | None, told: Sequence[tuple[Path, Manifest]]) -> dict[str, _Voice]:
    """Who speaks for each province."""
    held = nation.origins if nation else {}
    spoken = {province: _voice(out, nation, province, origin) for province, origin in held.items() if nation}
    for folder, manifest in told:
        for province in _provinces(manifest):
            voice = _voice(folder, manifest, province, manifest.origin)
            if province not in spoken or spoken[province].outdone_by(voice):
                spoken[province] = voice
    return spoken


def _voice(folder: Path, manifest: Manifest, province: str, origin: str) -> _Voice:
    residents = manifest.parts.get(RESIDENTS, {})
    return _Voice(folder, manifest, origin, sum(part.rows for key, part in residents.items() if _of(key) == province))


def _provinces(manifest: Manifest) -> set[str]:
    return {_of(key) for parts in manifest.parts.values() for key in parts}


def _of(key: str) -> str:
    """The province of a partition: ``province=12/month=2026-10`` is of ``province=12``."""
    return key.partition("/")[0]


def _taken(out: Path, table: str, spoken: dict[str, _Voice], generation: int) -> dict[str, Part]:
    """The table's parts of every province, from the store that speaks for it; what was there already stays."""
    parts = {}
    for province, voice in spoken.items():
        for key, part in voice.manifest.parts.get(table, {}).items():
            if _of(key) != province:
                continue
            parts[key] = part
            if voice.folder != out:
                parts[key] = Part(f"part-{generation:06d}.parquet", part.rows)
                _copy(path_of(voice.folder, table, key, part), path_of(out, table, key, parts[key]))
    return parts


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    settle(target)
