"""``tram register``: a station's registers from the command line."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now
from tram.kernel.periods import Period, parse_period
from tram.kernel.refusals import Refusal
from tram.places import api as places
from tram.reports import api, refusals
from tram.reports.commands.words import PERIODS
from tram.reports.lines import AnyLine


def register_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram register`` takes."""
    parser.add_argument("code", metavar="CODE", help=_("mã sổ: A1, A6, 01A …"))
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--station", metavar="CODE", help=_("mã cơ sở (BHXH hoặc quốc gia)"))
    where.add_argument("--commune", metavar="CODE", help=_("mã xã: sổ của trạm y tế xã"))
    parser.add_argument("--period", required=True, help=_(PERIODS))
    parser.add_argument("--out", metavar="FILE.xlsx", help=_("ghi ra tệp Excel"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def register(args: argparse.Namespace) -> int:
    """Prints a register's lines, or writes them to a spreadsheet."""
    period = parse_period(args.period)
    station = _station(args, period.end or period.start)
    found = api.whole_register(SYSTEM, args.code.upper(), station, period, at=now())
    if args.out:
        path = _written(Path(args.out), api.register_workbook(found))
        print(json.dumps({"file": str(path), "lines": found.total}) if args.json else _wrote(path, found.total))
    elif args.json:
        print(json.dumps(_register_json(found), ensure_ascii=False, default=str))
    else:
        print(f"{found.station.name}: {found.total} " + _("dòng"))
        for line in found.lines:
            print(_line_text(line))
    return 0


def _station(args: argparse.Namespace, day: date) -> UUID:
    if args.commune:
        _require_commune(args.commune, day)
        found = places.station_of(args.commune, day)
    else:
        systems = (places.CodeSystem.BHXH, places.CodeSystem.NATIONAL, places.CodeSystem.LOCAL)
        found = next((one for system in systems if (one := places.facility_by_code(system, args.station, day))), None)
    if found is None:
        raise refusals.unknown_station(args.station or args.commune, day)
    return found.id


def _require_commune(code: str, day: date) -> None:
    if places.commune(code, day) is None:
        raise refusals.unknown_commune(code, day)


def _written(path: Path, content: bytes) -> Path:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Refusal(
            "file.write",
            f"Không ghi được tệp {path}: {error.strerror}. Hãy chọn thư mục khác.",
            {"file": str(path)},
        ) from None
    return path


def _wrote(path: Path, lines: int) -> str:
    return _("Đã ghi %(lines)s lượt khám vào %(path)s") % {"lines": lines, "path": path}


def _register_json(found: api.Register) -> dict[str, Any]:
    return {
        "station": found.station.name,
        "period": _period_json(found.period),
        "total": found.total,
        "sections": [
            {
                "form": section.layout.form_code,
                "source": section.layout.head.source,
                "status": section.layout.head.status,
                "period": _period_json(section.period),
                "lines": [line.row() for line in section.lines],
            }
            for section in found.sections
        ],
    }


def _period_json(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat() if period.end else ""]


def _line_text(line: AnyLine) -> str:
    row = line.row()
    birth = row["birth"]
    born = f"{birth:%d/%m/%Y}" if isinstance(birth, date) else birth or ""
    told = row.get("diagnosis") or row.get("cause") or ""
    return f"{line.number:>5}  {line.day:%d/%m/%Y}  {line.full_name:<28} {born:<10}  {told}"
