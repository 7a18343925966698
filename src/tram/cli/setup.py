"""``tram init``: makes the data folder ready and, if asked, its first administrator."""

from __future__ import annotations

import argparse
import json

from django.utils.translation import gettext as _

from tram.cli.ready import make_ready
from tram.kernel.home import home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram init`` takes."""
    parser.add_argument("--commune", default="", metavar="CODE", help=_("mã xã, phường của máy này (5 chữ số)"))
    parser.add_argument("--name", default="", metavar="NAME", help=_("tên máy, ví dụ: Máy bàn trạm Bình Lư"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def run(args: argparse.Namespace) -> int:
    """Runs ``tram init``; running it again changes nothing."""
    node = make_ready(lambda _line: None if args.json else print(_line), place=args.commune, name=args.name)
    if args.json:
        print(json.dumps({"home": str(home()), "node": str(node.id), "commune": node.place, "facts": node.seq}))
    else:
        print(_("Sẵn sàng: %(home)s. Tạo người dùng đầu tiên: tram user add --help") % {"home": home()})
    return 0
