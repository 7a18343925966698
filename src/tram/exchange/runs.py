"""Imports as runs: one at a time on a machine, seen while they go, stopped when asked, remembered with their report."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import UUID

import msgspec
from django.conf import settings

from tram.exchange.actions import Progress, import_fhir
from tram.exchange.alone import only_one
from tram.exchange.limits import LARGEST_UPLOAD, MEGABYTE, MOST_UPLOADED
from tram.exchange.models import ImportRun, RunState
from tram.exchange.reading.files import ENDINGS
from tram.exchange.report import Report
from tram.exchange.views import RunView
from tram.exchange.words import run_state
from tram.kernel.actors import Actor, not_found, require
from tram.kernel.clock import now
from tram.kernel.refusals import Refusal
from tram.kernel.sqlite import checkpoint

SILENT = timedelta(minutes=10)
PATIENCE = 480  # seconds that sent files wait for another import to end
LISTED = 10
BESIDE = {"field": "uploads"}
CHECKPOINT_EVERY = 20_000


class Upload(Protocol):
    """A file that came with a form."""

    @property
    def name(self) -> str | None:
        """What it is called."""

    def chunks(self) -> Iterable[bytes]:
        """Its bytes, piece by piece."""


def run_import(
    *, by: Actor, at: datetime, paths: Sequence[Path], commune: str = "", progress: Progress | None = None
) -> Report:
    """Imports, as ``import_fhir`` does, as a run others can see. Refuses (409) while another import goes on."""
    require(by, "exchange.import", commune or None)
    row = ImportRun(actor=by.id, commune=commune, created_at=at, seen_at=at)
    return _go(row, by, at, paths, progress)


def receive_upload(*, by: Actor, at: datetime, commune: str, files: Sequence[Upload]) -> RunView:
    """Keeps uploaded files and opens a run that waits for them to be imported; returns it.

    Refuses no file, too many, too large, other endings than .json, .ndjson and .gz of them, and a place out of reach.
    """
    require(by, "exchange.import", commune or None)
    if not files:
        raise Refusal("exchange.no_file", "Hãy chọn ít nhất một tệp FHIR (.json, .ndjson, có thể nén .gz).", BESIDE)
    if len(files) > MOST_UPLOADED:
        raise Refusal(
            "exchange.many_files", f"Mỗi lần gửi không quá {MOST_UPLOADED} tệp. Hãy gửi làm nhiều lần.", BESIDE
        )
    row = ImportRun(actor=by.id, commune=commune, created_at=at, seen_at=at, files=len(files))
    folder = _folder(row.id)
    folder.mkdir(mode=0o700, parents=True)
    try:
        _save(folder, files)
    except Refusal:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    row.folder = folder.name
    row.save()
    return view(row, at)


def go_on(*, by: Actor, at: datetime, run: UUID, progress: Progress | None = None) -> Report:
    """Imports the files a waiting run keeps, after the one that is going on, then throws the files away."""
    row = _row(by, run)
    if row.state != RunState.WAITING:
        raise Refusal("exchange.run_over", "Lần nhập này đã chạy rồi.", status=409)
    folder = _folder(row.id)
    try:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return _go(row, by, at, files, progress, patience=PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_owner(run: UUID) -> UUID:
    """The account that opened a run. Refuses (404) an unknown run."""
    found = ImportRun.objects.filter(pk=run).first()
    if found is None:
        raise not_found()
    account: UUID = found.actor
    return account


def stop_run(*, by: Actor, run: UUID) -> None:
    """Asks a run to stop after what it is writing now; what is written stays."""
    ImportRun.objects.filter(pk=_row(by, run).pk).update(stop=True)


def find_run(actor: Actor, run: UUID, at: datetime) -> RunView:
    """A run. Refuses (404) runs of other people, but to administrators."""
    return view(_row(actor, run), at)


def latest_runs(actor: Actor, at: datetime) -> tuple[RunView, ...]:
    """The actor's last imports, newest first."""
    require(actor, "exchange.import")
    return tuple(view(row, at) for row in ImportRun.objects.filter(actor=actor.id).order_by("-created_at")[:LISTED])


def view(row: ImportRun, at: datetime) -> RunView:
    """A run as its page shows it; one that went silent is called broken."""
    state = RunState(row.state)
    if state in {RunState.WAITING, RunState.RUNNING} and at - row.seen_at > SILENT:
        state = RunState.BROKEN
    report = msgspec.json.decode(row.report, type=Report) if row.report else None
    percent = min(100, 100 * row.done // row.total) if row.total else None
    return RunView(
        row.id,
        row.commune,
        state.value,
        run_state(state.value),
        row.files,
        row.total,
        row.done,
        percent,
        row.created_at,
        report,
    )


def _go(
    row: ImportRun, by: Actor, at: datetime, paths: Sequence[Path], progress: Progress | None, *, patience: int = 0
) -> Report:
    with _alone(row, patience):
        told = partial(_told, row, progress)
        report = import_fhir(by=by, at=at, paths=paths, commune=row.commune, progress=told)
        row.state = RunState.STOPPED if report.stopped else RunState.DONE
        row.files, row.done = report.files + report.files_refused, report.total.read
        row.report = msgspec.json.encode(report).decode()
    return report


@contextmanager
def _alone(row: ImportRun, patience: int) -> Iterator[None]:
    """Marks the run as going; refuses (409) while another one goes on this machine. However it ends, it is marked."""
    with only_one(patience):
        _sweep(row)
        row.state = RunState.RUNNING
        row.save()
        try:
            yield
        except BaseException:
            row.state = RunState.BROKEN
            raise
        finally:
            ended = {"state": row.state, "report": row.report, "done": row.done, "files": row.files, "seen_at": now()}
            ImportRun.objects.filter(pk=row.pk).update(**ended)


def _sweep(row: ImportRun) -> None:
    """What a killed import left behind: its state, and the files that were sent to it."""
    ImportRun.objects.filter(state=RunState.RUNNING).exclude(pk=row.pk).update(state=RunState.BROKEN)
    waiting = ImportRun.objects.filter(state=RunState.WAITING).values_list("folder", flat=True)
    kept = {*waiting, row.folder}
    for folder in (Path(settings.HOME) / "fhir").glob("*"):
        if folder.is_dir() and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _told(row: ImportRun, progress: Progress | None, done: int, total: int) -> bool:
    """Writes down how far the run is; False when somebody asked it to stop."""
    if done // CHECKPOINT_EVERY > row.done // CHECKPOINT_EVERY:
        checkpoint()
    row.done = done
    ImportRun.objects.filter(pk=row.pk).update(done=done, total=total, seen_at=now())
    going_on = progress(done, total) if progress else True
    return going_on and not ImportRun.objects.filter(pk=row.pk, stop=True).exists()


def _row(actor: Actor, run: UUID) -> ImportRun:
    require(actor, "exchange.import")
    row = ImportRun.objects.filter(pk=run).first()
    if row is None or (row.actor != actor.id and "administrator" not in actor.roles):
        raise not_found()
    return row


def _folder(run: UUID) -> Path:
    return Path(settings.HOME) / "fhir" / run.hex


def _save(folder: Path, files: Sequence[Upload]) -> None:
    left = LARGEST_UPLOAD
    for number, file in enumerate(files):
        name = Path((file.name or "").replace("\\", "/")).name[-120:]
        if not name.lower().endswith(ENDINGS):
            raise Refusal("exchange.file_kind", f"Tệp “{name}” không phải .json, .ndjson hoặc .gz của chúng.", BESIDE)
        place = folder / f"{number:04}"
        place.mkdir()
        with (place / name).open("wb") as kept:
            for piece in file.chunks():
                left -= len(piece)
                if left < 0:
                    raise Refusal(
                        "exchange.upload_large",
                        f"Mỗi lần gửi không quá {LARGEST_UPLOAD // MEGABYTE} MB. Hãy gửi làm nhiều lần, "
                        "hoặc dùng lệnh tram import fhir trên máy chủ.",
                        BESIDE,
                    )
                kept.write(piece)
