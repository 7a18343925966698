"""``tram targets import`` and ``tram targets list``: what places mean to reach, from and to the command line."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.facts import local_node
from tram.kernel.refusals import Refusal
from tram.reports import api

SOME_REFUSED = 3


def import_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram targets import`` takes."""
    columns = _("tệp .xlsx hoặc .csv với các cột place, indicator, year, value; thêm được kind, source")
    parser.add_argument("file", type=Path, metavar="FILE", help=columns)
    parser.add_argument("--place", metavar="CODE", help=_("mã địa bàn cho tệp không có cột place"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def import_(args: argparse.Namespace) -> int:
    """Sets the targets of a file and prints what became of every row: 0 all good, 3 some rows refused."""
    place = local_node().place if args.place is None else args.place
    found = api.import_targets(by=SYSTEM, at=now(), data=_bytes(args.file), place=place)
    if args.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        print(_("%(taken)s mục tiêu đã ghi, %(refused)s dòng chưa nhận")
              % {"taken": found.taken, "refused": len(found.faults)})  # fmt: skip
        for fault in found.faults:
            print(_("  dòng %(row)s: %(reason)s") % {"row": fault.row, "reason": fault.reason})
    return SOME_REFUSED if found.faults else 0


def list_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram targets list`` takes."""
    parser.add_argument("--place", metavar="CODE", default="", help=_("mã xã, mã tỉnh; không ghi: cả nước"))
    parser.add_argument("--year", type=int, help=_("năm, mặc định năm nay"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def list_(args: argparse.Namespace) -> int:
    """Prints the targets that hold for a place in a year, its own or the nearest above."""
    found = api.targets(SYSTEM, args.place, args.year or today_vn(now()).year)
    if args.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=str))
        return 0
    for one in found:
        print(f"{one.indicator:<26} {one.year} {one.kind:<8} {one.value}  {one.place or _('cả nước')}  {one.source}")
    if not found:
        print(_("Chưa có mục tiêu nào. Nhập bằng: tram targets import tệp.xlsx"))
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        told = f"Không mở được tệp {path.name}. Kiểm tra đường dẫn và quyền đọc."
        raise Refusal("import.unreadable", told, {"file": path.name}) from error
