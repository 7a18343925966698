"""``tram places boundaries``: outlines of communes from a GeoJSON file, for drawing on this machine."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.refusals import Refusal
from tram.places.api import import_boundaries


def boundaries_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram places boundaries`` takes."""
    parser.add_argument(
        "file", type=Path, help=_("tệp GeoJSON (có thể nén .gz), mỗi vùng mang mã xã 5 chữ số ở «code»")
    )
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def boundaries(args: argparse.Namespace) -> int:
    """Stores the outlines and prints how many communes got one."""
    if not args.file.is_file():
        raise Refusal("boundary.missing", f"Không có tệp {args.file}.", {"file": str(args.file)})
    done = import_boundaries(by=SYSTEM, data=args.file.read_bytes(), source=args.file.name, day=today_vn(now()))
    if args.json:
        print(json.dumps(asdict(done)))
    else:
        print(
            _("Đã ghi ranh giới %(stored)s xã, phường; bỏ qua %(skipped)s vùng không phải xã đang dùng.")
            % {"stored": done.stored, "skipped": done.skipped}
        )
    return 0
