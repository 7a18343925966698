"""``tram register`` and ``tram indicators``: the readings from the command line, for people and for programs."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.periods import Period, parse_period
from tram.kernel.refusals import Refusal
from tram.places import api as places
from tram.reports import api, refusals
from tram.reports.lines import Line
from tram.reports.rules import number_vi, percent_vi


def register_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram register`` takes."""
    parser.add_argument("code", metavar="A1", help=_("mã sổ"))
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--station", metavar="CODE", help=_("mã cơ sở (BHXH hoặc quốc gia)"))
    where.add_argument("--commune", metavar="CODE", help=_("mã xã: sổ của trạm y tế xã"))
    period = _("2026, 2026-Q4, 2026-10, 2026-10-05, 2026-10-01..2026-10-15")
    parser.add_argument("--period", required=True, help=period)
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
        print(f"{found.station.name}: {found.total} " + _("lượt khám"))
        for line in found.lines:
            print(_line_text(line))
    return 0


def indicators_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram indicators`` takes."""
    parser.add_argument("--commune", metavar="CODE", action="append", help=_("mã xã (nhiều lần được)"))
    parser.add_argument("--date", type=_day, help=_("ngày tính, mặc định hôm nay"))
    splits = "sex, age_group, ethnicity, village, commune"
    parser.add_argument("--split", choices=splits.split(", "), help=_("chia theo"))
    parser.add_argument("--people", metavar="ID", help=_("in người sau chỉ tiêu này"))
    parser.add_argument("--side", choices=["in", "missing", "all"], default="missing", help=_("phía nào"))
    parser.add_argument("--limit", type=int, default=1000, help=_("nhiều nhất bao nhiêu người"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def indicators(args: argparse.Namespace) -> int:
    """Prints the indicators of a place on a day, or the people behind one of them."""
    at = now()
    day = args.date or today_vn(at)
    for code in args.commune or ():
        _require_commune(code, day)
    if args.people:
        return _people(args, at, day)
    values = api.indicator_values(SYSTEM, at=day, communes=args.commune, split=args.split)
    if args.json:
        print(json.dumps([_value_json(value) for value in values], ensure_ascii=False))
        return 0
    for value in values:
        print(_value_text(value))
        for one in value.slices:
            print(f"    {one.label:<28} {_share(one.numerator, one.denominator)}  {percent_vi(one.percent)}")
    return 0


def _people(args: argparse.Namespace, at: datetime, day: date) -> int:
    listing = api.indicator_people(
        SYSTEM, args.people, at=at, day=day, communes=args.commune, side=args.side, size=max(args.limit, 1)
    )
    if args.json:
        told = {"indicator": args.people, "side": args.side, "day": day.isoformat(), "total": listing.total}
        print(json.dumps(told | {"rows": [asdict(row) for row in listing.rows]}, ensure_ascii=False, default=str))
        return 0
    print(f"{args.people} {args.side}: {number_vi(listing.total)}")
    for row in listing.rows:
        print(f"  {row.name}  {row.birth}  {row.village}  {row.commune}")
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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("ngày có dạng 2026-10-31")) from None


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


def _line_text(line: Line) -> str:
    born = f"{line.birth:%d/%m/%Y}" if isinstance(line.birth, date) else line.birth or ""
    return f"{line.number:>5}  {line.day:%d/%m/%Y}  {line.full_name:<28} {born:<10}  {line.diagnosis}"


def _value_json(value: api.Value) -> dict[str, Any]:
    head = value.indicator.definition.head
    target = value.indicator.definition.target
    return {
        "id": value.indicator.id,
        "version": head.version,
        "title": head.title_vi,
        "status": head.status,
        "source": head.source,
        "entered_by_hand": value.indicator.by_hand,
        "day": value.at.isoformat(),
        "numerator": value.numerator,
        "denominator": value.denominator,
        "percent": None if value.percent is None else float(value.percent),
        "target": None if target is None else float(target),
        "short_by": value.short_by,
        "slices": [
            {"key": one.key, "label": one.label, "numerator": one.numerator, "denominator": one.denominator}
            for one in value.slices
        ],
    }


def _value_text(value: api.Value) -> str:
    share = _share(value.numerator, value.denominator)
    hand = _(" (do quản trị nhập)") if value.indicator.by_hand else ""
    return f"{value.indicator.id:<22} {share}  {percent_vi(value.percent):>8}  {value.gap_vi}{hand}"


def _share(numerator: int, denominator: int) -> str:
    return f"{number_vi(numerator):>11} / {number_vi(denominator):>11}"
