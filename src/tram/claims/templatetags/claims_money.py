"""Amounts as people read them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from tram.kernel.money import format_dong, half_up

register = template.Library()


@register.filter
def dong(amount: Decimal | None) -> str:
    """``1.234.567 đ``, with the two decimals only where there are any; "–" for None."""
    if amount is None:
        return "–"
    whole = int(amount)
    rest = abs(amount - whole)
    if not rest:
        return format_dong(whole)
    sign = "-" if amount < 0 and not whole else ""
    return sign + format_dong(whole).replace(" đ", f",{int(rest * 100):02d} đ")


@register.filter
def whole_dong(amount: Decimal | None) -> str:
    """The same rounded to whole dong and without their sign, for great sums."""
    return "–" if amount is None else dong(half_up(amount)).removesuffix(" đ")


@register.filter
def plain_dong(amount: Decimal | None) -> str:
    """The same without the sign of the currency, for columns of a paper."""
    return dong(amount).removesuffix(" đ")
