"""``tram import fhir``: files and folders of FHIR R4 in, counts and reasons out."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from tram.exchange.api import Fault, Report, Tally, go_on, nothing_to_read, run_import, run_owner, type_name, use_kept
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.facts import local_node
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.kernel.sqlite import checkpoint
from tram.places.api import commune
from tram.workforce.api import actor_for

REFUSED, NOTHING = 3, 2
SHOWN = 20


def fhir_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram import fhir`` takes."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=_("tệp hoặc thư mục .json, .ndjson, .gz"))
    parser.add_argument("--commune", metavar="CODE", help=_("mã xã nhận người nhập vào; mặc định là xã của máy này"))
    parser.add_argument("--errors", type=Path, metavar="FILE.csv", help=_("ghi từng lỗi ra tệp CSV"))
    parser.add_argument(
        "--kept", action="store_true", help=_("xem lại những gì đã nhận từ trước mà chưa dùng được, không cần tệp")
    )
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))
    parser.add_argument("--run", type=UUID, help=argparse.SUPPRESS)


def fhir(args: argparse.Namespace) -> int:
    """Imports and prints what became of every resource: 0 all well, 3 something refused, 2 nothing could be read."""
    at = now()
    report = _run(args, at)
    checkpoint()
    if args.errors:
        _write_errors(args.errors, report)
    if not report.total.read and not args.kept:
        if not args.json:
            print("\n".join(_notes(report)), file=sys.stderr)
        raise nothing_to_read(report)
    _print(report, as_json=args.json)
    return REFUSED if report.anything_refused else 0


def _run(args: argparse.Namespace, at: datetime) -> Report:
    if args.run:
        return go_on(by=actor_for(run_owner(args.run), at), at=at, run=args.run)
    if not args.paths and not args.kept:
        raise Refusal("exchange.no_file", _("Hãy nêu ít nhất một tệp hoặc thư mục FHIR."))
    place = local_node().place if args.commune is None else args.commune
    if place and commune(place, today_vn(at)) is None:
        raise Refusal("exchange.commune_unknown", _("Mã xã không có trong danh mục đang dùng."), {"commune": place})
    if args.kept:
        return use_kept(by=SYSTEM, at=at, commune=place)
    quiet = args.json or not sys.stderr.isatty()
    return run_import(by=SYSTEM, at=at, paths=args.paths, commune=place, progress=None if quiet else _show)


def _show(done: int, total: int) -> bool:
    percent = 100 * done // total if total else 100
    end = "\n" if done >= total else ""
    print(f"\r{percent:3d} %  {done:,} / {total:,}", end=end, file=sys.stderr, flush=True)
    return True


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report_json(report), ensure_ascii=False))
        return
    print("\n".join(_lines(report)))


def report_json(report: Report) -> dict[str, Any]:
    """The report for a program; each number of ``total`` and of every type: read is the sum of the others."""
    plain: dict[str, Any] = msgspec.to_builtins(report)
    types = {name: plain["types"][name] for name in sorted(plain["types"])}
    return {"total": msgspec.to_builtins(report.total), "per_second": round(report.rate)} | plain | {"types": types}


def _lines(report: Report) -> list[str]:
    head = (_("loại"), _("đọc"), _("mới, đã dùng"), _("mới, giữ lại"), _("đổi"), _("như cũ"), _("từ chối"))
    rows = [(type_name(name), *_numbers(tally)) for name, tally in sorted(report.types.items())]
    rows.append((_("TỔNG"), *_numbers(report.total)))
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = ["  ".join(_cell(row, column, widths) for column in range(len(head))) for row in (head, *rows)]
    speed = _("%(files)d tệp, %(seconds).1f giây, %(rate)d tài nguyên mỗi giây")
    lines.append(speed % {"files": report.files, "seconds": report.seconds, "rate": report.rate})
    return lines + _notes(report)


def _notes(report: Report) -> list[str]:
    notes = []
    if report.linked:
        notes.append(_("%d tài nguyên nhận từ trước nay đã nối được") % report.linked)
    notes += [_("bỏ qua, không phải FHIR: %s") % name for name in report.skipped]
    notes += [_("không có tệp: %s") % name for name in report.absent]
    notes += [_("TỪ CHỐI %s") % _said(fault) for fault in report.faults[:SHOWN]]
    more = len(report.faults[SHOWN:]) + report.faults_more
    if more:
        notes.append(_("… và %d lỗi nữa (xem thêm: --errors FILE.csv)") % more)
    return notes


def _said(fault: Fault) -> str:
    where = ", ".join(part for part in (fault.file, fault.entry, fault.resource, fault.field) if part)
    return f"{where}: {in_words(fault.reason)}"


def _numbers(tally: Tally) -> tuple[str, ...]:
    return tuple(str(getattr(tally, name)) for name in Tally.__struct_fields__)


def _cell(row: tuple[str, ...], column: int, widths: list[int]) -> str:
    return row[column].ljust(widths[column]) if column == 0 else row[column].rjust(widths[column])


def _write_errors(path: Path, report: Report) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_("tệp"), _("mục"), _("loại"), _("trường"), _("lý do")])
        for fault in report.faults:
            writer.writerow([fault.file, fault.entry, fault.resource, fault.field, in_words(fault.reason)])
