"""One line of XML2 or XML3 reckoned: what it costs, what of it the insurance covers, and who pays which part.

Formulas: QĐ 130, 4750 and 3176/QĐ-BYT, tables 2 and 3; where they differ the rules of the day choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext

from tram.claims.money import aid
from tram.claims.money.model import DRUGS, HUNDRED, SERVICES, ZERO, Amounts, Line, MoneyError, Rules
from tram.kernel.money import half_up

PLACES = 2
EXACT = 60  # digits: products of quantity, price and three percents are never cut before they are rounded
MOST = Decimal(10) ** 13  # what fits the 15 signs of an amount
OUTSIDE = "2"  # PHAM_VI: the patient pays
BY_FUND = "1"  # NGUON_CTRA
TABLES = (DRUGS, SERVICES)
AIDS = ("", aid.PATIENT, aid.FACILITY, aid.ARV)


def line_amounts(line: Line, rules: Rules) -> Amounts:
    """The amounts of a line, two decimals, half up; shares and other sources sum to THANH_TIEN_BV.

    Refuses (``MoneyError``) negative numbers, percents outside 0 to 100, a fund price above the facility's, other
    sources that pay more than the line costs.
    """
    refuse_odd(line)
    with localcontext() as context:
        context.prec = EXACT
        bv, exact_bh = _cost(line, rules), _in_scope(line, rules)
        bh = half_up(exact_bh, PLACES)
        _refuse_above(bv, bh)
        if line.payer != BY_FUND:
            return aid.paid_elsewhere(bv, bh, line, rules)
        if rules.aid == "kind" and line.aid == aid.FACILITY:
            return aid.to_facility(bv, bh, line)
        return aid.deducted(_shares(line, rules, bv, bh), line, rules)


def refuse_odd(line: Line) -> None:
    """Refuses numbers no line can have (``MoneyError``)."""
    if line.table not in TABLES:
        raise MoneyError(f"Bảng «{line.table}» không có dòng tiền: ghi XML2 (thuốc) hoặc XML3 (dịch vụ, vật tư).")
    if line.aid not in AIDS:
        raise MoneyError(f"Cách hỗ trợ «{line.aid}» không có: để trống hoặc ghi patient, facility, arv.")
    _refuse_numbers(line)
    if line.price_bh is not None and line.price_bh > line.price:
        raise MoneyError("Đơn giá bảo hiểm (DON_GIA_BH) lớn hơn đơn giá bệnh viện (DON_GIA_BV): xem lại hai đơn giá.")


def _refuse_numbers(line: Line) -> None:
    source = line.sources
    amounts = {
        "SO_LUONG": line.quantity, "DON_GIA_BV": line.price, "DON_GIA_BH": line.price_bh, "T_TRANTT": line.ceiling,
        "T_NGUONKHAC_NSNN": source.nsnn, "T_NGUONKHAC_VTNN": source.vtnn, "T_NGUONKHAC_VTTN": source.vttn,
        "T_NGUONKHAC_CL": source.cl,
    }  # fmt: skip
    rates = {"TYLE_TT_DV": line.service_rate, "TYLE_TT_BH": line.fund_rate, "MUC_HUONG": line.level}
    _refuse_each(amounts, MOST, "không âm và dưới mười nghìn tỷ")
    _refuse_each(rates, HUNDRED, "từ 0 đến 100")


def _refuse_each(numbers: Mapping[str, Decimal | None], most: Decimal, words: str) -> None:
    for name, number in numbers.items():
        if number is not None and not (number.is_finite() and ZERO <= number <= most):
            raise MoneyError(f"{name} = {number}: phải {words}.")


def _cost(line: Line, rules: Rules) -> Decimal:
    whole = line.quantity * line.price
    if line.table == DRUGS or rules.service_bv == "plain":
        return half_up(whole, PLACES)
    if rules.service_bv == "difference":
        forgone = line.quantity * _fund_price(line, rules) * (HUNDRED - line.service_rate) / HUNDRED
        return half_up(whole - forgone, PLACES)
    return half_up(whole * line.service_rate / HUNDRED, PLACES)


def _in_scope(line: Line, rules: Rules) -> Decimal:
    if line.scope == OUTSIDE:
        return ZERO
    amount = line.quantity * _fund_price(line, rules) * line.fund_rate / HUNDRED
    if line.table == SERVICES:
        amount = amount * line.service_rate / HUNDRED
    capped = line.ceiling is not None and rules.ceiling == "line"
    return min(amount, line.ceiling or ZERO) if capped else amount


def _fund_price(line: Line, rules: Rules) -> Decimal:
    price = line.price if line.price_bh is None else line.price_bh
    capped = line.ceiling is not None and rules.ceiling == "unit"
    return min(price, line.ceiling or ZERO) if capped else price


def _refuse_above(bv: Decimal, bh: Decimal) -> None:
    if bv >= MOST:
        raise MoneyError("Thành tiền từ mười nghìn tỷ đồng trở lên: xem lại số lượng và đơn giá.")
    if bh > bv:
        raise MoneyError("Thành tiền bảo hiểm lớn hơn thành tiền bệnh viện: xem lại đơn giá và các tỷ lệ.")


def _shares(line: Line, rules: Rules, bv: Decimal, bh: Decimal) -> aid.Shares:
    """What patient, co-payment and fund pay before any other source."""
    if line.table == DRUGS and rules.drug_shares == "bv":
        return _drug_shares(line, bv, bh)
    fund = half_up(bh * line.level / HUNDRED, PLACES)
    return aid.Shares(bv, bh, self_paid=bv - bh, copaid=bh - fund, fund=fund)


def _drug_shares(line: Line, bv: Decimal, bh: Decimal) -> aid.Shares:
    """The words of QĐ 3176: from the whole, each rounded by itself; the patient is let off what that takes too much."""
    rate = ZERO if line.scope == OUTSIDE else line.fund_rate
    fund = half_up(bv * rate / HUNDRED * line.level / HUNDRED, PLACES)
    self_paid = min(half_up(bv * (HUNDRED - rate) / HUNDRED, PLACES), bv - fund)
    return aid.Shares(bv, bh, self_paid, copaid=bv - fund - self_paid, fund=fund)
