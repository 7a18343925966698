"""What several tables write the same way: staff codes, times inside the visit, a line as money reckons it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tram.claims.build.model import Good, Sheet
from tram.claims.money import Line
from tram.claims.money.model import HUNDRED, ZERO

NO_COVER = "9"  # MA_DOITUONG_KCB


def person_code(sheet: Sheet, staff: UUID | None) -> str:
    """The code of somebody on the staff as the insurer knows them: the number of the practice licence; "" unknown."""
    found = sheet.staff.get(staff) if staff else None
    return found.licence if found else ""


def times(sheet: Sheet, at: datetime | None) -> datetime:
    """A moment of the visit: the given one, kept within the visit; its beginning when none was noted."""
    start = sheet.visit.started_at
    return min(max(at or start, start), sheet.end)


def insured(sheet: Sheet) -> bool:
    """Whether a card is known and the visit is the insurance's."""
    return bool(sheet.cover.cards) and sheet.cover.entitlement != NO_COVER


def by_fund(sheet: Sheet, good: Good, paid_by: str) -> bool:
    """Whether the fund pays for a line at all."""
    return insured(sheet) and paid_by in {"", "1"} and good.price is not None and good.price.fund_rate > ZERO


def money_line(
    table: str, good: Good, quantity: Decimal, sheet: Sheet, *, payer: str = "", rate: Decimal = HUNDRED
) -> Line:
    """A line as money reckons it, its level of cover still open."""
    price, fund = good.price, by_fund(sheet, good, payer)
    return Line(
        table=table,
        quantity=quantity,
        price=price.price if price else ZERO,
        price_bh=(price.price_bh if price else ZERO) if table == "XML3" else None,
        level=ZERO,
        group=good.item.group,
        service_rate=rate,
        fund_rate=Decimal(price.fund_rate) if price and fund else ZERO,
        scope="1" if fund or payer not in {"", "1"} else "2",
        payer=payer or "1",
        ceiling=price.ceiling if price else None,
    )
