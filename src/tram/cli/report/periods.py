"""``tram report list|close|reopen|send``: periods that close, from the command line."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now
from tram.kernel.facts import local_node
from tram.kernel.periods import name_of, parse_period
from tram.kernel.refusals import Refusal
from tram.reports import api

PERIODS = gettext_noop("2026, 2026-H2, 2026-Q4, 2026-10, 2026-10-05, 2026-10-01..2026-10-15")


def which_arguments(parser: argparse.ArgumentParser) -> None:
    """Which report of which place and period."""
    _place(parser)
    parser.add_argument("--period", required=True, help=_(PERIODS))
    parser.add_argument("--report", required=True, metavar="CODE", help=_("mã báo cáo, ví dụ 14/BCT"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def which(args: argparse.Namespace) -> dict[str, Any]:
    """The same as the deeds and questions take it."""
    return {"place": place(args), "report": args.report, "period": parse_period(args.period)}


def place(args: argparse.Namespace) -> str:
    """The place asked for, else this machine's own. Refuses when there is neither."""
    found = args.place or local_node().place
    if not found:
        raise Refusal(
            "report.place", "Hãy ghi --place với mã xã (5 chữ số) hoặc mã tỉnh (2 chữ số).", {"field": "place"}
        )
    return str(found)


def list__arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram report list`` takes."""
    _place(parser)
    parser.add_argument("--period", help=_(PERIODS))
    parser.add_argument("--below", action="store_true", help=_("cả các xã của tỉnh này"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def list_(args: argparse.Namespace) -> int:
    """Prints what is due for a place, until when, and how it stands."""
    code, period = place(args), parse_period(args.period) if args.period else None
    where = {"province": code} if args.below else {"place": code}
    found = api.report_list(SYSTEM, at=now(), period=period, **where)
    if args.json:
        print(json.dumps([api.due_json(one) for one in found], ensure_ascii=False))
        return 0
    for one in found:
        version = f"#{one.closing.number}" if one.closing else ""
        told = f"{one.code:<8} {name_of(one.period):<8} {one.due:%d/%m/%Y}"
        print(f"{told}  {one.state:<12} {version:<3} {one.place_name}")
    if not found:
        print(_("Không có báo cáo nào cho kỳ này."))
    return 0


def close_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram report close`` takes."""
    which_arguments(parser)
    parser.add_argument("--reason", default="", help=_("lý do, khi chốt lại"))


def close(args: argparse.Namespace) -> int:
    """Closes a period and prints the closing."""
    done = api.close_report(by=SYSTEM, at=now(), reason=args.reason, **which(args))
    return _say(args, [done], _("Đã chốt, bản %(number)s.") % {"number": done.number})


def reopen_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram report reopen`` takes."""
    which_arguments(parser)
    parser.add_argument("--reason", required=True, help=_("lý do mở lại"))
    parser.add_argument("--closing", metavar="ID", help=_("bỏ riêng bản này, khi hai máy chốt khác nhau"))


def reopen(args: argparse.Namespace) -> int:
    """Opens a closed period again and prints its closings."""
    told = which(args)
    done = api.reopen_report(by=SYSTEM, at=now(), reason=args.reason, closing=_closing(args.closing, told), **told)
    return _say(args, done, _("Đã mở lại kỳ. Bản đã chốt vẫn được giữ."))


def send_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram report send`` takes."""
    which_arguments(parser)
    parser.add_argument("--note", default="", help=_("gửi bằng cách nào, số công văn"))


def send(args: argparse.Namespace) -> int:
    """Marks a closed report as sent."""
    done = api.send_report(by=SYSTEM, at=now(), note=args.note, **which(args))
    return _say(args, [done], _("Đã ghi là đã gửi."))


def _place(parser: argparse.ArgumentParser) -> None:
    told = _("mã xã (5 chữ số) hoặc mã tỉnh (2 chữ số); mặc định nơi của máy này")
    parser.add_argument("--place", metavar="CODE", help=told)


def _closing(text: str | None, told: dict[str, Any]) -> Any:
    """The id of a closing of the period. Refuses (404) one it does not have, naming those there are."""
    if text is None:
        return None
    known = api.report_view(SYSTEM, at=now(), **told).closings
    found = next((one.id for one in known if str(one.id) == text), None)
    if found is None:
        choices = ", ".join(str(one.id) for one in known if one.stands)
        raise Refusal("report.closing", f"Kỳ này không có bản đó. Có: {choices}.", {"field": "closing"}, status=404)
    return found


def _say(args: argparse.Namespace, closings: Any, sentence: str) -> int:
    if args.json:
        print(json.dumps({"closings": [api.closing_json(one) for one in closings]}, ensure_ascii=False))
    else:
        print(sentence)
    return 0
