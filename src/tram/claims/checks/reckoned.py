"""A line's amounts reckoned anew by the money rules of its day, to hold beside what the file says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tram.claims.checks.lines import Line as Row
from tram.claims.checks.reading import decimal_of
from tram.claims.checks.values import AMOUNT, Value
from tram.claims.money import Amounts, Line, MoneyError, Sources, line_amounts

_KEY = "reckoned"
_PARTS = {
    "right_bv": "bv",
    "right_bh": "bh",
    "right_bntt": "self_paid",
    "right_bncct": "copaid",
    "right_bhtt": "fund",
}


def _reckoned(row: Row) -> Amounts | None:
    """The amounts by formula; None when the line's own numbers make no sense, or the day has no rules."""
    if _KEY not in row:
        rules = row.claim.parameters.get("rules")
        try:
            row[_KEY] = line_amounts(_line(row), rules) if rules is not None else None
        except MoneyError:
            row[_KEY] = None
    found: Amounts | None = row[_KEY]
    return found


def _line(row: Row) -> Line:
    table, ceiling = _table(row), row.text("T_TRANTT")
    is_drug = table == "XML2"
    sources = (decimal_of(row.text(f"T_NGUONKHAC_{name}")) for name in ("NSNN", "VTNN", "VTTN", "CL"))
    return Line(
        table=table,
        quantity=decimal_of(row.text("SO_LUONG")),
        price=decimal_of(row.text("DON_GIA" if is_drug else "DON_GIA_BV")),
        price_bh=None if is_drug else decimal_of(row.text("DON_GIA_BH")),
        level=decimal_of(row.text("MUC_HUONG")),
        group=row.text("MA_NHOM"),
        service_rate=Decimal(100) if is_drug else decimal_of(row.text("TYLE_TT_DV")),
        fund_rate=decimal_of(row.text("TYLE_TT_BH")),
        sources=Sources(*sources),
        scope=row.text("PHAM_VI") or "1",
        payer=(row.text("NGUON_CTRA") or "1") if is_drug else "1",
        ceiling=decimal_of(ceiling) if ceiling else None,
        pays=row.text("MA_PTTT") or "1",
    )


def _table(row: Row) -> str:
    return "XML2" if "DON_GIA" in row.raw else "XML3"


def _amount(part: str) -> Value:
    def read(row: Row) -> Decimal | None:
        found = _reckoned(row)
        return None if found is None else getattr(found, part)

    return Value(AMOUNT, read)


RECKONED: Mapping[str, Value] = {name: _amount(part) for name, part in _PARTS.items()}
