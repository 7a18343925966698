"""Lengths of time and days as a nurse says them."""

from __future__ import annotations

from datetime import date

from tram.engines.schedule import Span

WEEK = 7
WEEKS_TOLD = 36  # "6 tuần", "32 tuần" are said in weeks; 28 days are said in days


def length(span: Span) -> str:
    """``2 tháng``, ``1 năm``, ``6 tuần``, ``28 ngày``, ``1 năm 6 tháng``; ``0 ngày`` for nothing."""
    parts = [f"{count} {word}" for count, word in ((span.years, "năm"), (span.months, "tháng")) if count]
    if span.days or not parts:
        parts.append(_days(span.days))
    return " ".join(parts)


def age(span: Span) -> str:
    """An age: ``2 tháng tuổi``, ``7 tuổi``, ``ngày sinh``."""
    if span == Span():
        return "ngày sinh"
    if span.years and not span.months and not span.days:
        return f"{span.years} tuổi"
    return f"{length(span)} tuổi"


def on(day: date) -> str:
    """``15/09/2026``."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _days(days: int) -> str:
    weeks, rest = divmod(days, WEEK)
    return f"{days} ngày" if rest or days in {0, WEEK, 4 * WEEK} or weeks > WEEKS_TOLD else f"{weeks} tuần"
