"""``tram doctor``: what is wrong with this machine and what to do about it."""

from __future__ import annotations

import argparse
import json
import shutil
import stat
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tram.cli.backup import backups_folder
from tram.cli.ready import pending
from tram.kernel.clock import now, stamp_time
from tram.kernel.guards import missing
from tram.kernel.home import home
from tram.kernel.models import Node
from tram.kernel.sqlite import has_wal_reset_bug

GOOD, WARN, BAD = "good", "attention", "broken"
STATES = {GOOD: gettext_noop("tốt"), WARN: gettext_noop("lưu ý"), BAD: gettext_noop("hỏng")}
LOW_DISK, FULL_DISK = 2 * 1024**3, 200 * 1024**2
BACKUP_DAYS = 2
EARLIEST = 2026


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, what was seen, what to do."""

    what: str
    state: str
    seen: str
    do: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram doctor`` takes."""
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def run(args: argparse.Namespace) -> int:
    """Prints every finding; exit code 1 when something is broken."""
    findings = examine(now())
    if args.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            advice = f" → {finding.do}" if finding.do else ""
            print(f"[{_(STATES[finding.state])}] {finding.what}: {finding.seen}{advice}")
    return int(any(finding.state == BAD for finding in findings))


def examine(at: datetime) -> list[Finding]:
    """Every finding, in the order people read them."""
    return [_tables(), *_database(), _clock(at), _disk(), _key(), _last_backup(at)]


def _tables() -> Finding:
    if pending():
        return Finding(_("bảng dữ liệu"), BAD, _("chưa cập nhật"), _("chạy: tram init"))
    unguarded = missing(connection)
    if unguarded:
        return Finding(
            _("bảng dữ liệu"),
            BAD,
            _("%(count)s bảng thiếu chốt bảo vệ") % {"count": len(unguarded)},
            _("chạy: tram init"),
        )
    return Finding(_("bảng dữ liệu"), GOOD, _("đủ, có chốt bảo vệ"))


def _database() -> list[Finding]:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return [Finding("PostgreSQL", GOOD, str(cursor.fetchone()[0]))]
    import sqlite3

    seen = sqlite3.sqlite_version
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint")
        automatic = cursor.fetchone()[0]
    if has_wal_reset_bug() and automatic:
        return [
            Finding(
                "SQLite",
                BAD,
                _("%(version)s, lỗi WAL-reset và tự checkpoint") % {"version": seen},
                _("khởi động lại Trạm bản mới"),
            )
        ]
    guarded = _(", bản có lỗi WAL-reset; Trạm chỉ để một kết nối checkpoint") if has_wal_reset_bug() else ""
    return [Finding("SQLite", GOOD, seen + guarded)]


def _clock(at: datetime) -> Finding:
    node = Node.objects.filter(here=True).first()
    if at.year < EARLIEST:
        return Finding(_("đồng hồ"), BAD, f"{at:%d/%m/%Y}", _("chỉnh lại ngày giờ của máy"))
    if node is not None and stamp_time(node.stamp) > at + timedelta(minutes=5):
        return Finding(_("đồng hồ"), BAD, _("chậm hơn sự kiện cuối đã ghi"), _("chỉnh lại ngày giờ của máy"))
    return Finding(_("đồng hồ"), GOOD, f"{at:%d/%m/%Y %H:%M} UTC")


def _disk() -> Finding:
    free = shutil.disk_usage(home()).free
    seen = _("còn %(size)s GB") % {"size": f"{free / 1024**3:.1f}"}
    if free < FULL_DISK:
        return Finding(_("ổ đĩa"), BAD, seen, _("xoá bớt tệp không cần, chép bản sao lưu sang ổ khác"))
    return Finding(_("ổ đĩa"), WARN if free < LOW_DISK else GOOD, seen, _("dọn ổ đĩa") if free < LOW_DISK else "")


def _key() -> Finding:
    path = home() / "secret.key"
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077 and hasattr(stat, "S_IRWXG") and settings.SECRET_KEY:
        return Finding(
            _("khoá bí mật"), WARN, _("người khác trên máy đọc được"), _("chạy: chmod 600 %(path)s") % {"path": path}
        )
    return Finding(_("khoá bí mật"), GOOD, _("chỉ chủ máy đọc được"))


def _last_backup(at: datetime) -> Finding:
    copies = sorted(backups_folder().glob("tram-*"), key=lambda path: path.stat().st_mtime)
    if not copies:
        return Finding(_("sao lưu"), WARN, _("chưa có bản nào"), _("chạy: tram backup, rồi chép tệp sang USB"))
    age = at.timestamp() - copies[-1].stat().st_mtime
    days = int(age // 86_400)
    old = days >= BACKUP_DAYS
    return Finding(
        _("sao lưu"),
        WARN if old else GOOD,
        ngettext("%(days)s ngày trước", "%(days)s ngày trước", days) % {"days": days},
        _("chạy: tram backup") if old else "",
    )
