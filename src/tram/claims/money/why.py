"""Why each amount is what it is: one Vietnamese sentence with numbers, its source and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tram.claims.money.model import DRUGS, HUNDRED, ZERO, Amounts, Line, Rules, Totals, Why

FORMULA = "QĐ 130, QĐ 4750, QĐ 3176/QĐ-BYT"
OUTSIDE = "2"


def why_line(line: Line, amounts: Amounts, rules: Rules) -> Mapping[str, Why]:
    """Why of THANH_TIEN_BV, THANH_TIEN_BH, T_BNTT, T_BNCCT, T_BHTT and T_NGUONKHAC of a line, by field name."""
    table = "bảng 2" if line.table == DRUGS else "bảng 3"
    share = rules.whys["drug_shares"] if line.table == DRUGS else Why("", f"{FORMULA} {table}", "transcribed")
    return {
        "THANH_TIEN_BV": _why_cost(line, amounts, rules),
        "THANH_TIEN_BH": _why_scope(line, amounts, rules, table),
        "T_BHTT": _told(
            f"{_dong(amounts.bh)} × mức hưởng {_number(line.level)} %{_less(amounts)}", amounts.fund, share
        ),
        "T_BNCCT": _told(f"phần còn lại trong phạm vi bảo hiểm{_less(amounts)}", amounts.copaid, share),
        "T_BNTT": _told(f"phần ngoài phạm vi bảo hiểm{_less(amounts)}", amounts.self_paid, share),
        "T_NGUONKHAC": _why_other(line, amounts, rules),
    }


def why_totals(totals: Totals, rules: Rules) -> Mapping[str, Why]:
    """Why of the sums of XML1, by field name."""
    told = {
        "T_THUOC": ("tổng thành tiền bệnh viện của các dòng thuốc", totals.drugs),
        "T_VTYT": ("tổng thành tiền bệnh viện của các dòng vật tư", totals.supplies),
        "T_TONGCHI_BV": ("tổng thành tiền bệnh viện của mọi dòng", totals.bv),
        "T_TONGCHI_BH": ("tổng thành tiền trong phạm vi bảo hiểm của mọi dòng", totals.bh),
        "T_BNTT": ("tổng phần người bệnh tự trả", totals.self_paid),
        "T_BNCCT": ("tổng phần người bệnh cùng chi trả", totals.copaid),
        "T_NGUONKHAC": ("tổng phần nguồn khác trả", totals.other),
        "T_BHTT_GDV": ("tổng phần quỹ trả của các dòng theo phí dịch vụ", totals.fund_by_service),
    }
    plain = Why("", f"{FORMULA} bảng 1", "transcribed")
    fund = rules.whys["total_fund"]
    return {
        **{name: _told(sentence, amount, plain) for name, (sentence, amount) in told.items()},
        "T_BHTT": _told(fund.sentence, totals.fund, fund),
    }


def _why_cost(line: Line, amounts: Amounts, rules: Rules) -> Why:
    product = f"{_number(line.quantity)} × {_dong(line.price)}"
    if line.table == DRUGS:
        return _told(product, amounts.bv, Why("", f"{FORMULA} bảng 2", "transcribed"))
    rate = "" if line.service_rate == HUNDRED else f", tỷ lệ dịch vụ {_number(line.service_rate)} %"
    return _told(product + rate, amounts.bv, rules.whys["service_bv"])


def _why_scope(line: Line, amounts: Amounts, rules: Rules, table: str) -> Why:
    if line.scope == OUTSIDE:
        return _told("ngoài phạm vi quỹ trả (PHAM_VI 2)", amounts.bh, Why("", f"{FORMULA} {table}", "transcribed"))
    price = line.price if line.price_bh is None else line.price_bh
    rates = "".join(f" × {_number(rate)} %" for rate in _rates(line) if rate != HUNDRED)
    limit = "" if line.ceiling is None else f", mức thanh toán tối đa {_dong(line.ceiling)}"
    source = rules.whys["ceiling"] if line.ceiling is not None else Why("", f"{FORMULA} {table}", "transcribed")
    return _told(f"{_number(line.quantity)} × {_dong(price)}{rates}{limit}", amounts.bh, source)


def _rates(line: Line) -> tuple[Decimal, ...]:
    return (line.fund_rate,) if line.table == DRUGS else (line.service_rate, line.fund_rate)


def _why_other(line: Line, amounts: Amounts, rules: Rules) -> Why:
    if not amounts.other:
        return _told("không có nguồn khác trả", ZERO, rules.whys["aid"])
    source = rules.whys["aid" if line.payer == "1" else "pockets"]
    return _told(source.sentence, amounts.other, source)


def _less(amounts: Amounts) -> str:
    return f", sau khi trừ nguồn khác {_dong(amounts.other)}" if amounts.other else ""


def _told(sentence: str, amount: Decimal, why: Why) -> Why:
    whole = sentence[:1].upper() + sentence[1:]
    return Why(f"{whole} = {_dong(amount)}.", why.source, why.status)


def _number(number: Decimal) -> str:
    whole = f"{number:f}"
    trimmed = whole.rstrip("0").rstrip(".") if "." in whole else whole
    return trimmed.replace(".", ",")


def _dong(amount: Decimal) -> str:
    whole, _dot, rest = f"{amount:f}".partition(".")
    rest = rest.rstrip("0")
    return f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "") + " đ"
