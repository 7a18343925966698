"""Lines as rows of a table (``tram claims money``): inputs read, amounts written, bad rows with their reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tram.claims.money.lines import line_amounts
from tram.claims.money.model import DRUGS, HUNDRED, SERVICES, ZERO, Amounts, Line, MoneyError, Rules, Sources

TABLE = "TABLE"
INPUTS = (
    TABLE, "SO_LUONG", "DON_GIA_BV", "DON_GIA_BH", "TYLE_TT_DV", "TYLE_TT_BH", "MUC_HUONG", "T_NGUONKHAC",
)  # fmt: skip
OUTPUTS = ("THANH_TIEN_BV", "THANH_TIEN_BH", "T_BNTT", "T_BNCCT", "T_BHTT")
REASON = "LY_DO"
NUMBER = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})([eE][+-]?[0-9]{1,2})?", re.ASCII)
KIND = re.compile(r"(?:xml|bảng|bang)?[ _.]*([23])(?:\.0+)?", re.IGNORECASE)
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A row's amounts as they are written (two decimals, "" when it is bad) and why it is bad ("" when it is good)."""

    cells: Mapping[str, str]
    reason: str


def reckon_row(cells: Cells, rules: Rules) -> Reckoned:
    """The amounts of a row whose columns are named in capitals; a bad row comes back with its reason, never raises."""
    try:
        return Reckoned(_written(line_amounts(read_line(cells), rules)), "")
    except MoneyError as error:
        return bad_row(str(error))


def bad_row(reason: str) -> Reckoned:
    """A row that has no amounts, and why."""
    return Reckoned(dict.fromkeys(OUTPUTS, ""), reason)


def read_line(cells: Cells) -> Line:
    """The line of a row. Blank rates and level are 100 (a commune station's level), blank other sources 0; of two unit
    prices one may be blank. Refuses (``MoneyError``) a table that is none, no quantity, no price, what is no number."""
    table = _table(cells.get(TABLE, ""))
    price, price_bh = _prices(cells, table)
    return Line(
        table=table,
        quantity=_needed(cells, "SO_LUONG"),
        price=price,
        price_bh=price_bh,
        service_rate=HUNDRED if table == DRUGS else _number(cells, "TYLE_TT_DV", HUNDRED),
        fund_rate=_number(cells, "TYLE_TT_BH", HUNDRED),
        level=_number(cells, "MUC_HUONG", HUNDRED),
        sources=Sources(cl=_number(cells, "T_NGUONKHAC", ZERO)),
    )


def _table(text: str) -> str:
    found = KIND.fullmatch(text.strip())
    if found is None:
        raise MoneyError(f"Cột table ghi «{text.strip()[:40]}»: ghi XML2 (thuốc) hoặc XML3 (dịch vụ, vật tư).")
    return DRUGS if found[1] == "2" else SERVICES


def _prices(cells: Cells, table: str) -> tuple[Decimal, Decimal]:
    """DON_GIA_BV and DON_GIA_BH. A drug has one price in its table: the column that holds it speaks for both. A service
    without a price of the facility's own (blank or 0) is charged at the fund's."""
    whole, fund = _maybe(cells, "DON_GIA_BV"), _maybe(cells, "DON_GIA_BH")
    if whole is None and fund is None:
        raise MoneyError("Thiếu đơn giá: ghi DON_GIA_BV hoặc DON_GIA_BH.")
    if fund is None or (table == DRUGS and not fund):
        fund = whole
    return whole or fund or ZERO, fund or ZERO


def _needed(cells: Cells, name: str) -> Decimal:
    number = _maybe(cells, name)
    if number is None:
        raise MoneyError(f"Thiếu {name}.")
    return number


def _number(cells: Cells, name: str, default: Decimal) -> Decimal:
    number = _maybe(cells, name)
    return default if number is None else number


def _maybe(cells: Cells, name: str) -> Decimal | None:
    text = cells.get(name, "").strip()
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise MoneyError(
            f"{name} ghi «{text[:40]}»: ghi số, dấu chấm trước phần thập phân, không có dấu cách hàng nghìn."
        )
    return Decimal(text) or ZERO  # never -0


def _written(amounts: Amounts) -> dict[str, str]:
    numbers = (amounts.bv, amounts.bh, amounts.self_paid, amounts.copaid, amounts.fund)
    return {name: f"{number:.2f}" for name, number in zip(OUTPUTS, numbers, strict=True)}
