"""``tram catalogue import``: a price list into the catalogue of a station, from the command line."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.facts import local_node
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.kernel.sqlite import checkpoint
from tram.people.api import parse_day, refused_csv, refused_rows
from tram.places.api import commune
from tram.supply.models import ItemKind
from tram.supply.prices_file.run import ImportedPrices, import_prices

SOME_REFUSED = 3
SHOWN = 20


def import__arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram catalogue import`` takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("tệp .xlsx hoặc .csv"))
    parser.add_argument("--commune", metavar="CODE", help=_("mã xã 5 chữ số; mặc định là xã của máy này"))
    parser.add_argument(
        "--from", dest="day", metavar="DAY", help=_("giá áp dụng từ ngày nào, dd/mm/yyyy; mặc định là hôm nay")
    )
    parser.add_argument(
        "--kind", default="", choices=["", *ItemKind.values], help=_("tệp liệt kê gì khi tên cột không nói rõ")
    )
    parser.add_argument("--errors", type=Path, metavar="FILE", help=_("ghi các dòng chưa nhập ra tệp .xlsx hoặc .csv"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def import_(args: argparse.Namespace) -> int:
    """Imports and prints what became of the rows: 0 all taken, 3 some given back."""
    at = now()
    code = local_node().place if args.commune is None else args.commune
    if not code or commune(code, today_vn(at)) is None:
        raise Refusal("import.commune", _("Hãy nêu mã xã đang dùng: --commune 03390."), {"commune": code})
    day = _day(args.day) if args.day else today_vn(at)
    read = import_prices(by=SYSTEM, at=at, commune=code, day=day, data=_bytes(args.file), kind=args.kind)
    checkpoint()
    if args.errors and read.faults:
        _write(args.errors, read)
    _print(args.file.name, read, as_json=args.json)
    return SOME_REFUSED if read.faults else 0


def _day(text: str) -> date:
    return parse_day(text, "day")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(
            "import.unreadable", _("Không mở được tệp. Kiểm tra đường dẫn và quyền đọc."), {"file": path.name}
        ) from error


def _write(path: Path, read: ImportedPrices) -> None:
    write = refused_csv if path.suffix.lower() == ".csv" else refused_rows
    try:
        path.write_bytes(write(read.sheet, read.faults))
    except OSError as error:
        raise Refusal(
            "import.unwritable", _("Không ghi được tệp --errors. Hãy chọn nơi khác."), {"file": path.name}
        ) from error


def _print(name: str, read: ImportedPrices, *, as_json: bool) -> None:
    numbers = {key: getattr(read, key) for key in ("total", "new", "changed", "same", "refused")}
    if as_json:
        faults = [{"file": name} | asdict(fault) for fault in read.faults]
        print(json.dumps(numbers | {"faults": faults}, ensure_ascii=False))
        return
    words = (_("đọc"), _("mới"), _("đổi"), _("như cũ"), _("chưa nhập"))
    print(", ".join(f"{number:,} {word}" for word, number in zip(words, numbers.values(), strict=True)))
    for fault in read.faults[:SHOWN]:
        print(f"{name}, {_('dòng')} {fault.row}, {in_words(fault.field)}: {in_words(fault.reason)}")
    if len(read.faults) > SHOWN:
        print(_("… còn %(more)d lý do nữa; ghi hết ra tệp bằng --errors.") % {"more": len(read.faults) - SHOWN})
