"""Money of a claim: lines, shares, sums and the level of cover. Pure: exact decimals, dated settings, no database."""

from tram.claims.money.levels import level_on
from tram.claims.money.lines import line_amounts
from tram.claims.money.model import (
    Amounts,
    Level,
    LevelAsked,
    Line,
    MoneyError,
    Route,
    Rules,
    Sources,
    Totals,
    Why,
)
from tram.claims.money.settings import bed_rate, exam_rate, rules_on
from tram.claims.money.totals import claim_amounts
from tram.claims.money.why import why_line, why_totals

__all__ = [
    "Amounts",
    "Level",
    "LevelAsked",
    "Line",
    "MoneyError",
    "Route",
    "Rules",
    "Sources",
    "Totals",
    "Why",
    "bed_rate",
    "claim_amounts",
    "exam_rate",
    "level_on",
    "line_amounts",
    "rules_on",
    "why_line",
    "why_totals",
]
