"""``tram backup`` and ``tram restore``: a copy made while people work, proved before it counts."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import VN_TZ, now
from tram.kernel.home import home
from tram.kernel.refusals import Refusal

DAMAGED = gettext_noop("Bản sao bị hỏng hoặc không phải của Trạm. Hãy chọn bản sao khác.")


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram backup`` takes."""
    parser.add_argument("--out", type=Path, default=None, help=_("tệp ghi bản sao (mặc định trong TRAM_HOME/backups)"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram restore`` takes."""
    parser.add_argument("file", type=Path, help=_("bản sao cần phục hồi"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def backup(args: argparse.Namespace) -> int:
    """Makes a verified copy of the database, online."""
    target = args.out or backups_folder() / default_name(now())
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    facts = _copy_sqlite(partial) if connection.vendor == "sqlite" else _dump_postgres(partial)
    partial.replace(target)
    _answer(args.json, {"file": str(target), "facts": facts, "bytes": target.stat().st_size}, _("Đã sao lưu"))
    return 0


def restore(args: argparse.Namespace) -> int:
    """Puts a copy in the place of the database; the one replaced is kept beside it."""
    if not args.file.is_file():
        raise Refusal("backup.missing", _("Không có tệp %(file)s.") % {"file": args.file}, {"file": str(args.file)})
    facts = _restore_sqlite(args.file) if connection.vendor == "sqlite" else _restore_postgres(args.file)
    _answer(args.json, {"file": str(args.file), "facts": facts}, _("Đã phục hồi"))
    if not args.json and exchanges():
        print(_("Máy này trao đổi với máy khác: chạy tram sync run --once xong rồi mới ghi việc mới."))
    return 0


def exchanges() -> bool:
    """Whether the record restored is of a machine that exchanges with others. What it had sent since the copy comes
    back from there; if it writes first, two of its facts bear one number. A copy older than exchange: no."""
    from tram.sync.api import line_mark

    try:
        return line_mark(SYSTEM, now()) is not None
    except DatabaseError:
        return False


def backups_folder() -> Path:
    """Where copies are kept unless told otherwise."""
    folder = home() / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def default_name(at: datetime) -> str:
    """``tram-20261122-0915.sqlite3`` or ``….dump``."""
    suffix = "sqlite3" if connection.vendor == "sqlite" else "dump"
    return f"tram-{at.astimezone(VN_TZ):%Y%m%d-%H%M%S}.{suffix}"


def prove(path: Path) -> int:
    """Checks a SQLite copy from inside: pages, foreign keys, the head of the log. Returns how many facts it holds."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            broken = copy.execute("PRAGMA foreign_key_check").fetchone()
            heads = copy.execute("SELECT coalesce(sum(seq), 0) FROM kernel_node").fetchone()[0]
            facts = copy.execute("SELECT count(*) FROM kernel_fact").fetchone()[0]
    except sqlite3.Error:
        raise Refusal("backup.damaged", _(DAMAGED), {"file": str(path)}) from None
    if not sound or broken is not None or heads != facts:
        raise Refusal("backup.damaged", _(DAMAGED), {"file": str(path)})
    return int(facts)


def _copy_sqlite(target: Path) -> int:
    target.unlink(missing_ok=True)
    source = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), timeout=20)
    copy = sqlite3.connect(target)
    try:
        source.execute("PRAGMA wal_autocheckpoint=0")
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
        source.close()
    target.chmod(0o600)
    return prove(target)


def _restore_sqlite(file: Path) -> int:
    facts = prove(file)
    place = Path(str(settings.DATABASES["default"]["NAME"]))
    connections.close_all()
    incoming = place.with_name(place.name + ".incoming")
    shutil.copyfile(file, incoming)
    incoming.chmod(0o600)
    if place.exists():
        _retire(place)
    incoming.replace(place)
    return facts


def _retire(place: Path) -> None:
    """Moves the database in use aside, its log folded in first. Refuses while somebody else has it open."""
    old = sqlite3.connect(place, timeout=1)
    try:
        mode = old.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError:
        mode = ("wal",)
    finally:
        old.close()
    if mode != ("delete",):
        raise Refusal("backup.in_use", _("Trạm đang chạy. Hãy dừng Trạm rồi phục hồi."), status=409)
    place.replace(place.with_name(f"{place.name}.{now().astimezone(VN_TZ):%Y%m%d-%H%M%S}.before-restore"))


def _postgres_environment() -> dict[str, str]:
    database = settings.DATABASES["default"]
    keys = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    names = {"NAME": "PGDATABASE"} | {key: f"PG{key}" for key in keys[1:]}
    return os.environ | {names[key]: str(database[key]) for key in keys if database.get(key)}


def _run_postgres(*command: str) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise Refusal(
            "backup.tool", _("Máy thiếu %(tool)s. Cài gói postgresql-client rồi thử lại.") % {"tool": command[0]}
        )
    done = subprocess.run([program, *command[1:]], env=_postgres_environment(), capture_output=True, check=False)
    if done.returncode:
        raise Refusal(
            "backup.failed",
            _("%(tool)s không làm xong. Xem quyền và dung lượng đĩa rồi thử lại.") % {"tool": command[0]},
        )


def _dump_postgres(target: Path) -> int:
    _run_postgres("pg_dump", "--format=custom", f"--file={target}")
    _run_postgres("pg_restore", "--list", f"--file={os.devnull}", str(target))
    return _fact_count()


def _restore_postgres(file: Path) -> int:
    _run_postgres("pg_restore", "--list", f"--file={os.devnull}", str(file))
    connections.close_all()
    _run_postgres("pg_restore", "--clean", "--if-exists", "--single-transaction", "--dbname=" + _name(), str(file))
    return _fact_count()


def _name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _fact_count() -> int:
    from tram.kernel.models import Fact

    return Fact.objects.count()


def _answer(as_json: bool, result: dict[str, object], words: str) -> None:
    told = _("%(words)s: %(file)s (%(facts)s sự kiện).") % {"words": words, **result}
    print(json.dumps(result) if as_json else told)
