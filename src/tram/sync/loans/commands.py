"""``tram sync fetch`` and ``tram sync lend``."""

from __future__ import annotations

import argparse
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import VN_TZ, now
from tram.sync.actions.lending import DAYS, Lent, lend_person
from tram.sync.identity import load_identity
from tram.sync.loans.fetch import fetch_now


def fetch_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync fetch`` takes."""
    parser.add_argument("--system", default="cccd", help=_("loại số: cccd, bhyt, cmnd; mặc định cccd"))
    parser.add_argument("number", metavar="NUMBER", help=_("số định danh chính xác của người đến khám"))
    parser.add_argument("--reason", required=True, metavar="TEXT", help=_("vì sao cần hồ sơ; được ghi lại ở hai nơi"))


def fetch(args: argparse.Namespace) -> int:
    """Fetches the record of somebody from elsewhere from the machine above."""
    lent = fetch_now(by=SYSTEM, at=now(), home=settings.HOME, reason=args.reason, system=args.system, value=args.number)
    print(_said(lent))
    return 0


def lend_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync lend`` takes."""
    parser.add_argument("person", type=UUID, metavar="PERSON", help=_("mã người trong hồ sơ"))
    parser.add_argument("node", type=UUID, metavar="NODE", help=_("mã số máy (xem: tram sync nodes)"))
    parser.add_argument("--reason", required=True, metavar="TEXT", help=_("vì sao cho mượn"))
    parser.add_argument("--days", type=int, default=DAYS, help=_("cho mượn bao nhiêu ngày"))


def lend(args: argparse.Namespace) -> int:
    """Lends somebody's record to a machine below."""
    lent = lend_person(
        by=SYSTEM, at=now(), identity=load_identity(settings.HOME), person=args.person, node=args.node,
        reason=args.reason, days=args.days,
    )  # fmt: skip
    print(_said(lent))
    return 0


def _said(lent: Lent) -> str:
    if lent.until is None:
        return _("Hồ sơ %(person)s vốn đã thuộc máy đó.") % {"person": lent.person}
    until = lent.until.astimezone(VN_TZ)
    return _("Hồ sơ %(person)s được mượn đến %(day)s.") % {"person": lent.person, "day": f"{until:%H:%M %d/%m/%Y}"}
