"""``tram sync publish`` and ``tram sync definitions``: a new version for everybody, and what came of it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now
from tram.sync.definitions.publish import candidate_from, publish_definition
from tram.sync.definitions.taking_up import published_definitions, settle_definitions


def publish_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync publish`` takes."""
    parser.add_argument("file", type=Path, help=_("tệp TOML; danh mục CSV cùng tên đặt cạnh"))
    parser.add_argument("--as", dest="path", required=True, metavar="ROOM/NAME.toml", help=_("phòng và tên tệp"))


def publish(args: argparse.Namespace) -> int:
    """Publishes a definition to every machine below."""
    row = publish_definition(by=SYSTEM, at=now(), candidate=candidate_from(args.file, args.path))
    words = _("Đã phát hành %(title)s, bản %(version)d, dùng từ %(day)s.")
    print(words % {"title": row.title, "version": row.version, "day": f"{row.effective_from:%d/%m/%Y}"})
    return 0


def listed_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram sync definitions`` takes."""
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def listed(args: argparse.Namespace) -> int:
    """Prints what was published and whether this program uses it; 3 when something cannot be used."""
    settle_definitions(now())
    found = published_definitions()
    if args.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=str))
    else:
        for one in found:
            state = _("đang dùng") if one.used else _("chưa dùng được: %s") % one.reason
            print(f"{one.path}  {one.version}  {one.effective_from:%d/%m/%Y}  {one.title}  {state}")
        if not found:
            print(_("Chưa có định nghĩa nào được phát hành."))
    return 3 if any(not one.used for one in found) else 0
