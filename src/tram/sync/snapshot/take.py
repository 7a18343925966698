"""Fetching the snapshot a new machine begins with, over a line that may be cut at any byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from tram.kernel.refusals import Refusal
from tram.sync.models import Provisioning, ProvisioningState
from tram.sync.snapshot import store
from tram.sync.snapshot.give import CHUNK, PREPARE, Part, Prepare, Prepared, Want
from tram.sync.snapshot.load import accept, manifest_of, pending, take_chunk
from tram.sync.snapshot.manifest import Manifest, damaged
from tram.sync.talk.line import Line

Size = Callable[[], int]
"""How many bytes to ask for next."""


def fetch_snapshot(line: Line, at: datetime, *, size: Size, paced: Callable[[int], None]) -> None:
    """Fetches what is left of the snapshot this machine waits for; does nothing when it waits for none.

    ``paced`` hears how many bytes came. Refuses ``snapshot.preparing`` while the parent still writes it; raises what
    the line raises. What has come stays: the next call goes on at the next byte.
    """
    found = pending()
    if found is None or found.parent != line.node:
        return
    try:
        _Fetching(line, _begun(line, found, at), at, size, paced).run()
    except Refusal as no:
        if no.code == "snapshot.gone":
            Provisioning.objects.update(snapshot=None, state=ProvisioningState.ASKED)
        raise


def _begun(line: Line, found: Provisioning, at: datetime) -> Provisioning:
    if found.state == ProvisioningState.RECEIVING:
        return found
    told = line.ask(PREPARE, Prepare(found.snapshot), Prepared)
    if not told.manifest:
        raise Refusal(
            "snapshot.preparing", "Tuyến trên đang lập bản chụp dữ liệu. Máy sẽ tự hỏi lại sau ít phút.", status=503
        )
    return accept(line.trust, told.manifest, at)


@dataclass(slots=True)
class _Fetching:
    """A snapshot under way."""

    line: Line
    found: Provisioning
    at: datetime
    size: Size
    paced: Callable[[int], None]

    def run(self) -> None:
        """Fetches and takes in chunk after chunk."""
        manifest = manifest_of(self.line.trust, self.found)
        while self.found.state != ProvisioningState.DONE:
            draft = _draft(manifest.id, self.found.chunk + 1)
            self._fill(manifest, draft)
            try:
                self.found = take_chunk(self.line.trust, manifest, draft.read_bytes(), self.at)
            finally:
                draft.unlink(missing_ok=True)

    def _fill(self, manifest: Manifest, draft: Path) -> None:
        """Brings the file of the next chunk to its whole length."""
        number = self.found.chunk + 1
        whole, before = manifest.chunks[number - 1].size, sum(chunk.size for chunk in manifest.chunks[: number - 1])
        draft.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        with draft.open("ab") as file:
            while (held := file.tell()) < whole:
                part = self.line.ask(CHUNK, Want(manifest.id, number, held, min(self.size(), whole - held)), Part)
                if not part.content:
                    draft.unlink()
                    raise damaged()
                file.write(part.content)
                file.flush()
                Provisioning.objects.update(received=before + file.tell())
                self.paced(len(part.content))


def _draft(snapshot: UUID, number: int) -> Path:
    return store.root(settings.HOME) / "coming" / f"{snapshot}-{number}"
