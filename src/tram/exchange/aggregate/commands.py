"""``tram exchange export`` and ``tram exchange import``: aggregate numbers to and from DHIS2 and ADX."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec
from django.utils.translation import gettext as _

from tram.exchange.aggregate.deeds import indicators_message, report_message
from tram.exchange.aggregate.receiving import Taken, import_values
from tram.exchange.aggregate.sending import FORMATS
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now
from tram.kernel.periods import parse_period
from tram.kernel.refusals import Refusal
from tram.reports.api import splits_of

SOME_REFUSED = 3
SHOWN = 20


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram exchange export`` takes."""
    parser.add_argument("--place", metavar="CODE", required=True, help=_("mã xã (5 chữ số) hoặc mã tỉnh (2 chữ số)"))
    parser.add_argument("--period", required=True, help=_("kỳ: 2026-10, 2026-Q4, 2026-H2, 2026"))
    parser.add_argument("--format", choices=FORMATS, required=True, help=_("định dạng"))
    parser.add_argument("--report", metavar="CODE", help=_("báo cáo đã chốt, ví dụ 14/BCT; không ghi: chỉ tiêu"))
    parser.add_argument("--by", metavar="sex,age", default="", help=_("chia theo (khi gửi chỉ tiêu)"))
    parser.add_argument("--id", metavar="ID", action="append", help=_("chỉ những chỉ tiêu này (nhiều lần được)"))
    parser.add_argument("--store", type=Path, metavar="DIR", help=_("đọc kho số liệu trong thư mục này thay cho hồ sơ"))
    parser.add_argument("--engine", default="duckdb", help=_("máy đọc kho: duckdb hoặc spark"))
    parser.add_argument("--publish", action="store_true", help=_("che số nhỏ để công bố ra ngoài"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=_("ghi ra tệp; không ghi: in ra màn hình"))


def export(args: argparse.Namespace) -> int:
    """Writes a closed report, or indicators, as a message for another system."""
    asked = {"at": now(), "place": args.place, "period": parse_period(args.period), "form": args.format}
    if args.report:
        data = report_message(SYSTEM, report=args.report, **asked)
    else:
        data = indicators_message(
            SYSTEM,
            by=splits_of(args.by),
            ids=args.id,
            store=args.store,
            engine=args.engine,
            publish=args.publish,
            **asked,
        )
    if args.out is None:
        sys.stdout.write(data.decode())
        return 0
    try:
        args.out.write_bytes(data)
    except OSError as error:
        told = f"Không ghi được tệp {args.out}: {error.strerror}. Hãy chọn thư mục khác."
        raise Refusal("file.write", told, {"file": str(args.out)}) from None
    print(_("Đã ghi %(path)s") % {"path": args.out})
    return 0


def import__arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram exchange import`` takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("tệp ADX, hoặc dataValueSet JSON, XML, CSV"))
    parser.add_argument("--source", required=True, help=_("tên hệ thống đã xuất tệp này"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def import_(args: argparse.Namespace) -> int:
    """Keeps the values of a file and prints what became of them: 0 all good, 3 some refused."""
    try:
        data = args.file.read_bytes()
    except OSError as error:
        told = f"Không mở được tệp {args.file.name}. Kiểm tra đường dẫn và quyền đọc."
        raise Refusal("import.unreadable", told, {"file": args.file.name}) from error
    taken = import_values(by=SYSTEM, at=now(), data=data, source=args.source, name=args.file.name)
    if args.json:
        print(msgspec.json.encode(taken).decode())
    else:
        _print(taken)
    return SOME_REFUSED if taken.faults else 0


def _print(taken: Taken) -> None:
    counts = {"new": taken.new, "changed": taken.changed, "same": taken.same, "withdrawn": taken.withdrawn}
    told = _("%(kind)s: %(new)s mới, %(changed)s đổi, %(same)s như cũ, %(withdrawn)s rút lại, %(refused)s không nhận")
    print(told % {"kind": taken.kind, "refused": len(taken.faults), **counts})
    for fault in taken.faults[:SHOWN]:
        print("  " + fault.sentence())
    if len(taken.faults) > SHOWN:
        print(_("  … và %(more)s lỗi nữa: --json để xem hết") % {"more": len(taken.faults) - SHOWN})
