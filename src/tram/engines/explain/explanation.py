"""What stands beside a number or a No, built from the definition and the values alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tram.engines.definitions.head import Head
from tram.engines.forms.model import Finding
from tram.engines.query.model import Cell, IndicatorDefinition, Params


@dataclass(frozen=True, slots=True)
class Explanation:
    """One sentence in each language, the definition and version it rests on, its legal source, and the SQL if any.

    `assumed` is True when nobody has read the rule in a legal text: it must be said wherever the sentence is shown.
    """

    sentence_vi: str
    sentence_en: str
    definition: str
    version: int
    source: str
    assumed: bool = False
    conditions_vi: str = ""
    sql: str = ""


def grouped(number: int, language: str = "vi") -> str:
    """A whole number with its thousands apart: 9.013 in Vietnamese, 9,013 in English."""
    return f"{number:,}".replace(",", "." if language == "vi" else ",")


def explain_cell(
    definition: IndicatorDefinition, cell: Cell, params: Params, *, conditions_vi: str = "", sql: str = ""
) -> Explanation:
    """`412 trong 9.013 người đang cư trú có thẻ bảo hiểm y tế còn hạn tính đến 31/10/2026 (4,6 %).`"""
    return _explained(
        definition.head,
        _cell_sentence(definition, cell, params, "vi"),
        _cell_sentence(definition, cell, params, "en"),
        conditions_vi=conditions_vi,
        sql=sql,
    )


def explain_finding(head: Head, finding: Finding) -> Explanation:
    """Why a form said what it said: its sentence, and the finding's own source before the form's."""
    found = _explained(head, finding.sentence_vi, finding.sentence_en)
    return found if not finding.source else _with_source(found, finding.source)


def _explained(head: Head, vi: str, en: str, *, conditions_vi: str = "", sql: str = "") -> Explanation:
    return Explanation(vi, en, head.id, head.version, head.source, head.assumed, conditions_vi, sql)


def _with_source(one: Explanation, source: str) -> Explanation:
    return Explanation(one.sentence_vi, one.sentence_en, one.definition, one.version, source, one.assumed)


def _cell_sentence(definition: IndicatorDefinition, cell: Cell, params: Params, language: str) -> str:
    people, counted = _words(definition, language)
    when = _period(definition, params, language)
    number = grouped(cell.numerator, language)
    if cell.denominator is None:
        return f"{number} {counted or people} {when}."
    of = "trong" if language == "vi" else "of"
    return f"{number} {of} {grouped(cell.denominator, language)} {people} {counted} {when}{_rate(cell, language)}."


def _words(definition: IndicatorDefinition, language: str) -> tuple[str, str]:
    """Who is counted and what is counted about them: the denominator's own words say more than the population's."""
    if language == "vi":
        people = definition.denominator.words_vi or definition.population.words_vi or "dòng"
        return people, definition.numerator.words_vi or definition.head.title_vi.lower()
    people = definition.denominator.words_en or definition.population.words_en or "rows"
    return people, definition.numerator.words_en or definition.head.title_en.lower()


def _period(definition: IndicatorDefinition, params: Params, language: str) -> str:
    if params.start is None or params.end is None or not _uses_period(definition):
        return (f"tính đến {_day(params.at)}") if language == "vi" else f"as of {_day(params.at)}"
    pair = _day(params.start), _day(params.end)
    return "từ {} đến {}".format(*pair) if language == "vi" else "from {} to {}".format(*pair)


def _uses_period(definition: IndicatorDefinition) -> bool:
    texts = (definition.population.condition, definition.denominator.condition, definition.numerator.condition)
    return any(":start" in text for text in texts)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _rate(cell: Cell, language: str) -> str:
    percent = cell.percent
    if percent is None:
        return " (không có ai để tính tỷ lệ)" if language == "vi" else " (nobody to take a share of)"
    return f" ({_decimal(percent)} %)" if language == "vi" else f" ({percent} %)"


def _decimal(value: Decimal) -> str:
    return str(value).replace(".", ",")
