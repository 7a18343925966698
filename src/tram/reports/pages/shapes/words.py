"""Names, numbers and goals of an indicator in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Protocol

from django.utils.formats import localize, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tram.kernel.periods import Period, kind_of
from tram.reports import api

PER_MILLE = 1_000


class Told(Protocol):
    """Anything that comes to a number: a value, a cell, a place, a step of a trend."""

    @property
    def numerator(self) -> int:
        """How many count."""

    @property
    def denominator(self) -> int | None:
        """Of how many, None for a plain count."""

    @property
    def percent(self) -> Decimal | None:
        """The share, None for what is no share."""

    @property
    def figure(self) -> Decimal | None:
        """The number people are shown."""


def title(indicator: api.Indicator) -> str:
    """The full name of an indicator in the reader's language."""
    head = indicator.definition.head
    return head.title_en if english() else head.title_vi


def short(indicator: api.Indicator) -> str:
    """The name that fits a tile."""
    return indicator.short_en if english() else indicator.short_vi


def noun(indicator: api.Indicator) -> str:
    """What is counted: people, visits, stations."""
    return indicator.noun_en if english() else indicator.noun_vi


def grouped(count: int) -> str:
    """``8.367``: a count as people here write it."""
    return number_format(count, force_grouping=True)


def percent(value: Decimal | None) -> str:
    """``81,3 %`` without needless noughts; "" when there is none."""
    return "" if value is None else f"{localize(value.normalize() + 0)} %"


def number(value: Decimal | None) -> float | None:
    """A number for a chart."""
    return None if value is None else float(value)


def english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def is_share(indicator: api.Indicator) -> bool:
    """Whether it is so many of somebody, in percent; else a plain count or a ratio of two numbers."""
    return indicator.definition.kind != "count" and indicator.definition.ratio is None


def unit(indicator: api.Indicator) -> str:
    """What stands after a figure: ``%``, ``‰``, ``/100.000``; "" for a count and for so many each."""
    if is_share(indicator):
        return "%"
    ratio = indicator.definition.ratio
    if ratio is None or ratio.per == 1:
        return ""
    return "‰" if ratio.per == PER_MILLE else f"/{grouped(ratio.per)}"


def figure(indicator: api.Indicator, told: Told) -> str:
    """The number people are shown: ``81,3 %``, ``1.234``, ``12,5 ‰``; a dash when there is nothing to divide by."""
    if told.figure is None:
        return "–"
    if indicator.definition.kind == "count":
        return grouped(told.numerator)
    return f"{localize(told.figure.normalize() + 0)} {unit(indicator)}".strip()


def part_of(told: Told, most: Decimal | None) -> Decimal | None:
    """How long a bar is, of 100: a share as it is, other numbers beside the largest of them."""
    if told.percent is not None or told.figure is None:
        return told.percent
    return told.figure * 100 / most if most else None


def largest(cells: Iterable[Told]) -> Decimal | None:
    """The largest figure, None when there is none."""
    return max((one.figure for one in cells if one.figure is not None), default=None)


def behind(rate: Decimal | None, wanted: Decimal | None, direction: str = "up") -> bool:
    """Whether a rate has not reached what is wanted of it."""
    if rate is None or wanted is None:
        return False
    return rate < wanted if direction == "up" else rate > wanted


def gap(value: api.Value) -> str:
    """``còn thiếu 212 người`` in the reader's language; "" without a goal."""
    if value.denominator == 0:
        return _("chưa có ai để tính")
    lacks = value.short_by
    if lacks is None:
        return ""
    if lacks == 0:
        return _("đã đạt")
    told = {"count": grouped(lacks), "noun": noun(value.indicator)}
    if value.indicator.definition.direction == "up":
        return ngettext("còn thiếu %(count)s %(noun)s", "còn thiếu %(count)s %(noun)s", lacks) % told
    return ngettext("cần bớt %(count)s %(noun)s", "cần bớt %(count)s %(noun)s", lacks) % told


def open_side(indicator: api.Indicator) -> str:
    """The side whose people need somebody: those missing, or those counted where fewer is better or all are told."""
    return "in" if not is_share(indicator) or indicator.definition.direction == "down" else "missing"


def to_do(indicator: api.Indicator, told: Told) -> int:
    """How many need somebody: those missing, or those counted where fewer is better."""
    return told.numerator if open_side(indicator) == "in" else (told.denominator or 0) - told.numerator


def to_do_head(indicator: api.Indicator) -> str:
    """The heading over those: of a share that is to rise, the missing; of one that is to fall, those in it."""
    return _("Thiếu") if indicator.definition.direction == "up" else _("Vướng")


def period_short(period: Period) -> str:
    """A period as a chart's axis writes it: ``10/26``, ``Q4/26``, ``2026``, ``31/10/26``."""
    start, kind = period.start, kind_of(period)
    if kind == "month":
        return f"{start:%m/%y}"
    if kind in {"quarter", "half"}:
        months, letter = (3, "Q") if kind == "quarter" else (6, "N")
        return f"{letter}{(start.month - 1) // months + 1}/{start:%y}"
    return f"{start.year}" if kind == "year" else f"{period.end or start:%d/%m/%y}"


def explanation(indicator: api.Indicator, found: api.Explanation) -> dict[str, Any]:
    """What a number is, in the reader's language."""
    status = {
        "assumed": _("giả định của Trạm"),
        "transcribed": _("chép từ văn bản"),
        "official": _("văn bản chính thức"),
    }
    told = (found.sentence_en, indicator.note_en) if english() else (found.sentence_vi, indicator.note_vi)
    return {
        "text": " ".join(told),
        "definition": found.conditions_vi,
        "source": f"{found.source} ({status[indicator.definition.head.status]}; {found.definition} v{found.version})",
        "query": found.sql,
    }
