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

MOST_NAMED = 12


def boundaries_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram places boundaries`` takes."""
    parser.add_argument(
        "file", type=Path, help=_("tệp GeoJSON (có thể nén .gz), mỗi vùng mang mã hoặc tên xã (và tên tỉnh)")
    )
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def boundaries(args: argparse.Namespace) -> int:
    """Stores the outlines; prints how many communes got one, which regions are no commune, which communes lack one."""
    if not args.file.is_file():
        raise Refusal("boundary.missing", f"Không có tệp {args.file}.", {"file": str(args.file)})
    done = import_boundaries(by=SYSTEM, data=args.file.read_bytes(), source=args.file.name, day=today_vn(now()))
    if args.json:
        print(json.dumps(asdict(done), ensure_ascii=False))
        return 0
    print(_("Đã ghi ranh giới %(count)s xã, phường.") % {"count": done.stored})
    if done.unmatched:
        print(_("Không khớp mã hay tên xã nào đang dùng: %(names)s.") % {"names": _some(done.unmatched)})
    if done.without:
        print(_("Xã cùng tỉnh còn thiếu ranh giới: %(names)s.") % {"names": _some(done.without)})
    return 0


def _some(names: tuple[str, ...]) -> str:
    """The first names and how many more there are."""
    more = len(names) - MOST_NAMED
    told = "; ".join(names[:MOST_NAMED])
    return told if more <= 0 else _("%(names)s; và %(count)s vùng nữa") % {"names": told, "count": more}
