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


def refused(refusal: Refusal, *, as_json: bool) -> int:
    """Prints a Refusal on stderr and returns its exit code."""
    if as_json:
        _print_json(refusal.as_dict())
    else:
        print(refusal.sentence, file=sys.stderr)
    return REFUSED


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
