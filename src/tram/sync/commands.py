"""``tram sync …``: exchange now, carry by file, see how it stands."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import VN_TZ, now
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.kernel.sqlite import checkpoint
from tram.sync.api import (
    Identity,
    Outcome,
    Status,
    bring_in,
    export_file,
    export_snapshot,
    import_snapshot,
    is_snapshot,
    load_identity,
    run_beside,
    run_once,
    status,
)

FAILED = 3


def run_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync run`` takes."""
    parser.add_argument("--once", action="store_true", help=_("trao đổi một lần ngay bây giờ rồi thôi"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))
    parser.add_argument("--beside", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Exchanges with the machine above and those beside: once, or until stopped; 3 when one did not succeed."""
    if not args.once:
        run_beside(settings.HOME, follow_input=args.beside)
        return 0
    outcomes = run_once(settings.HOME, now())
    if not outcomes:
        raise Refusal("sync.nobody", _("Máy này chưa có tuyến trên. Nhập mã mời: tram sync join ĐỊA_CHỈ MÃ_MỜI"))
    for outcome in outcomes:
        print(json.dumps(_plain(outcome), ensure_ascii=False) if args.json else _line(outcome))
    return 0 if all(outcome.done for outcome in outcomes) else FAILED


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync export`` takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("tệp sẽ ghi"))
    parser.add_argument("--for", dest="node", type=UUID, metavar="NODE", help=_("máy nhận tệp (mặc định: tuyến trên)"))
    parser.add_argument("--all", action="store_true", help=_("ghi mọi thứ máy đó được có, không chỉ phần còn thiếu"))
    parser.add_argument("--snapshot", action="store_true", help=_("ghi bản chụp cho một máy mới tinh bắt đầu"))


def export(args: argparse.Namespace) -> int:
    """Writes a file that one other machine can read."""
    identity, at = load_identity(settings.HOME), now()
    if args.snapshot:
        rows = export_snapshot(identity, args.node or _above(identity, at), args.file, at=at, home=settings.HOME)
        print(_("Đã ghi bản chụp %(rows)d dòng vào %(file)s.") % {"rows": rows, "file": args.file})
        return 0
    count = export_file(identity, args.node or _above(identity, at), args.file, at, everything=args.all)
    print(_("Đã ghi %(count)d sự kiện vào %(file)s.") % {"count": count, "file": args.file})
    return 0


def _above(identity: Identity, at: datetime) -> UUID:
    """The machine above this one."""
    parent = status(SYSTEM, identity, at).parent
    if parent is None:
        raise Refusal("file.nobody", _("Hãy ghi máy nhận: --for MÃ_MÁY (xem: tram sync nodes)."))
    return parent.id


def import_file_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync import`` takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("tệp do máy khác ghi cho máy này"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def import_file(args: argparse.Namespace) -> int:
    """Brings a file in; 3 when its end was missing."""
    if not args.file.is_file():
        raise Refusal("file.absent", _("Không có tệp này: %(file)s") % {"file": args.file})
    if is_snapshot(args.file):
        return _begin_with(args.file)
    found = bring_in(load_identity(settings.HOME), args.file, now())
    checkpoint()
    receipt = found.receipt
    if args.json:
        told = {"parts": found.parts, "whole": found.whole, "facts": receipt.facts, "known": receipt.known}
        print(json.dumps(told | {"rows": dict(receipt.rows), "held": len(receipt.held)}, ensure_ascii=False))
    else:
        print(_("%(facts)d sự kiện mới, %(known)d đã có, %(held)d giữ lại chờ xem.") % {
            "facts": receipt.facts, "known": receipt.known, "held": len(receipt.held)})  # fmt: skip
        if not found.whole:
            print(_("Tệp thiếu phần cuối. Hãy chép lại tệp rồi nhập lần nữa."), file=sys.stderr)
    return 0 if found.whole else FAILED


def _begin_with(file: Path) -> int:
    """Brings in the snapshot a new machine begins with; 3 when its end was missing."""
    rows, whole = import_snapshot(load_identity(settings.HOME), file, now())
    checkpoint()
    print(_("Máy này nay có %(rows)d dòng của tuyến trên.") % {"rows": rows})
    if not whole:
        print(_("Tệp thiếu phần cuối. Hãy chép lại tệp rồi nhập lần nữa."), file=sys.stderr)
    return 0 if whole else FAILED


def show_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync status`` takes."""
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def show(args: argparse.Namespace) -> int:
    """Tells how this machine agrees with others."""
    found = status(SYSTEM, load_identity(settings.HOME), now())
    if args.json:
        print(msgspec.json.encode(found, enc_hook=str).decode())
        return 0
    print("\n".join(_standing(found)))
    return 0


def _standing(found: Status) -> list[str]:
    """How it stands, in lines."""
    lines = [_node_line(found)]
    for peer in found.peers:
        told = {"role": peer.role_name, "name": peer.name, "words": peer.words, "last": _when(peer.last_done_at)}
        lines.append(_("%(role)s %(name)s: %(words)s; lần cuối xong: %(last)s.") % told)
        if peer.sentence:
            lines.append(f"  {peer.stage_name}: {peer.sentence}")
        if peer.clock:
            lines.append("  " + _("Đồng hồ máy đó %(how)s.") % {"how": peer.clock})
    if found.provisioning:
        lines.append(f"{found.provisioning.words}: {found.provisioning.percent or 0} %")
    if found.undecided:
        lines.append(_("%(count)d mục có hai bản, chờ người chọn.") % {"count": found.undecided})
    for title, groups in ((_("Giữ lại ở máy này"), found.held), (_("Máy khác giữ lại"), found.turned)):
        lines += [f"{title}: {group.count} × {group.what}. {group.do}" for group in groups]
    for one in found.refused:
        refused: dict[str, object] = {
            "count": one.count,
            "what": one.what,
            "node": one.node or "?",
            "last": _when(one.last_at),
        }
        lines.append(_("Đã từ chối %(count)d lần: %(what)s (%(node)s, gần nhất %(last)s).") % refused)
    return lines


def _node_line(found: Status) -> str:
    node = found.node
    where = ", ".join(node.places) or _("Cả nước")
    return f"{node.name} [{node.fingerprint}]: {where}; {node.state_name}"


def _when(at: datetime | None) -> str:
    return at.astimezone(VN_TZ).strftime("%H:%M %d/%m/%Y") if at else _("chưa lần nào")


def _plain(outcome: Outcome) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(outcome)
    return told | {"kept": len(outcome.kept)}


def _line(outcome: Outcome) -> str:
    if not outcome.done:
        return _("Chưa xong (%(stage)s): %(why)s") % {
            "stage": outcome.stage.label, "why": in_words(outcome.sentence)}  # fmt: skip
    return _("Xong: gửi %(sent)d, nhận %(received)d sự kiện, %(bytes)d byte, %(seconds).1f giây.") % {
        "sent": outcome.sent, "received": outcome.received,
        "bytes": outcome.bytes_out + outcome.bytes_in, "seconds": outcome.seconds}  # fmt: skip
