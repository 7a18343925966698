"""The sums of XML1 from the lines of XML2 and XML3."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from tram.claims.money.model import DRUGS, SERVICES, ZERO, Amounts, Line, Rules, Totals

BY_SERVICE = "1"  # MA_PTTT: fee for service, outside capitation and case groups


def claim_amounts(lines: Sequence[Line], amounts: Sequence[Amounts], rules: Rules) -> Totals:
    """The sums of a claim, in đồng with two decimals. ``amounts`` are the lines' own, in the same order."""
    pairs = list(zip(lines, amounts, strict=True))
    bh, copaid = _sum(each.bh for each in amounts), _sum(each.copaid for each in amounts)
    fund = _sum(each.fund for each in amounts) if rules.total_fund == "lines" else bh - copaid
    return Totals(
        drugs=_sum(each.bv for line, each in pairs if line.table == DRUGS),
        supplies=_sum(each.bv for line, each in pairs if line.table == SERVICES and line.group in rules.supply_groups),
        bv=_sum(each.bv for each in amounts),
        bh=bh,
        self_paid=_sum(each.self_paid for each in amounts),
        copaid=copaid,
        fund=fund,
        other=_sum(each.other for each in amounts),
        fund_by_service=_sum(each.fund for line, each in pairs if line.pays == BY_SERVICE),
    )


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, ZERO)
