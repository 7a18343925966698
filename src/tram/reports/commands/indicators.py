"""``tram indicators``: the numbers of a place in a period, divided as asked, and the people behind one of them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.periods import Period, name_of, parse_period
from tram.reports import api, refusals
from tram.reports.commands.words import PERIODS
from tram.reports.rules import number_vi, percent_vi, splits_of


def indicators_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram indicators`` takes."""
    place = _("mã xã (5 chữ số) hoặc mã tỉnh (2 chữ số); không ghi: cả địa bàn của máy này")
    parser.add_argument("--place", metavar="CODE", default="", help=place)
    parser.add_argument("--period", default="", help=_("kỳ, mặc định hôm nay: ") + _(PERIODS))
    parser.add_argument("--by", metavar="sex,age", default="", help=_("chia theo: sex, age, ethnicity, village, …"))
    parser.add_argument("--id", metavar="ID", action="append", help=_("chỉ những chỉ tiêu này (nhiều lần được)"))
    parser.add_argument("--store", type=Path, metavar="DIR", help=_("đọc kho số liệu trong thư mục này thay cho hồ sơ"))
    parser.add_argument("--engine", default="duckdb", help=_("máy đọc kho: duckdb hoặc spark"))
    parser.add_argument("--publish", action="store_true", help=_("che số nhỏ để công bố ra ngoài"))
    parser.add_argument("--people", metavar="ID", help=_("in người sau chỉ tiêu này"))
    parser.add_argument("--side", choices=["in", "missing", "all"], default="missing", help=_("phía nào"))
    parser.add_argument("--limit", type=int, default=1000, help=_("nhiều nhất bao nhiêu người"))
    parser.add_argument("--json", action="store_true", help=_("in JSON cho chương trình khác"))


def indicators(args: argparse.Namespace) -> int:
    """Prints the indicators of a place in a period, or the people behind one of them."""
    at = now()
    period, communes = _period(args.period, today_vn(at)), api.place_communes(SYSTEM, args.place, today_vn(at))
    if args.people:
        return _people(args, at, period, communes)
    found = api.divided_values(
        SYSTEM,
        period=period,
        today=today_vn(at),
        communes=communes,
        by=splits_of(args.by),
        ids=args.id,
        store=args.store,
        engine=args.engine,
    )
    if args.publish or api.only_published(args.store):
        return _publish(args, found, today_vn(at))
    if args.json:
        print(json.dumps([_told(one, args.place) for one in found], ensure_ascii=False))
        return 0
    for one in found:
        print(_value_text(one.value))
        for cell in one.cells if one.by else ():
            words = ", ".join(cell.labels.values())
            print(f"    {words:<34} {_share(cell.numerator, cell.denominator)}  {percent_vi(cell.percent)}")
    return 0


def _publish(args: argparse.Namespace, found: Sequence[api.Divided], today: date) -> int:
    """Prints what may be published: a number that is kept back is null, or a dot for people."""
    if args.json:
        print(json.dumps([_published(one, args.place, today) for one in found], ensure_ascii=False))
        return 0
    for one in found:
        print(one.value.indicator.id)
        for cell in api.published(one, today):
            words = ", ".join(f"{split}={key}" for split, key in cell.keys.items()) or _("tổng")
            number = "." if cell.numerator is None else _share(cell.numerator, cell.denominator)
            print(f"    {words:<34} {number:>26}")
    return 0


def _published(one: api.Divided, place: str, today: date) -> dict[str, Any]:
    """One indicator as a program reads it, every total among the cells; hidden numbers are null."""
    cells = [
        {"keys": dict(cell.keys), "numerator": cell.numerator, "denominator": cell.denominator, "hidden": cell.hidden}
        for cell in api.published(one, today)
    ]
    whole: dict[str, Any] = next((cell for cell in cells if not cell["keys"]), {})
    known = {key: whole.get(key) for key in ("numerator", "denominator", "hidden")}
    figures = {"percent": None, "figure": None, "short_by": None, "cells": cells}
    return _told(one, place) | known | figures


def _period(text: str, today: date) -> Period:
    """The period asked for, today without one. Refuses one that has not begun."""
    period = parse_period(text) if text else Period(today, today)
    if period.start > today:
        raise refusals.future_period()
    return period


def _people(args: argparse.Namespace, at: datetime, period: Period, communes: Sequence[str] | None) -> int:
    today, size = today_vn(at), max(args.limit, 1)
    asked: dict[str, Any] = {"period": period, "today": today, "communes": communes, "side": args.side, "size": size}
    listing = api.indicator_people(SYSTEM, args.people, at=at, **asked)
    if args.json:
        told = {"indicator": args.people, "side": args.side, "period": name_of(period), "total": listing.total}
        print(json.dumps(told | {"rows": [asdict(row) for row in listing.rows]}, ensure_ascii=False, default=str))
        return 0
    print(f"{args.people} {args.side}: {number_vi(listing.total)}")
    for row in listing.rows:
        print(f"  {row.name}  {row.birth}  {row.village}  {row.commune}")
    return 0


def _told(one: api.Divided, place: str) -> dict[str, Any]:
    """One indicator as a program reads it."""
    value, definition = one.value, one.value.indicator.definition
    return {
        "id": value.indicator.id,
        "version": definition.head.version,
        "title": definition.head.title_vi,
        "status": definition.head.status,
        "source": definition.head.source,
        "entered_by_hand": value.indicator.by_hand,
        "place": place,
        "period": name_of(value.period),
        "day": value.at.isoformat(),
        "numerator": value.numerator,
        "denominator": value.denominator,
        "percent": _number(value.percent),
        "figure": _number(value.figure),
        "target": _number(definition.target),
        "short_by": value.short_by,
        "by": list(one.by),
        "cells": [_cell(cell) for cell in one.cells] if one.by else [],
    }


def _cell(cell: api.Reading) -> dict[str, Any]:
    return asdict(cell) | {"percent": _number(cell.percent), "figure": _number(cell.figure)}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _value_text(value: api.Value) -> str:
    hand = _(" (do quản trị nhập)") if value.indicator.by_hand else ""
    share = _share(value.numerator, value.denominator)
    return f"{value.indicator.id:<26} {share}  {_figure(value):>14}  {value.gap_vi}{hand}".rstrip()


def _figure(value: api.Value) -> str:
    """``92,7 %``, ``77,6 / 1.000`` for a ratio, nothing more for a count."""
    ratio = value.indicator.definition.ratio
    if ratio is None:
        return "" if value.denominator is None else percent_vi(value.percent)
    told = "–" if value.figure is None else f"{value.figure}".replace(".", ",")
    return f"{told} / {number_vi(ratio.per)}"


def _share(numerator: int, denominator: int | None) -> str:
    of = "" if denominator is None else f"/ {number_vi(denominator):>11}"
    return f"{number_vi(numerator):>11} {of:<13}"
