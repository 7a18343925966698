"""Numbers of periods: when they end, what they leave out, several splits at once, drafts, gaps between groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tram.engines.definitions.toml import read_toml
from tram.kernel.actors import SYSTEM, Actor
from tram.kernel.periods import Period, month, parse_period, quarter
from tram.kernel.refusals import Refusal
from tram.people import api as people
from tram.reports import api
from tram.reports.catalogue import FOLDER
from tram.reports.reads import equity as gaps
from tram.reports.reads.equity import EquityRule
from tram.reports.reads.moment import Moment
from tram.reports.tests.world import AT, DAY, HERE, ON_DAY, SINCE, World, add_person, add_visit

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
OCTOBER, TODAY = month(2026, 10), date(2026, 11, 22)

VISITS: dict[str, Any] = {
    "id": "visits-test",
    "version": 1,
    "title_vi": "Lượt khám",
    "title_en": "Visits",
    "source": "thử",
    "status": "assumed",
    "effective_from": date(2020, 1, 1),
    "kind": "count",
    "periods": ["month", "quarter"],
    "by": ["payer", "kind_of_visit"],
    "population": {"table": "encounters.visits", "subject": "visit", "condition": "day >= :start and day <= :end"},
    "splits": {
        "payer": {"title_vi": "Nguồn trả", "title_en": "Payer", "value": "payer", "words_vi": {"bhyt": "BHYT"}},
        "kind_of_visit": {"title_vi": "Hình thức", "title_en": "Kind", "value": "kind"},
    },
    "examples": [{"at": date(2026, 10, 31), "expected": {"numerator": 0}, "rows": {}}],
}


@pytest.fixture
def visits() -> api.Indicator:
    """A flow that no file has: the visits of a month or quarter."""
    return api.read_indicator(VISITS, draft=True)


@pytest.mark.parametrize(
    ("period", "at"),
    [
        ("2026-10", date(2026, 10, 31)),
        ("2026-11", TODAY),
        ("2026", TODAY),
        ("2026-10-05", date(2026, 10, 5)),
        ("2027-01", date(2027, 1, 1)),
    ],
)
def test_a_running_period_is_told_up_to_today(period: str, at: date) -> None:
    assert Moment(parse_period(period), TODAY).at == at


def test_an_open_period_is_told_up_to_today() -> None:
    assert Moment(Period(date(2026, 1, 1)), TODAY).at == TODAY


def test_a_flow_counts_the_days_of_its_period_only(world: World, hanh: Actor, visits: api.Indicator) -> None:
    add_visit(world, "lan", "2026-09-30")
    add_visit(world, "lan", "2026-11-01")
    told = {
        name: api.indicator_value(hanh, visits, period=parse_period(name), today=TODAY).numerator
        for name in ("2026-09", "2026-10", "2026-11", "2026-Q4", "2026-10-05..2026-11-01")
    }
    assert told == {"2026-09": 1, "2026-10": 1, "2026-11": 1, "2026-Q4": 2, "2026-10-05..2026-11-01": 2}


def test_a_state_of_a_period_still_running_is_todays(world: World, hanh: Actor) -> None:
    add_visit(world, "lan", "2026-10-20")
    told = {
        day: api.indicator_value(hanh, "ct25-managed", period=OCTOBER, today=date(2026, 10, day)).numerator
        for day in (4, 6, 20)
    }
    assert told == {4: 0, 6: 1, 20: 2}


def test_a_flow_is_refused_for_a_kind_of_period_it_is_not_told_for(hanh: Actor, visits: api.Indicator) -> None:
    for period in (parse_period("2026"), Period(DAY, DAY)):
        with pytest.raises(Refusal) as refusal:
            api.indicator_value(hanh, visits, period=period, today=TODAY)
        assert refusal.value.code == "indicator.period"
        assert "tháng, quý" in refusal.value.sentence


def test_a_count_has_no_percent_and_nobody_missing(hanh: Actor, visits: api.Indicator) -> None:
    value = api.indicator_value(hanh, visits, period=OCTOBER, today=TODAY)
    assert (value.denominator, value.percent, value.missing, value.short_by) == (None, None, 0, None)
    assert value.figure == 1


def test_cells_are_divided_by_several_splits_at_once(world: World, hanh: Actor, visits: api.Indicator) -> None:
    add_visit(world, "lan", "2026-10-06", payer="bhyt", kind="HH")
    add_visit(world, "ba", "2026-10-07", payer="bhyt", kind="HH")
    cells = api.indicator_cells(hanh, visits, period=OCTOBER, today=TODAY, by=("payer", "kind_of_visit"))
    told = {(one.keys["payer"], one.keys["kind_of_visit"]): one.numerator for one in cells}
    assert told["bhyt", "HH"] == 2
    assert sum(told.values()) == 3
    assert {one.labels["payer"] for one in cells if one.keys["payer"] == "bhyt"} == {"BHYT"}


def test_a_cell_of_two_splits_opens_to_its_own_people(world: World, hanh: Actor) -> None:
    insured: dict[str, Any] = {"which": "ct25-insured", **ON_DAY}
    cells = api.indicator_cells(hanh, by=("sex", "village"), **insured)
    assert sum(one.denominator or 0 for one in cells) == 4
    for one in cells:
        listing = api.indicator_people(hanh, at=AT, cell=one.keys, side="all", **insured)
        assert (listing.whole, listing.counted, len(listing.rows)) == (one.denominator, one.numerator, one.denominator)


def test_several_keys_of_one_split_open_together(world: World, hanh: Actor, pan: Actor) -> None:
    asked: dict[str, Any] = {"which": "ct25-insured", "at": AT, "side": "all", **ON_DAY}
    both = api.indicator_people(hanh, cell={"age_group": ["0-4", "25-39"], "sex": "female"}, **asked)
    assert sorted(row.name for row in both.rows) == ["Giàng Thị Na", "Vàng Thị Mai"]
    mine, theirs = (str(village) for village in (world.villages[HERE][1], world.villages[HERE][0]))
    assert api.indicator_people(pan, cell={"village": [mine, theirs]}, **asked).whole == 2
    assert api.indicator_people(pan, cell={"village": theirs}, **asked).rows == ()


def test_lists_of_visits_lead_to_people_and_ask_who_may_see_them(
    world: World, hanh: Actor, ngoc: Actor, visits: api.Indicator
) -> None:
    asked: dict[str, Any] = {"which": visits, "at": AT, "period": OCTOBER, "today": TODAY, "side": "in"}
    assert [row.person for row in api.indicator_people(hanh, **asked).rows] == [world.people["mai"]]
    with pytest.raises(Refusal) as refusal:
        api.indicator_people(ngoc, **asked)
    assert refusal.value.status == 403


def test_a_household_is_listed_by_its_head(world: World, hanh: Actor) -> None:
    told: dict[str, Any] = {"by": SYSTEM, "at": AT}
    home, empty = (people.open_household(**told, commune=HERE, since=SINCE).id for _ in range(2))
    people.join_household(**told, household=home, person=world.people["ba"], relation="head", on=SINCE)
    listing = api.indicator_people(hanh, "households", at=AT, side="in", **ON_DAY)
    assert {(row.row, row.person, row.name) for row in listing.rows} == {
        (home, world.people["ba"], "Hộ Lý Văn Ba"), (empty, None, "Hộ chưa ghi chủ hộ"),
    }  # fmt: skip


def test_a_trend_goes_back_by_periods_of_the_same_length(world: World, hanh: Actor, visits: api.Indicator) -> None:
    add_visit(world, "lan", "2026-07-20")
    steps = api.trend(hanh, visits, period=quarter(2026, 4), today=TODAY, count=3)
    assert [(one.period, one.numerator) for one in steps] == [
        (quarter(2026, 2), 0), (quarter(2026, 3), 1), (quarter(2026, 4), 1),
    ]  # fmt: skip


def test_a_trend_of_a_state_tells_each_months_last_day(hanh: Actor) -> None:
    steps = api.trend(hanh, "ct25-managed", period=month(2026, 11), today=TODAY, count=3)
    assert [(one.at, one.numerator) for one in steps] == [
        (date(2026, 9, 30), 0), (DAY, 1), (TODAY, 1),
    ]  # fmt: skip


def test_a_trend_begins_with_the_first_time_the_record_knows_of(hanh: Actor, visits: api.Indicator) -> None:
    counts = api.trend(hanh, visits, period=OCTOBER, today=TODAY, count=24)
    assert (counts[0].period, counts[0].numerator, len(counts)) == (month(2025, 7), 0, 16)
    shares = api.trend(hanh, "ct25-insured", period=OCTOBER, today=TODAY, count=24)
    assert shares[0].period == month(2025, 7)


def test_villages_are_compared_as_communes_are(world: World, hanh: Actor) -> None:
    points = api.comparison(hanh, "ct25-insured", **ON_DAY, by="village")
    assert [(one.code, one.name, one.numerator, one.denominator) for one in points] == [
        (str(world.villages[HERE][0]), "Bản Bình Lư 1", 1, 2),
        (str(world.villages[HERE][1]), "Bản Bình Lư 2", 1, 2),
    ]


def test_divided_values_divide_those_that_can_be_and_tell_the_others_whole(hanh: Actor) -> None:
    told = {one.value.indicator.id: one for one in api.divided_values(hanh, **ON_DAY, by=("sex", "village"))}
    assert (told["ct25-doctors"].by, len(told["ct25-doctors"].cells)) == ((), 1)
    insured = told["ct25-insured"]
    assert sum(one.numerator for one in insured.cells) == insured.value.numerator == 2
    assert [one.value.indicator.id for one in api.divided_values(hanh, **ON_DAY, ids=["ct25-managed"])] == [
        "ct25-managed"
    ]


def test_a_ratio_sets_one_count_over_another_and_opens_to_those_above(
    world: World, hanh: Actor, visits: api.Indicator, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {**VISITS, "id": "people-test", "population": {"table": "people.residents"}, "by": ["sex"]}
    body |= {"splits": {"sex": {"title_vi": "Giới", "title_en": "Sex", "value": "sex"}}, "periods": ["day"]}
    parts = {"visits-test": visits, "people-test": api.read_indicator(body, draft=True)}
    monkeypatch.setattr("tram.reports.reads.cells.indicator", lambda wanted, _day: parts[wanted])
    told = {key: VISITS[key] for key in VISITS if key not in ("population", "by", "splits")}
    ratio = {"over": "visits-test", "under": "people-test", "per": 1000}
    example = [{"at": DAY, "expected": {"numerator": 0, "denominator": 0}, "rows": {}}]
    per_thousand = api.read_indicator({**told, "kind": "ratio", "ratio": ratio, "examples": example}, draft=True)
    value = api.indicator_value(hanh, per_thousand, period=OCTOBER, today=TODAY)
    assert (value.numerator, value.denominator, value.percent, value.figure) == (1, 4, None, Decimal(250))
    listing = api.indicator_people(hanh, per_thousand, at=AT, period=OCTOBER, today=TODAY, side="in")
    assert (listing.whole, [row.person for row in listing.rows]) == (1, [world.people["mai"]])
    assert api.explanation(hanh, value).sql.count("SELECT") >= 2


def test_the_gap_is_between_the_best_and_the_worst_group_that_are_large_enough(
    world: World, hanh: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "equity_rule", lambda _day: EquityRule(("ethnicity", "sex"), 1))
    first, second = api.equity(hanh, "ct25-insured", **ON_DAY)
    assert (first.split, first.best.key, first.worst.key, first.points) == ("ethnicity", "03", "24", Decimal(100))
    assert (second.split, second.best.key, second.worst.numerator) == ("sex", "female", 0)
    monkeypatch.setattr(gaps, "equity_rule", lambda _day: EquityRule(("ethnicity", "sex"), 2))
    assert api.equity(hanh, "ct25-insured", **ON_DAY) == ()
    assert api.equity(hanh, "ct25-doctors", **ON_DAY) == ()


def test_where_less_is_better_the_best_group_is_the_lowest(
    world: World, hanh: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "equity_rule", lambda _day: EquityRule(("sex",), 1))
    found = api.indicator("ct25-insured", DAY)
    less = replace(found, definition=replace(found.definition, direction="down"), draft=True)
    (gap,) = api.equity(hanh, less, **ON_DAY)
    assert (gap.best.key, gap.worst.key) == ("male", "female")


def test_the_shipped_rule_of_gaps_names_splits_that_exist() -> None:
    rule = gaps.equity_rule(DAY)
    assert set(rule.splits) <= read_toml(FOLDER / "splits.toml")[0]["splits"].keys()
    assert rule.least >= 5


def test_somebody_of_another_commune_moves_no_number_here(world: World, hanh: Actor) -> None:
    before = api.indicator_cells(hanh, "ct25-insured", **ON_DAY, by=("sex",))
    add_person(world, "more", "Lò Văn Thêm", "1980-01-01", commune="03424")
    assert api.indicator_cells(hanh, "ct25-insured", **ON_DAY, by=("sex",)) == before
