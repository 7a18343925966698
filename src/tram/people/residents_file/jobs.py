"""Imports that run while the page stays open: kept in a folder of their own, stoppable, and honest after a restart.

A job's thread writes how far it is every few hundred rows. A job that says it runs but has not written for a while was
cut off (the machine went down): it is shown as interrupted, and running it again changes nothing that is done.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from tram.kernel.actors import Actor, not_found, require
from tram.kernel.clock import now, today_vn
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.people.models import ImportJob, ImportState
from tram.people.residents_file.preview import Preview, preview
from tram.people.residents_file.reading import Sheet, kind_of, read_sheet, safe_name
from tram.people.residents_file.run import UNDER, Counts, import_residents
from tram.people.residents_file.workbooks import refused_rows
from tram.people.rules.findings import phrase
from tram.people.rules.residents import BY_FIELD, guess_mapping

SILENT = timedelta(seconds=45)
KEPT = timedelta(days=7)
ANSWER = "chua-nhap-duoc.xlsx"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobView:
    """An import as its page shows it. ``state`` as stored, or ``interrupted`` when nobody works on it any more."""

    id: UUID
    commune: str
    file_name: str
    state: str
    state_name: str
    total: int
    done: int
    new: int
    changed: int
    same: int
    refused: int
    reason: str
    created_at: datetime

    @property
    def percent(self) -> int:
        """How far it is, in whole percent."""
        return self.done * 100 // self.total if self.total else 0


def receive_file(*, by: Actor, at: datetime, commune: str, name: str, data: bytes) -> UUID:
    """Keeps an uploaded file and answers with its job. Refuses what cannot be read; nothing is imported yet."""
    require(by, UNDER, commune)
    _forget_old(at)
    kind = kind_of(data)
    sheet = read_sheet(data)
    key = uuid7()
    job = ImportJob(
        id=key, actor=by.id, folder=key.hex, commune=commune, file_name=safe_name(name), total=len(sheet.rows),
        mapping=json.dumps(guess_mapping(sheet.headers)), created_at=at, updated_at=at,
    )  # fmt: skip
    folder = _folder(job)
    folder.mkdir(mode=0o700, parents=True)
    path = folder / f"nguon.{kind}"
    path.write_bytes(data)
    path.chmod(0o600)
    job.save(force_insert=True)
    return key


def job_view(by: Actor, job_id: UUID, at: datetime) -> JobView:
    """An import's state. Refuses (404) those of other places."""
    row = _job(by, job_id)
    cut_off = row.state == ImportState.RUNNING and at - row.updated_at > SILENT
    state = ImportState.INTERRUPTED if cut_off else ImportState(row.state)
    return JobView(
        row.id, row.commune, row.file_name, state.value, str(state.label), row.total, row.done, row.new, row.changed,
        row.same, row.refused, in_words(row.reason), row.created_at,
    )  # fmt: skip


def recent_jobs(by: Actor, commune: str, at: datetime) -> tuple[JobView, ...]:
    """The last imports of a commune, newest first."""
    require(by, UNDER, commune)
    rows = ImportJob.objects.filter(commune=commune).order_by("-created_at").values_list("pk", flat=True)[:10]
    return tuple(job_view(by, key, at) for key in rows)


def job_sheet(by: Actor, job_id: UUID) -> tuple[Sheet, dict[str, int]]:
    """The file's table and which column holds which field. Refuses when the file is no longer kept."""
    row = _job(by, job_id)
    return _sheet(row), json.loads(row.mapping)


def job_preview(by: Actor, job_id: UUID, at: datetime) -> Preview:
    """What would become of the file's rows."""
    row = _job(by, job_id)
    return preview(_sheet(row), json.loads(row.mapping), row.commune, today_vn(at))


def choose_columns(*, by: Actor, at: datetime, job_id: UUID, mapping: dict[str, int]) -> None:
    """Which column holds which field, as the user says. Refuses a file without names and one column for two fields."""
    row = _job(by, job_id)
    known = {name: place for name, place in mapping.items() if name in BY_FIELD and 0 <= place < 1000}
    if "full_name" not in known:
        raise Refusal("import.no_name", "Hãy chọn cột có họ và tên.", {"field": "full_name"})
    if len(set(known.values())) < len(known):
        raise Refusal("import.column_twice", "Một cột chỉ dùng cho một mục. Hãy xem lại.", {"field": "mapping"})
    row.mapping, row.updated_at = json.dumps(known), at
    row.save(update_fields=["mapping", "updated_at"])


def start_job(*, by: Actor, at: datetime, job_id: UUID, alike_is_new: bool, wait: bool = False) -> None:
    """Begins (or begins again) the import in a thread of its own; ``wait`` does it here and now."""
    row = _job(by, job_id)
    if job_view(by, job_id, at).state == ImportState.RUNNING:
        raise Refusal("import.running", "Tệp này đang được nhập. Hãy chờ xong hoặc dừng lại trước.", status=409)
    _sheet(row)
    ImportJob.objects.filter(pk=row.pk).update(
        state=ImportState.RUNNING, stop=False, done=0, new=0, changed=0, same=0, refused=0, reason="", updated_at=at
    )
    if wait:
        _run(by, at, row.pk, alike_is_new)
    else:
        threading.Thread(
            target=_in_thread, args=(by, at, row.pk, alike_is_new), name="tram-import", daemon=True
        ).start()


def stop_job(*, by: Actor, job_id: UUID) -> None:
    """Asks a running import to stop after the rows in hand."""
    ImportJob.objects.filter(pk=_job(by, job_id).pk).update(stop=True)


def answer_file(by: Actor, job_id: UUID) -> Path:
    """The workbook of rows not taken. Refuses (404) when there is none."""
    path = _folder(_job(by, job_id)) / ANSWER
    if not path.is_file():
        raise not_found()
    return path


def _in_thread(by: Actor, at: datetime, job_id: UUID, alike_is_new: bool) -> None:
    try:
        _run(by, at, job_id, alike_is_new)
    finally:
        connection.close()


def _run(by: Actor, at: datetime, job_id: UUID, alike_is_new: bool) -> None:
    """Does the import; whatever happens, the job says how it ended and no text of the file reaches the log."""
    row = ImportJob.objects.get(pk=job_id)
    try:
        sheet = _sheet(row)
        counts = import_residents(
            by=by, at=at, sheet=sheet, mapping=json.loads(row.mapping), commune=row.commune, alike_is_new=alike_is_new,
            progress=lambda so_far: _note(job_id, so_far),
        )  # fmt: skip
        if counts.faults:
            (_folder(row) / ANSWER).write_bytes(refused_rows(sheet, counts.faults))
        state = ImportState.DONE if counts.done == counts.total else ImportState.STOPPED
        _end(job_id, state, counts)
    except Refusal as refusal:
        _end(job_id, ImportState.FAILED, reason=refusal.sentence)
    except Exception as error:  # noqa: BLE001 - the thread's last door: the job must not seem to run for ever
        logger.error("import of residents failed: %s", type(error).__name__)
        reason = phrase("Máy gặp lỗi khi nhập. Những dòng đã nhập vẫn còn; hãy chạy lại.")
        _end(job_id, ImportState.FAILED, reason=reason)


def _note(job_id: UUID, counts: Counts) -> bool:
    ImportJob.objects.filter(pk=job_id).update(
        done=counts.done, new=counts.new, changed=counts.changed, same=counts.same, refused=counts.refused,
        updated_at=now(),
    )  # fmt: skip
    return not ImportJob.objects.filter(pk=job_id, stop=True).exists()


def _end(job_id: UUID, state: ImportState, counts: Counts | None = None, reason: str = "") -> None:
    if counts is not None:
        _note(job_id, counts)
    ImportJob.objects.filter(pk=job_id).update(state=state, reason=reason[:250], updated_at=now())


def _sheet(row: ImportJob) -> Sheet:
    for path in _folder(row).glob("nguon.*"):
        return read_sheet(path.read_bytes())
    raise Refusal("import.file_gone", "Tệp đã được dọn đi. Hãy tải tệp lên lại.", status=410)


def _job(by: Actor, job_id: UUID) -> ImportJob:
    row = ImportJob.objects.filter(pk=job_id).first()
    if row is None:
        raise not_found()
    require(by, UNDER, row.commune)
    return row


def _folder(row: ImportJob) -> Path:
    return Path(settings.HOME) / "imports" / row.folder


def _forget_old(at: datetime) -> None:
    """Files with people's data are not kept longer than a week."""
    for row in ImportJob.objects.filter(updated_at__lt=at - KEPT):
        shutil.rmtree(_folder(row), ignore_errors=True)
