"""Money: whole đồng as integers; Decimal only where the law demands decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def half_up(amount: Decimal, places: int = 0) -> Decimal:
    """The amount rounded half up, as Vietnamese accounting rules do (never banker's rounding)."""
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def format_dong(amount: int) -> str:
    """An amount as people read it: ``1.234.567 đ``."""
    return f"{amount:,}".replace(",", ".") + " đ"
