"""``tram export fhir``: a person's or a commune's vaccinations as FHIR R4, into a file."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from tram.exchange.export.files import export_commune, export_person
from tram.exchange.words import type_name
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.refusals import Refusal
from tram.places.api import commune


def fhir_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram export fhir`` takes."""
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--person", type=UUID, metavar="ID", help=_("mã của một người"))
    whom.add_argument("--commune", metavar="CODE", help=_("mã xã: mọi người được theo dõi tiêm chủng"))
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=_("tệp .ndjson, có thể .gz; một người: cả .json")
    )
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def fhir(args: argparse.Namespace) -> int:
    """Writes the file and prints how many resources of each type it holds."""
    at = now()
    if args.person:
        counted = export_person(by=SYSTEM, at=at, person=args.person, out=args.out)
    else:
        if commune(args.commune, today_vn(at)) is None:
            raise Refusal(
                "exchange.commune_unknown", _("Mã xã không có trong danh mục đang dùng."), {"field": "commune"}
            )
        progress = None if args.json or not sys.stderr.isatty() else _show
        counted = export_commune(by=SYSTEM, at=at, commune=args.commune, out=args.out, progress=progress)
    if args.json:
        print(json.dumps({"file": str(args.out), "resources": dict(sorted(counted.items()))}))
    else:
        print("\n".join(f"{type_name(name)}: {count:,}" for name, count in sorted(counted.items())))
    return 0


def _show(done: int) -> None:
    print(_("\r%d người") % done, end="", file=sys.stderr, flush=True)
