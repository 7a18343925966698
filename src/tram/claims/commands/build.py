"""``tram claims build``: the claims of a facility's month as files, one a claim, not yet signed."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from tram.claims.build import BuiltClaim, document, month_claims
from tram.claims.build.reads import month_end
from tram.claims.build.refusals import no_station, not_a_month
from tram.claims.format import CHECK_IN, layouts, render_check_in
from tram.kernel.clock import now, today_vn
from tram.kernel.money import format_dong, half_up
from tram.kernel.refusals import Refusal
from tram.kernel.whole_files import writing_whole
from tram.places.api import CodeSystem, FacilityView, facility_by_code

MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(slots=True)
class Written:
    """What came of a month: files, sums in đồng, and what could not be claimed."""

    claims: int = 0
    check_ins: int = 0
    total: Decimal = Decimal(0)
    fund: Decimal = Decimal(0)
    left_out: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--station", required=True, metavar="CODE", help=_("mã cơ sở KCB của BHXH, 5 ký tự"))
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help=_("tháng quyết toán, ví dụ 2026-10"))
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help=_("thư mục để ghi tệp"))
    parser.add_argument("--decision", choices=list(layouts()), help=_("quyết định; mặc định theo ngày khám"))
    parser.add_argument("--check-in", action="store_true", help=_("ghi cả tệp check-in"))
    parser.add_argument("--json", action="store_true", help=_("in kết quả cho chương trình khác đọc"))


def run(args: argparse.Namespace) -> int:
    """Writes ``<MA_LK>.xml`` for every claim of the month; exit code 0 also for a month without any."""
    month = month_of(args.month)
    place = station(args.station, month)
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        done = write_month(place, month, args.out, decision=args.decision, check_in=args.check_in)
    except OSError as error:
        raise Refusal("claim.folder", "Không ghi được vào thư mục: kiểm tra đường dẫn và quyền ghi.") from error
    print(json.dumps(told(done), ensure_ascii=False) if args.json else said(done, args.out))
    return 0


def write_month(place: FacilityView, month: date, out: Path, *, decision: str | None, check_in: bool) -> Written:
    """Writes the files of a month and counts them."""
    done, today = Written(), today_vn(now())
    for claim in month_claims(place, month, layout=decision):
        _write(out / f"{claim.number}.xml", document(claim, today))
        done.claims += 1
        done.total += claim.amounts.bv
        done.fund += claim.amounts.fund
        done.left_out += len(claim.left_out)
        if check_in:
            done.check_ins += _write_check_in(out, claim)
    return done


def month_of(text: str) -> date:
    """The first day of a month written ``2026-10``. Refuses anything else."""
    found = MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0:
        raise not_a_month(text)
    return date(int(found[1]), int(found[2]), 1)


def station(code: str, month: date) -> FacilityView:
    """The facility that bore the insurer's code at the end of a month. Refuses an unknown one."""
    found = facility_by_code(CodeSystem.BHXH, code, month_end(month))
    if found is None:
        raise no_station(code)
    return found


def told(done: Written) -> dict[str, int | str]:
    """The counts and sums for a program."""
    return {
        "claims": done.claims,
        "check_ins": done.check_ins,
        "total": str(done.total),
        "fund": str(done.fund),
        "left_out": done.left_out,
    }


def said(done: Written, out: Path) -> str:
    """The same in one sentence."""
    words = _("Đã ghi %(claims)s hồ sơ vào %(folder)s: tổng chi %(total)s, quỹ trả %(fund)s.")
    amounts = {"total": format_dong(int(half_up(done.total))), "fund": format_dong(int(half_up(done.fund)))}
    more = _(" Có %s khoản không đưa vào hồ sơ được: xem trang của tháng.") % done.left_out if done.left_out else ""
    return words % {"claims": done.claims, "folder": out, **amounts} + more


def _write_check_in(out: Path, claim: BuiltClaim) -> int:
    rows = claim.tables.get(CHECK_IN, ())
    for row in rows:
        _write(out / f"{claim.number}.checkin.xml", render_check_in(claim.layout, row))
    return len(rows)


def _write(path: Path, content: bytes) -> None:
    with writing_whole(path) as file:
        file.write(content)
