"""``tram import residents``: a file of residents into a commune, from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.facts import local_node
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.kernel.sqlite import checkpoint
from tram.people.residents_file.reading import Sheet, read_sheet
from tram.people.residents_file.run import Counts, import_residents
from tram.people.residents_file.workbooks import refused_csv, refused_rows, template
from tram.people.rules.residents import BY_FIELD, guess_mapping
from tram.places.api import commune, villages

SOME_REFUSED = 3
SHOWN = 20


def residents_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram import residents`` takes."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help=_("tệp .xlsx hoặc .csv"))
    parser.add_argument("--commune", metavar="CODE", help=_("mã xã 5 chữ số; mặc định là xã của máy này"))
    parser.add_argument(
        "--mapping", type=Path, metavar="FILE.json", help=_('{"full_name": "tên cột", …} khi tên cột lạ')
    )
    parser.add_argument("--errors", type=Path, metavar="FILE", help=_("ghi các dòng chưa nhập ra tệp .xlsx hoặc .csv"))
    parser.add_argument(
        "--alike-is-new", action="store_true", help=_("nhập cả người cùng tên, cùng năm sinh với người đã có")
    )
    parser.add_argument("--template", type=Path, metavar="FILE.xlsx", help=_("ghi tệp mẫu rồi thôi"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def residents(args: argparse.Namespace) -> int:
    """Imports and prints what became of every row: 0 all good, 3 some rows refused."""
    at = now()
    code = local_node().place if args.commune is None else args.commune
    place = commune(code, today_vn(at)) if code else None
    if place is None:
        raise Refusal("import.commune", _("Hãy nêu mã xã đang dùng: --commune 03390."), {"commune": code})
    if args.template:
        args.template.write_bytes(template([village.name for village in villages(code, today_vn(at))]))
        return 0
    sheet = read_sheet(_bytes(args.file))
    mapping = _mapping(args.mapping, sheet)
    counts = import_residents(
        by=SYSTEM, at=at, sheet=sheet, mapping=mapping, commune=code, alike_is_new=args.alike_is_new,
        progress=_quiet if args.json or not sys.stderr.isatty() else _show,
    )  # fmt: skip
    checkpoint()
    if args.errors and counts.faults:
        write = refused_csv if args.errors.suffix.lower() == ".csv" else refused_rows
        args.errors.write_bytes(write(sheet, counts.faults))
    _print(args.file.name, counts, as_json=args.json)
    return SOME_REFUSED if counts.refused else 0


def _bytes(path: Path | None) -> bytes:
    if path is None:
        raise Refusal("import.no_file", _("Hãy nêu tệp người dân .xlsx hoặc .csv."))
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(
            "import.unreadable", _("Không mở được tệp. Kiểm tra đường dẫn và quyền đọc."), {"file": path.name}
        ) from error


def _mapping(path: Path | None, sheet: Sheet) -> dict[str, int]:
    """Which column holds which field: guessed, and as the mapping file says (heading, or column number from 1)."""
    found = guess_mapping(sheet.headers)
    for name, column in _told(path).items():
        if name not in BY_FIELD:
            raise Refusal(
                "import.field", _("Không có mục này trong tệp mẫu: ") + str(name), {"known": sorted(BY_FIELD)}
            )
        found[name] = _place(column, sheet)
    if "full_name" not in found:
        raise Refusal(
            "import.no_name", _("Không thấy cột họ và tên. Hãy nêu bằng --mapping."), {"headers": list(sheet.headers)}
        )
    return found


def _told(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        told = json.loads(_bytes(path))
    except ValueError as error:
        raise Refusal("import.mapping", _('Tệp --mapping phải là JSON: {"full_name": "Tên cột"}.')) from error
    return told if isinstance(told, dict) else {}


def _place(column: object, sheet: Sheet) -> int:
    if isinstance(column, int) and 1 <= column <= len(sheet.headers):
        return column - 1
    if column in sheet.headers:
        return sheet.headers.index(str(column))
    raise Refusal("import.column", _("Tệp không có cột: ") + str(column), {"headers": list(sheet.headers)})


def _quiet(_counts: Counts) -> bool:
    return True


def _show(counts: Counts) -> bool:
    print(
        f"\r{counts.done:,} / {counts.total:,}",
        end="\n" if counts.done >= counts.total else "",
        file=sys.stderr,
        flush=True,
    )
    return True


def _print(name: str, counts: Counts, *, as_json: bool) -> None:
    numbers = {
        "total": counts.total,
        "new": counts.new,
        "changed": counts.changed,
        "same": counts.same,
        "refused": counts.refused,
    }
    if as_json:
        faults = [{"file": name} | asdict(fault) for fault in counts.faults]
        print(json.dumps(numbers | {"faults": faults}, ensure_ascii=False))
        return
    words = (_("đọc"), _("mới"), _("đổi"), _("như cũ"), _("chưa nhập"))
    print(", ".join(f"{number:,} {word}" for word, number in zip(words, numbers.values(), strict=True)))
    for fault in counts.faults[:SHOWN]:
        print(f"{name}, {_('dòng')} {fault.row}, {in_words(fault.field)}: {in_words(fault.reason)}")
    if len(counts.faults) > SHOWN:
        print(_("… còn %(more)d lý do nữa; ghi hết ra tệp bằng --errors.") % {"more": len(counts.faults) - SHOWN})
