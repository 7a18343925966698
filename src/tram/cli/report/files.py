"""``tram report export``: a report as a workbook, a PDF, JSON, or a message for DHIS2 or as ADX."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from tram.cli.report.periods import which, which_arguments
from tram.exchange.api import report_message
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now
from tram.kernel.refusals import Refusal
from tram.reports import api

MESSAGES = ("dhis2", "adx")
FORMATS = ("xlsx", "pdf", "json", *MESSAGES)


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram report export`` takes."""
    which_arguments(parser)
    parser.add_argument("--format", choices=FORMATS, default="xlsx", help=_("dạng tệp"))
    parser.add_argument("--out", type=Path, metavar="FILE", required=True, help=_("ghi ra tệp này"))
    parser.add_argument("--draft", action="store_true", help=_("số liệu hiện nay, dù kỳ chưa chốt"))


def export(args: argparse.Namespace) -> int:
    """Writes the closing that stands, or today's numbers as a draft. Refuses a period that is not closed otherwise."""
    at = now()
    content = _message(args, at) if args.format in MESSAGES else _paper(args, at)
    try:
        args.out.write_bytes(content)
    except OSError as error:
        sentence = f"Không ghi được tệp {args.out}: {error.strerror}. Hãy chọn thư mục khác."
        raise Refusal("file.write", sentence, {"file": str(args.out)}) from None
    print(json.dumps({"file": str(args.out)}) if args.json else _("Đã ghi %(path)s") % {"path": args.out})
    return 0


def _message(args: argparse.Namespace, at: datetime) -> bytes:
    """A message is always of a closing: another system keeps what it is told."""
    if args.draft:
        raise Refusal("report.draft", "Bản nháp không gửi cho hệ thống khác. Hãy chốt kỳ trước.", {"field": "draft"})
    return report_message(SYSTEM, at=at, form=args.format, **which(args))


def _paper(args: argparse.Namespace, at: datetime) -> bytes:
    told = which(args)
    if not args.draft:
        api.closed_report(SYSTEM, **told)  # says why not
    view = api.report_view(SYSTEM, at=at, draft=args.draft, **told)
    if args.format == "json":
        return json.dumps(api.report_json(view), ensure_ascii=False, indent=1, default=str).encode()
    if args.format == "pdf":
        return api.report_pdf(view.frozen, view.shown, at=at)
    return api.report_workbook(view.frozen, view.shown)
