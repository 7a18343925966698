"""Numbers and refusals explain themselves in a sentence."""

from __future__ import annotations

from datetime import date

from tram.engines.definitions.head import Head
from tram.engines.explain import explain_cell, explain_finding, grouped
from tram.engines.forms import Finding
from tram.engines.query import Cell, IndicatorDefinition, Params, Part, Population

HEAD = Head("ct25-insured", "Có thẻ", "Insured", 3, "Chỉ thị 25-CT/TW", "assumed", date(2023, 10, 25))
INSURED = IndicatorDefinition(
    head=HEAD,
    kind="share",
    population=Population("people.residents", words_vi="người đang cư trú", words_en="residents"),
    numerator=Part("true", "có thẻ bảo hiểm y tế còn hạn", "hold a valid insurance card"),
    denominator=Part("true"),
)
AT = Params(date(2026, 10, 31))


def test_a_share_says_how_many_of_whom_when_and_by_what_right() -> None:
    told = explain_cell(INSURED, Cell({}, 412, 9013), AT, sql="SELECT 1")
    assert told.sentence_vi == (
        "412 trong 9.013 người đang cư trú có thẻ bảo hiểm y tế còn hạn tính đến 31/10/2026 (4,6 %)."
    )
    assert told.sentence_en == "412 of 9,013 residents hold a valid insurance card as of 31/10/2026 (4.6 %)."
    assert (told.definition, told.version, told.source) == ("ct25-insured", 3, "Chỉ thị 25-CT/TW")
    assert told.assumed
    assert told.sql == "SELECT 1"


def test_nobody_to_count_is_said_instead_of_a_rate() -> None:
    told = explain_cell(INSURED, Cell({}, 0, 0), AT)
    assert told.sentence_vi.endswith("(không có ai để tính tỷ lệ).")


def test_a_count_over_a_period_names_the_period() -> None:
    from dataclasses import replace

    visits = replace(
        INSURED, kind="count", numerator=Part("day between :start and :end", "lượt khám", "visits"), head=HEAD
    )
    told = explain_cell(
        visits, Cell({}, 1234567, None), Params(date(2026, 10, 31), date(2026, 10, 1), date(2026, 10, 31))
    )
    assert told.sentence_vi == "1.234.567 lượt khám từ 01/10/2026 đến 31/10/2026."
    assert told.sentence_en == "1,234,567 visits from 01/10/2026 to 31/10/2026."


def test_a_findings_own_source_comes_before_the_forms() -> None:
    plain = Finding("x.range", "warning", "x", "Câu.", "Sentence.")
    assert explain_finding(HEAD, plain).source == "Chỉ thị 25-CT/TW"
    assert explain_finding(HEAD, Finding("x.range", "warning", "x", "Câu.", "Sentence.", "QĐ 1")).source == "QĐ 1"


def test_halves_round_up_and_thousands_are_grouped_as_each_language_does() -> None:
    assert str(Cell({}, 1, 8).percent) == "12.5"
    assert str(Cell({}, 9, 160).percent) == "5.6"
    assert grouped(1234567) == "1.234.567"
    assert grouped(1234567, "en") == "1,234,567"
