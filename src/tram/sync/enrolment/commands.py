"""Commands about machines: invite one, join, list, renew, revoke, call one beside."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import VN_TZ, now, today_vn
from tram.kernel.facts import local_node
from tram.sync.actions.nodes import invite_node, renew_node, revoke_node
from tram.sync.enrolment.beside import call_beside
from tram.sync.enrolment.join import join_parent
from tram.sync.identity import load_identity
from tram.sync.reads.below import nodes_below
from tram.sync.reads.nodes import place_words
from tram.sync.talk.http import Http

DAYS = 730


def invite_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync invite`` takes."""
    parser.add_argument("name", metavar="NAME", help=_("tên máy, ví dụ: Máy bàn trạm Bản Bo"))
    parser.add_argument(
        "--places", required=True, metavar="CODES", help=_("mã tỉnh, xã cách nhau dấu cách; '' cả nước")
    )
    parser.add_argument("--kinds", default="", metavar="ROOMS", help=_("chỉ các loại dữ liệu này; mặc định: tất cả"))
    parser.add_argument("--days", type=int, default=DAYS, help=_("chứng nhận có hạn bao nhiêu ngày"))
    parser.add_argument("--renews", type=UUID, metavar="NODE", help=_("cấp lại cho máy đã biết, ví dụ mất khoá"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def invite(args: argparse.Namespace) -> int:
    """Prints a one-time code for a machine that is to belong under this one."""
    invited = invite_node(
        by=SYSTEM, at=now(), identity=load_identity(settings.HOME), name=args.name, places=args.places,
        kinds=args.kinds, days=args.days, renews=args.renews,
    )  # fmt: skip
    until = invited.expires_at.astimezone(VN_TZ)
    if args.json:
        print(json.dumps({"code": invited.code, "expires_at": until.isoformat()}))
        return 0
    print(invited.code)
    print(_("Dùng một lần, đến %(day)s. Trên máy mới: tram sync join ĐỊA_CHỈ MÃ") % {"day": f"{until:%H:%M %d/%m/%Y}"})
    return 0


def join_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync join`` takes."""
    parser.add_argument("address", metavar="ADDRESS", help=_("địa chỉ tuyến trên, ví dụ http://10.0.0.5:8000"))
    parser.add_argument("code", metavar="CODE", help=_("mã mời tuyến trên đã cấp"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def join(args: argparse.Namespace) -> int:
    """Makes this machine a child of the one at the address."""
    identity, at = load_identity(settings.HOME), now()
    with Http(args.address) as send:
        joined = join_parent(
            by=SYSTEM, at=at, identity=identity, name=local_node().name, address=args.address, code=args.code, send=send
        )
    own, parent = joined.own, joined.parent
    if args.json:
        print(json.dumps({"node": str(own.node), "parent": str(parent.node), "places": own.places, "kinds": own.kinds}))
        return 0
    where = ", ".join(place_words(place, today_vn(at)) for place in own.places.split(" "))
    told = {"name": own.name, "where": where, "parent": parent.name or parent.node}
    print(_("Đã nhập vào %(parent)s với tên %(name)s, phạm vi: %(where)s.") % told)
    print(_("Trao đổi ngay: tram sync run --once"))
    return 0


def nodes_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync nodes`` takes."""
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def nodes(args: argparse.Namespace) -> int:
    """Lists the machines below this one."""
    found = nodes_below(SYSTEM, load_identity(settings.HOME), now())
    if args.json:
        plain = [{"id": str(each.id), "name": each.name, "places": each.places, "state": each.state} for each in found]
        print(json.dumps(plain, ensure_ascii=False))
        return 0
    for each in found:
        print(f"{each.id}  {each.name}  {', '.join(each.places) or _('Cả nước')}  {each.state_name}")
    if not found:
        print(_("Chưa có máy nào. Mời máy mới: tram sync invite"))
    return 0


def renew_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync renew`` takes."""
    parser.add_argument("node", type=UUID, metavar="NODE", help=_("mã số máy (xem: tram sync nodes)"))
    parser.add_argument("--places", metavar="CODES", help=_("phạm vi mới; mặc định: như cũ"))
    parser.add_argument("--kinds", metavar="ROOMS", help=_("loại dữ liệu mới; mặc định: như cũ"))
    parser.add_argument("--days", type=int, default=DAYS, help=_("chứng nhận có hạn bao nhiêu ngày"))


def renew(args: argparse.Namespace) -> int:
    """Gives a machine below a new certificate, with another scope if asked."""
    claim = renew_node(
        by=SYSTEM, at=now(), identity=load_identity(settings.HOME), node=args.node, days=args.days,
        places=args.places, kinds=args.kinds,
    )  # fmt: skip
    until = datetime.fromtimestamp(claim.valid_to, UTC).astimezone(VN_TZ)
    print(_("Đã cấp lại chứng nhận cho %(name)s, đến %(day)s.") % {"name": claim.name, "day": f"{until:%d/%m/%Y}"})
    return 0


def revoke_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync revoke`` takes."""
    parser.add_argument("node", type=UUID, metavar="NODE", help=_("mã số máy (xem: tram sync nodes)"))
    parser.add_argument("--reason", required=True, metavar="TEXT", help=_("vì sao, ví dụ: máy bị mất"))


def revoke(args: argparse.Namespace) -> int:
    """Takes the trust from a machine below."""
    told = {"identity": load_identity(settings.HOME), "node": args.node, "reason": args.reason}
    last = revoke_node(by=SYSTEM, at=now(), **told)
    print(_("Đã thu hồi. Những gì máy đó ghi sau việc số %(last)d sẽ không được dùng ở đâu cả.") % {"last": last})
    return 0


def beside_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync beside`` takes."""
    parser.add_argument("name", metavar="NAME", help=_("tên trong chứng nhận, hoặc mã số máy cùng tuyến"))
    parser.add_argument(
        "address", metavar="ADDRESS", nargs="?", default="", help=_("địa chỉ máy đó; bỏ trống: thôi gọi máy đó")
    )


def beside(args: argparse.Namespace) -> int:
    """Exchanges with a machine of the same level from now on, or no more."""
    told = {"identity": load_identity(settings.HOME), "name": args.name, "address": args.address}
    peer = call_beside(by=SYSTEM, at=now(), **told)
    words = _("Từ nay máy này gọi %(name)s.") if peer.address else _("Từ nay máy này thôi gọi %(name)s.")
    print(words % {"name": peer.name})
    return 0
