"""``tram facts``: look at the log and prove it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from django.utils.translation import gettext as _

from tram.kernel.clock import VN_TZ
from tram.kernel.facts import verify
from tram.kernel.models import Fact


def verify_command_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram facts verify`` takes."""
    parser.add_argument("--rows", action="store_true", help=_("so cả từng dòng dữ liệu với sự kiện đã ghi"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def list_command_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram facts list`` takes."""
    parser.add_argument("--last", type=int, default=20, metavar="N", help=_("bao nhiêu sự kiện cuối (mặc định 20)"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def verify_command(args: argparse.Namespace) -> int:
    """Proves the log; exit code 1 when it does not hold."""
    report = verify(rows=args.rows)
    if args.json:
        print(json.dumps(asdict(report) | {"holds": report.holds}, ensure_ascii=False))
        return int(not report.holds)
    for fault in report.faults:
        print(_("Sai: %(fault)s") % {"fault": fault})
    verdict = _("Nhật ký nguyên vẹn") if report.holds else _("Nhật ký KHÔNG nguyên vẹn")
    rows = _(", %(rows)s dòng") % {"rows": report.rows} if args.rows else ""
    print(_("%(verdict)s: %(facts)s sự kiện%(rows)s.") % {"verdict": verdict, "facts": report.facts, "rows": rows})
    return int(not report.holds)


def list_command(args: argparse.Namespace) -> int:
    """Prints the last facts: number, time, name, place. Never what they say about people."""
    for fact in reversed(Fact.objects.order_by("-stamp").defer("payload")[: max(args.last, 0)]):
        line = {"seq": fact.seq, "at": fact.at.astimezone(VN_TZ).isoformat(), "name": fact.name, "place": fact.place}
        print(json.dumps(line) if args.json else f"{fact.seq:>8}  {line['at']}  {fact.place:<5}  {fact.name}")
    return 0
