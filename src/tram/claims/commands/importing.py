"""``tram claims import``: files, folders and archives of claims in, counts and reasons out."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tram.claims.reading import Report, Returned, read_claims
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.kernel.sqlite import checkpoint

REFUSED, NOTHING = 3, 2
SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help=_("tệp .xml, .zip hoặc thư mục của phần mềm cũ")
    )
    parser.add_argument("--errors", type=Path, metavar="FILE.csv", help=_("ghi từng lý do ra tệp CSV"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def run(args: argparse.Namespace) -> int:
    """Imports and prints what became of the claims: 0 all well, 3 something returned, 2 nothing could be read."""
    quiet = args.json or not sys.stderr.isatty()
    report = read_claims(by=SYSTEM, at=now(), paths=args.paths, progress=None if quiet else _show)
    checkpoint()
    if args.errors:
        _write_errors(args.errors, report)
    print(json.dumps(report_json(report), ensure_ascii=False) if args.json else "\n".join(_lines(report)))
    if not report.read:
        return NOTHING
    return REFUSED if report.refused or report.files_refused else 0


def report_json(report: Report) -> dict[str, Any]:
    """The report for a program: ``read`` is the sum of new, changed, same, kept and refused."""
    rate = round(report.read / report.seconds, 1) if report.seconds else 0
    faults = [asdict(one) | {"sentence": in_words(one.sentence)} for one in report.faults]
    return asdict(report) | {"per_second": rate, "faults": faults}


def _show(report: Report) -> bool:
    print(f"\r{report.read:,}", end="", file=sys.stderr, flush=True)
    return True


def _lines(report: Report) -> list[str]:
    counts = {name: getattr(report, name) for name in ("files", "read", "new", "changed", "same", "kept", "refused")}
    lines = [
        _("%(files)d tệp, %(read)d hồ sơ: %(new)d mới, %(changed)d đã sửa, %(same)d như cũ, %(kept)d giữ theo trạm, "
          "%(refused)d trả lại.") % counts,
        _("%(people)d người mới, %(drugs)d dòng thuốc, %(services)d dòng dịch vụ, %(results)d kết quả; "
          "%(seconds).1f giây.")
        % {"people": report.people_new, "drugs": report.drugs, "services": report.services,
           "results": report.results, "seconds": report.seconds},
    ]  # fmt: skip
    lines += [said(one) for one in report.faults[:SHOWN]]
    more = len(report.faults[SHOWN:]) + report.faults_more
    if more:
        lines.append(_("… và %d dòng nữa (xem hết: --errors FILE.csv)") % more)
    return lines


def said(one: Returned) -> str:
    """One reason in a line: returned or only noted, where, why."""
    where = ", ".join(part for part in (one.file, one.number, place(one)) if part)
    head = _("GHI CHÚ") if one.taken else _("TRẢ LẠI")
    return f"{head} {where}: {in_words(one.sentence)}"


def place(one: Returned) -> str:
    """Table, row and field of a reason; "" for a file."""
    line = _("dòng %d") % one.line if one.line else ""
    return " ".join(part for part in (one.table, line, one.field) if part)


def _write_errors(path: Path, report: Report) -> None:
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            lines = csv.writer(file)
            lines.writerow([_("tệp"), "MA_LK", _("bảng"), _("dòng"), _("trường"), _("lý do"), _("đã nhận")])
            for one in report.faults:
                taken = _("có") if one.taken else _("không")
                lines.writerow([one.file, one.number, one.table, one.line, one.field, in_words(one.sentence), taken])
    except OSError as error:
        sentence = _("Không ghi được tệp «%(file)s» (%(why)s). Hãy chọn nơi khác cho --errors.")
        raise Refusal("claims.unwritable", sentence % {"file": path, "why": error.strerror}) from None
