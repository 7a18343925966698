"""Money of a claim, whatever the lines: shares sum to the line, lines to the claim, nothing is ever negative."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tram.claims.money import (
    Amounts,
    LevelAsked,
    Line,
    MoneyError,
    Rules,
    Sources,
    claim_amounts,
    level_on,
    line_amounts,
    rules_on,
    why_line,
    why_totals,
)
from tram.claims.money.settings import CHOICES, with_settings

CENT = Decimal("0.01")
DAYS = (date(2018, 1, 1), date(2024, 6, 30), date(2024, 12, 31), date(2026, 6, 30), date(2026, 10, 1))
AIDED = ("patient", "facility", "arv")
PERCENT = st.one_of(st.sampled_from((0, 10, 30, 33, 50, 80, 95, 100)), st.integers(0, 100)).map(Decimal)
LEVEL = st.one_of(st.sampled_from(("32", "47.5", "80", "95", "100")).map(Decimal), PERCENT)


def thousandths(most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(0, most * 1000).map(lambda whole: Decimal(whole) / 1000)


@st.composite
def ruled(draw: st.DrawFn) -> Rules:
    """The rules of a day, or the same with every choice a definition may make."""
    rules = rules_on(draw(st.sampled_from(DAYS)))
    chosen = {name: draw(st.sampled_from(values)) for name, values in CHOICES.items()}
    return with_settings(rules, chosen) if draw(st.booleans()) else rules


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line as a station writes it, with or without other sources."""
    price = draw(thousandths(3_000_000))
    below = st.one_of(st.none(), st.just(price), st.integers(0, 1000).map(lambda part: price * part / 1000))
    return Line(
        table=draw(st.sampled_from(("XML2", "XML3"))),
        quantity=draw(thousandths(500)),
        price=price,
        price_bh=draw(below),
        level=draw(LEVEL),
        group=draw(st.sampled_from(("4", "10", "13"))),
        service_rate=draw(PERCENT),
        fund_rate=draw(PERCENT),
        aid=draw(st.sampled_from(("", *AIDED))),
        scope=draw(st.sampled_from(("1", "1", "2", "3"))),
        payer=draw(st.sampled_from(("1", "1", "1", "2", "3", "4"))),
        ceiling=draw(st.one_of(st.none(), thousandths(1_000_000))),
        pays=draw(st.sampled_from(("1", "2"))),
    )


@st.composite
def aided(draw: st.DrawFn) -> tuple[Line, Rules]:
    """A line and its rules, with other sources that pay no more than it costs."""
    line, rules = draw(lines()), draw(ruled())
    if line.payer != "1" or line.aid == "arv":
        return line, rules
    whole = line_amounts(replace(line, aid=""), rules).bv
    paid = draw(st.integers(0, int(whole * 100))) * CENT
    first = draw(st.integers(0, int(paid * 100))) * CENT
    return replace(line, sources=Sources(nsnn=first, cl=paid - first)), rules


def shares(found: Amounts) -> tuple[Decimal, ...]:
    return found.self_paid, found.copaid, found.fund, found.other


@given(aided())
def test_the_shares_and_other_sources_sum_to_the_line(case: tuple[Line, Rules]) -> None:
    found = line_amounts(*case)
    assert sum(shares(found)) == found.bv
    assert found.sources.total == found.other


@given(aided())
def test_no_amount_is_negative_and_each_has_two_decimals(case: tuple[Line, Rules]) -> None:
    found = line_amounts(*case)
    every = (found.bv, found.bh, *shares(found))
    assert min(every) >= 0
    assert all(amount == amount.quantize(CENT) for amount in every)


@given(aided())
def test_the_fund_never_pays_more_than_its_level_of_what_is_in_scope(case: tuple[Line, Rules]) -> None:
    line, rules = case
    found = line_amounts(line, with_settings(rules, {"drug_shares": "bh"}))
    assert found.bh <= found.bv
    assert found.fund <= found.bh * line.level / 100 + CENT / 2
    assert found.fund <= found.bh


@given(aided())
def test_outside_the_scope_or_paid_elsewhere_the_fund_pays_nothing(case: tuple[Line, Rules]) -> None:
    line, rules = case
    assume(line.scope == "2" or line.payer != "1" or line.fund_rate == 0 or line.level == 0)
    assert line_amounts(line, rules).fund == 0


@given(lines(), ruled())
def test_without_other_sources_the_words_of_the_decisions_hold(line: Line, rules: Rules) -> None:
    line = replace(line, aid="", payer="1")
    found = line_amounts(line, with_settings(rules, {"drug_shares": "bh"}))
    assert found.self_paid == found.bv - found.bh
    assert found.copaid == found.bh - found.fund
    assert found.other == 0


@given(lines(), st.sampled_from(DAYS[2:]))
def test_half_up_agrees_with_exact_fractions(line: Line, day: date) -> None:
    line = replace(line, aid="", payer="1", ceiling=None, scope="1")
    exact = Fraction(line.quantity) * Fraction(line.price)
    rate = Fraction(line.service_rate) / 100 if line.table == "XML3" else Fraction(1)
    price_bh = Fraction(line.price if line.price_bh is None else line.price_bh)
    scope = Fraction(line.quantity) * price_bh * rate * Fraction(line.fund_rate) / 100
    found = line_amounts(line, rules_on(day))
    assert Fraction(found.bv) == half_up(exact * rate)
    assert Fraction(found.bh) == half_up(scope)
    assert Fraction(found.fund) == half_up(Fraction(found.bh) * Fraction(line.level) / 100)


def half_up(amount: Fraction) -> Fraction:
    return Fraction((amount * 200 + 1) // 2, 100)


@given(aided(), st.integers(1, 10_000))
def test_one_more_dong_of_help_never_raises_any_share(case: tuple[Line, Rules], more: int) -> None:
    line, rules = replace(case[0], payer="1", aid="" if case[0].aid == "arv" else case[0].aid), case[1]
    before = line_amounts(line, rules)
    richer = replace(line, sources=replace(line.sources, cl=line.sources.cl + more * CENT))
    assume(richer.sources.total <= line_amounts(replace(line, sources=Sources()), rules).bv)
    after = line_amounts(richer, rules)
    assert after.other == before.other + more * CENT
    assert all(late <= soon + CENT for late, soon in zip(shares(after)[:3], shares(before)[:3], strict=True))


@given(lines())
def test_from_2025_help_is_taken_off_in_order(line: Line) -> None:
    rules = rules_on(date(2026, 10, 1))
    line = replace(line, payer="1", aid="")
    whole = line_amounts(line, rules)
    half = (whole.bv / 2).quantize(CENT)
    found = line_amounts(replace(line, sources=Sources(vtnn=half)), rules)
    assert found.copaid == whole.copaid or found.self_paid == 0
    assert found.fund == whole.fund or (found.self_paid, found.copaid) == (0, 0)
    assert found.bh == whole.bh


@given(st.lists(aided(), max_size=6), ruled())
def test_the_claim_is_the_sum_of_its_lines(cases: list[tuple[Line, Rules]], rules: Rules) -> None:
    kept = [(line, line_amounts(line, own)) for line, own in cases]
    total = claim_amounts(
        [line for line, _ in kept], [found for _, found in kept], with_settings(rules, {"total_fund": "lines"})
    )
    assert total.bv == total.self_paid + total.copaid + total.fund + total.other
    assert total.bv == sum((found.bv for _, found in kept), Decimal(0))
    assert total.drugs == sum((found.bv for line, found in kept if line.table == "XML2"), Decimal(0))
    assert total.fund_by_service <= total.fund
    assert total.drugs + total.supplies <= total.bv
    assert min(total.self_paid, total.copaid, total.fund, total.other, total.bh) >= 0


@given(st.lists(lines(), max_size=6))
def test_without_other_sources_both_ways_of_the_claims_sum_agree(listed: list[Line]) -> None:
    rules = rules_on(date(2026, 10, 1))
    plain = [replace(line, payer="1", aid="") for line in listed]
    found = [line_amounts(line, rules) for line in plain]
    by_lines = claim_amounts(plain, found, with_settings(rules, {"total_fund": "lines"}))
    assert by_lines == claim_amounts(plain, found, with_settings(rules, {"total_fund": "formula"}))
    assert by_lines.fund <= by_lines.bh


@given(aided())
def test_every_amount_says_why(case: tuple[Line, Rules]) -> None:
    line, rules = case
    found = line_amounts(line, rules)
    told = {**why_line(line, found, rules), **why_totals(claim_amounts([line], [found], rules), rules)}
    assert all(why.sentence.endswith(" đ.") and why.source for why in told.values())
    assert {why.status for why in told.values()} <= {"official", "transcribed", "assumed"}


@st.composite
def asked(draw: st.DrawFn) -> LevelAsked:
    return LevelAsked(
        day=draw(st.dates(date(2018, 1, 1), date(2030, 12, 31))),
        digit=draw(st.sampled_from(("1", "2", "3", "4", "5"))),
        entitlement=draw(st.sampled_from(("1.1", "1.2", "1.3", "1.5", "1.13", "2", "3.1", "3.6", "7", "10"))),
        commune_station=draw(st.booleans()),
        total_in_scope=draw(st.one_of(st.none(), thousandths(1_000_000))),
        exempt=draw(st.booleans()),
        area=draw(st.sampled_from(("", "K1", "K2", "K3"))),
        five_years_reached=draw(st.booleans()),
        copaid_this_year=draw(thousandths(30_000_000)),
        inpatient=draw(st.booleans()),
        dispensed_for_above=draw(st.booleans()),
        transport=draw(st.booleans()),
    )


@given(asked())
def test_a_level_is_a_percent_of_four_signs_at_most(one: LevelAsked) -> None:
    level = level_on(one)
    assert 0 <= level.percent <= 100
    assert len(f"{level.percent:f}") <= 4
    assert level.why.sentence


@given(asked())
def test_at_a_commune_station_the_fund_pays_all_whatever_the_card(one: LevelAsked) -> None:
    here = replace(one, commune_station=True, dispensed_for_above=False, transport=False)
    assert level_on(here).percent == 100


@given(asked(), st.sampled_from(("exempt", "five", "small")))
def test_what_frees_from_co_payment_never_lowers_the_level(one: LevelAsked, how: str) -> None:
    freed = {
        "exempt": replace(one, exempt=True),
        "five": replace(one, five_years_reached=True, copaid_this_year=Decimal(99_000_000)),
        "small": replace(one, total_in_scope=Decimal(1000)),
    }[how]
    assert level_on(freed).percent >= level_on(one).percent


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"quantity": Decimal(-1)}, "SO_LUONG"),
        ({"price": Decimal("NaN")}, "DON_GIA_BV"),
        ({"price_bh": Decimal(20)}, "DON_GIA_BH"),
        ({"level": Decimal(101)}, "MUC_HUONG"),
        ({"table": "XML4"}, "XML2"),
        ({"aid": "bank"}, "hỗ trợ"),
        ({"sources": Sources(cl=Decimal(11))}, "T_NGUONKHAC"),
        ({"payer": "7"}, "Nguồn chi trả"),
        ({"price": Decimal(10) ** 13, "quantity": Decimal(2)}, "nghìn tỷ"),
    ],
)
def test_a_line_that_cannot_be_is_refused_in_words(changed: dict[str, object], word: str) -> None:
    line = replace(Line("XML3", Decimal(1), Decimal(10), Decimal(80)), **changed)
    with pytest.raises(MoneyError, match=word):
        line_amounts(line, rules_on(date(2026, 10, 1)))


@pytest.mark.parametrize("changed", [{"digit": "9"}, {"entitlement": "5.5", "commune_station": False}])
def test_a_card_or_a_way_of_coming_that_is_in_no_list_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(MoneyError, match="không có"):
        level_on(replace(LevelAsked(date(2026, 10, 1), "4"), **changed))
