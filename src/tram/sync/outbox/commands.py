"""``tram outbox …``: see what outside systems must be told, send it, say it was told by hand, try a receiver."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import VN_TZ, now
from tram.sync.outbox.deeds import mark_message
from tram.sync.outbox.lists import GROUPS, MessageView, messages, routes
from tram.sync.outbox.receiver import Inbox, Manners, serve
from tram.sync.outbox.routes import set_route
from tram.sync.outbox.sending import LIMIT, send_due

DEFAULT_PORT = 8900


def list_command_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram outbox list`` takes."""
    parser.add_argument("--group", choices=list(GROUPS), help=_("chờ gửi, bị từ chối, đã xong (mặc định: chưa xong)"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def list_command(args: argparse.Namespace) -> int:
    """Prints messages, the most urgent first; 3 when one is past its time."""
    at = now()
    groups = [args.group] if args.group else ["waiting", "refused"]
    found = [one for group in groups for one in messages(SYSTEM, at, group)]
    if args.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=str))
    else:
        print("\n".join(map(_line, found)) or _("Không có tin nào."))
        print("\n".join(_route_line(one.title, one.on, one.address, one.reason) for one in routes()))
    return 3 if any(one.overdue for one in found) else 0


def _line(one: MessageView) -> str:
    late = _("QUÁ HẠN ") if one.overdue else ""
    due = one.due_at.astimezone(VN_TZ)
    parts = (str(one.id), f"{late}{due:%d/%m/%Y %H:%M}", one.state_name, one.rule_title, one.commune, one.reason)
    return "  ".join(part for part in parts if part)


def _route_line(title: str, on: bool, address: str, reason: str) -> str:
    where = (address or _("chưa có địa chỉ")) if on else _("máy này không gửi")
    return f"→ {title}: {where} {reason}".rstrip()


def send_command_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram outbox send`` takes."""
    parser.add_argument("--limit", type=int, default=LIMIT, help=_("gửi nhiều nhất từng này tin mỗi nơi nhận"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def send_command(args: argparse.Namespace) -> int:
    """Sends what is due now and prints what became of it; 3 when something must be tried again or was refused."""
    done = send_due(now(), args.limit)
    if args.json:
        print(json.dumps(asdict(done)))
    else:
        print(_("%(made)d tin mới, %(accepted)d được nhận, %(sent)d chờ trả lời") % asdict(done))
        print(_("%(refused)d bị từ chối, %(later)d gửi lại sau") % asdict(done))
    return 3 if done.later or done.refused else 0


def mark_command_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram outbox mark`` takes."""
    parser.add_argument("message", type=UUID, metavar="ID", help=_("mã tin (xem: tram outbox list)"))
    parser.add_argument("--reason", required=True, help=_("đã báo bằng cách nào, cho ai"))


def mark_command(args: argparse.Namespace) -> int:
    """Says that a message was told in another way."""
    mark_message(by=SYSTEM, at=now(), message=args.message, reason=args.reason)
    print(_("Đã đánh dấu."))
    return 0


def route_command_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram outbox route`` takes."""
    parser.add_argument("destination", metavar="ID", help=_("nơi nhận, ví dụ to-surveillance"))
    parser.add_argument("--address", default="", help=_("địa chỉ https://… máy này gửi đến"))
    parser.add_argument("--places", default="", help=_("mã các xã máy này chịu trách nhiệm báo (mặc định: mọi xã)"))
    parser.add_argument("--off", action="store_true", help=_("máy này thôi gửi"))
    parser.add_argument("--from-start", action="store_true", help=_("xét lại cả những việc đã ghi trước đây"))


def route_command(args: argparse.Namespace) -> int:
    """Sets whether and where this machine sends."""
    row = set_route(
        by=SYSTEM,
        at=now(),
        destination=args.destination,
        address=args.address,
        places=args.places,
        on=not args.off,
        from_start=args.from_start,
    )
    print(_route_line(row.destination, row.on, row.address, row.reason))
    return 0


def receiver_command_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram outbox receiver`` takes."""
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=_("cổng (mặc định 8900)"))
    parser.add_argument("--keep", type=Path, metavar="FILE", help=_("ghi tin đã nhận vào tệp, mỗi dòng một tin"))
    parser.add_argument("--refuse", default="", metavar="TEXT", help=_("từ chối tin có chữ này"))
    parser.add_argument("--slow", type=float, default=0, metavar="S", help=_("trả lời chậm từng này giây"))
    parser.add_argument("--busy", type=float, default=0, metavar="P", help=_("tỉ lệ lần báo bận (0 đến 1)"))
    parser.add_argument("--mute", type=float, default=0, metavar="P", help=_("tỉ lệ lần nhận rồi ngắt, không trả lời"))
    parser.add_argument("--undecided", type=int, default=0, metavar="N", help=_("N lần đầu chỉ báo là đã đến"))


def receiver_command(args: argparse.Namespace) -> int:
    """Receives messages for a try until Ctrl+C, and prints each key with the answer; shows no contents."""
    manners = Manners(args.slow, args.busy, args.mute, args.undecided)
    server = serve(args.port, Inbox(args.refuse, args.keep), manners, lambda line: print(line, flush=True))
    print(_("Nơi nhận thử: http://127.0.0.1:%d/  (dừng: Ctrl+C)") % server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0
