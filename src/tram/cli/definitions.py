"""``tram definitions check``: every definition read, its head, versions and examples held to what it promises."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext as _

from tram.claims.api import check_cover, check_format, check_money, check_rules
from tram.engines.check_all import check_all
from tram.immunization.api import check_schedule
from tram.kernel.definitions import ROOT
from tram.reports.api import published_tables
from tram.sync.api import check_room


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram definitions check`` takes."""
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT, help=_("thư mục khác (mặc định: của Trạm)"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def run(args: argparse.Namespace) -> int:
    """Prints what is wrong, file by file; exit code 1 when anything is."""
    rooms = (check_room, check_schedule, check_money, check_cover, check_format, check_rules)
    findings = check_all(args.folder, published_tables())
    findings += [finding for check in rooms for finding in check(args.folder)]
    if args.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        print("\n".join(map(str, findings)) or _("Mọi định nghĩa đều đúng."))
    return int(bool(findings))
