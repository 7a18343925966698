"""Other sources (T_NGUONKHAC): what they pay is taken off the shares by the rules of the day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tram.claims.money.model import HUNDRED, ZERO, Amounts, Line, MoneyError, Rules, Sources
from tram.kernel.money import half_up

PATIENT, FACILITY, ARV = "patient", "facility", "arv"
PLACES = 2


@dataclass(frozen=True, slots=True)
class Shares:
    """A line's cost, what of it is in scope, and the three shares before other sources pay."""

    bv: Decimal
    bh: Decimal
    self_paid: Decimal
    copaid: Decimal
    fund: Decimal


def deducted(shares: Shares, line: Line, rules: Rules) -> Amounts:
    """Other sources pay first what the patient pays alone, then the co-payment, then the fund's share.

    Under QĐ 130 a drug against HIV ("arv") has its co-payment paid by them, whatever it is.
    """
    sources = line.sources
    if rules.aid == "kind" and line.aid == ARV:
        return _arv(shares, sources)
    left = _whole(sources.total, shares.bv)
    self_paid, left = _take(shares.self_paid, left)
    copaid, left = _take(shares.copaid, left)
    fund, _left = _take(shares.fund, left)
    return Amounts(shares.bv, shares.bh, self_paid, copaid, fund, sources.total, sources)


def _arv(shares: Shares, sources: Sources) -> Amounts:
    if sources.total not in (ZERO, shares.copaid):
        raise MoneyError("Thuốc ARV: nguồn khác trả đúng phần cùng chi trả. Để trống T_NGUONKHAC để máy tính.")
    paid = sources if sources.total else Sources(cl=shares.copaid)
    return Amounts(shares.bv, shares.bh, shares.self_paid, ZERO, shares.fund, shares.copaid, paid)


def to_facility(bv: Decimal, bh: Decimal, line: Line) -> Amounts:
    """QĐ 130, point b: aid to the facility comes off the whole; what is left is shared as usual."""
    other = _whole(line.sources.total, bv)
    left = bv - other
    in_scope = half_up(left * _exact_share(bv, bh, line), PLACES)
    fund = half_up(in_scope * line.level / HUNDRED, PLACES)
    return Amounts(bv, in_scope, left - in_scope, in_scope - fund, fund, other, line.sources)


def paid_elsewhere(bv: Decimal, bh: Decimal, line: Line, rules: Rules) -> Amounts:
    """A line that a project, a programme or another source pays whole (NGUON_CTRA 2, 3, 4): nobody else pays."""
    if line.payer not in rules.pockets:
        raise MoneyError(f"Nguồn chi trả «{line.payer}» không có: ghi 1 (quỹ), 2, 3 hoặc 4.")
    if line.sources.total not in (ZERO, bv):
        raise MoneyError(
            "Nguồn khác trả hết dòng này (NGUON_CTRA khác 1): T_NGUONKHAC phải bằng thành tiền hoặc để trống."
        )
    sources = line.sources if line.sources.total else replace(Sources(), **{rules.pockets[line.payer]: bv})
    return Amounts(bv, bh, ZERO, ZERO, ZERO, bv, sources)


def _exact_share(bv: Decimal, bh: Decimal, line: Line) -> Decimal:
    """Which part of the cost is in scope: the line's rate where it has one price, else as the amounts stand."""
    if line.price_bh in (None, line.price) and line.ceiling is None and bh:
        return line.fund_rate / HUNDRED
    return bh / bv if bv else ZERO


def _whole(other: Decimal, bv: Decimal) -> Decimal:
    if other != half_up(other, PLACES):
        raise MoneyError("T_NGUONKHAC phải làm tròn hai chữ số thập phân.")
    if other > bv:
        raise MoneyError("Nguồn khác (T_NGUONKHAC) lớn hơn thành tiền của dòng: xem lại số tiền hỗ trợ.")
    return other


def _take(share: Decimal, left: Decimal) -> tuple[Decimal, Decimal]:
    """The share after what is left pays of it, and what is left then."""
    paid = min(share, left)
    return share - paid, left - paid
