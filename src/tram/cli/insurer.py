"""``tram claims account``: how this machine signs in to the insurer's portal, and that it sends claims there."""

from __future__ import annotations

import argparse
import os
from datetime import datetime
from getpass import getpass
from pathlib import Path

from django.utils.translation import gettext as _

from tram.claims.api import Account, accounts, keep_account, password_hash
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.refusals import Refusal
from tram.places.api import CodeSystem, facility_by_code
from tram.sync.api import set_route

DESTINATION = "to-insurer"
REAL = "https://egw.baohiemxahoi.gov.vn"
FROM_ENVIRONMENT = "TRAM_PORTAL_PASSWORD"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram claims account`` takes."""
    parser.add_argument("--facility", metavar="CODE", help=_("mã cơ sở KCB (5 ký tự); không ghi thì xem các tài khoản"))
    parser.add_argument("--address", default=REAL, help=_("địa chỉ cổng (mặc định: cổng thật)"))
    parser.add_argument("--username", default="", help=_("tên đăng nhập cổng"))
    parser.add_argument("--key", default="", help=_("tệp khoá ký .p12/.pem, hoặc pkcs11:thư-viện?token=…&object=…"))
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help=_("tệp chứa mật khẩu của khoá ký"))
    parser.add_argument("--staff-name", default="", help=_("họ tên người tra cứu thẻ"))
    parser.add_argument("--staff-id", default="", help=_("số CCCD người tra cứu thẻ, đã đăng ký trên cổng"))


def run(args: argparse.Namespace) -> int:
    """Keeps an account and begins to send; without a facility, lists what there is (no passwords)."""
    if not args.facility:
        for one in accounts().values():
            print(f"{one.facility}  {one.address}  {one.username}  {one.key}")
        return 0
    at = now()
    _commune(args.facility, at)
    keep_account(_account(args))
    places = sorted({_commune(code, at) for code in accounts()})
    set_route(by=SYSTEM, at=at, destination=DESTINATION, address=args.address, places=" ".join(places))
    print(_("Đã đặt tài khoản. Máy này gửi hồ sơ BHYT của cơ sở %s từ bây giờ.") % args.facility)
    return 0


def _commune(code: str, at: datetime) -> str:
    found = facility_by_code(CodeSystem.BHXH, code, today_vn(at))
    if found is None:
        raise Refusal("claims.facility", f"Không có cơ sở nào mang mã BHXH {code}. Hãy ghi mã ở trang Địa bàn trước.")
    return found.commune


def _account(args: argparse.Namespace) -> Account:
    if not args.username or not args.key:
        raise Refusal("claims.account", "Hãy ghi --username và --key.", {"field": "username"})
    return Account(
        facility=args.facility,
        address=args.address,
        username=args.username,
        password_hash=password_hash(os.environ.get(FROM_ENVIRONMENT) or getpass(_("Mật khẩu cổng: "))),
        key=args.key,
        passphrase=args.passphrase_file.read_text(encoding="utf-8").strip() if args.passphrase_file else "",
        staff_name=args.staff_name,
        staff_id=args.staff_id,
    )
