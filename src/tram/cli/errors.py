"""How a command that fails says so: a sentence for the person, JSON for a program, the traceback only in the log.

The log holds where the program was, never what it held: an exception's message may quote a name or a diagnosis, so only
its type and its frames are written.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tram.cli.language import say
from tram.kernel.home import home
from tram.kernel.refusals import Refusal

REFUSED, BROKEN, INTERRUPTED = 2, 1, 130
KNOWN = (
    (("no such table", "relation", "no such column"), "home.not_ready",
     "Dữ liệu trên máy này chưa được chuẩn bị hoặc còn ở bản cũ. Hãy chạy: tram init",
     "The data on this machine is not made ready or is of an older version. Run: tram init"),
    (("database is locked",), "database.busy",
     "Cơ sở dữ liệu đang bận ghi việc khác. Chờ vài giây rồi chạy lại.",
     "The database is busy with another write. Wait a few seconds and run again."),
    (("disk is full", "No space left"), "disk.full",
     "Đĩa đã đầy. Giải phóng chỗ trống rồi chạy lại; chưa có gì bị ghi dở.",
     "The disk is full. Make room and run again; nothing was half written."),
    (("unable to open database file", "Permission denied", "readonly database", "Read-only file system"),
     "home.no_access",
     "Không đọc hoặc không ghi được thư mục dữ liệu. Kiểm tra quyền của thư mục mà TRAM_HOME chỉ tới.",
     "The data folder cannot be read or written. Check the permissions of the folder TRAM_HOME names."),
    (("connection failed", "could not connect", "couldn't get a connection", "server closed the connection"),
     "database.unreachable",
     "Không nối được máy chủ cơ sở dữ liệu. Kiểm tra TRAM_DATABASE và máy chủ PostgreSQL.",
     "The database server cannot be reached. Check TRAM_DATABASE and the PostgreSQL server."),
)  # fmt: skip


def refused(refusal: Refusal, *, as_json: bool) -> int:
    """Prints a Refusal on stderr and returns its exit code."""
    if as_json:
        _print_json(refusal.as_dict())
    else:
        print(refusal.said, file=sys.stderr)
    return REFUSED


def expected(error: Exception) -> Refusal | None:
    """The refusal a known fault of the machine deserves (no tables, disk full, no access); None otherwise."""
    if not (isinstance(error, OSError) or type(error).__module__ == "django.db.utils"):
        return None
    words = str(error)
    for signs, code, vi, en in KNOWN:
        if any(sign in words for sign in signs):
            return Refusal(code, say(vi, en))
    return None


def broken(error: BaseException, *, as_json: bool) -> int:
    """Keeps the frames of an unexpected error under an id, prints the id and returns the exit code."""
    error_id = secrets.token_hex(4)
    place = _keep(error, error_id)
    sentence = say(
        f"Có lỗi ngoài dự kiến, mã {error_id}. Hãy gửi mã này và tệp {place} cho người phụ trách kỹ thuật.",
        f"Something unexpected went wrong, id {error_id}. Send this id and the file {place} to your technician.",
    )
    if as_json:
        _print_json({"code": "program.error", "sentence": sentence, "details": {"id": error_id}})
    else:
        print(sentence, file=sys.stderr)
    return BROKEN


def interrupted(*, as_json: bool) -> int:
    """Says that the person stopped the work and returns 130."""
    sentence = say("Đã dừng theo yêu cầu.", "Stopped as asked.")
    if as_json:
        _print_json({"code": "program.interrupted", "sentence": sentence, "details": {}})
    else:
        print(sentence, file=sys.stderr)
    return INTERRUPTED


def _print_json(answer: dict[str, object]) -> None:
    print(json.dumps({"error": answer}, ensure_ascii=False, default=str), file=sys.stderr)


def _keep(error: BaseException, error_id: str) -> Path | str:
    try:
        place = home() / "logs" / "errors.log"
        place.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as log:
            log.write(_frames(error, error_id))
    except OSError:
        return "stderr"
    return place


def _frames(error: BaseException, error_id: str) -> str:
    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} {error_id}\n"]
    link: BaseException | None = error
    while link is not None:
        lines += [f"{type(link).__module__}.{type(link).__qualname__}\n", *traceback.format_tb(link.__traceback__)]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "".join(lines) + "\n"
