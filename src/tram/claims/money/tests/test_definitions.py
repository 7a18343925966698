"""The settings and worked examples of money as data: read, dated, and caught when wrong."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

import pytest

from tram.claims.money import bed_rate, exam_rate, rules_on
from tram.claims.money.check import check_money
from tram.claims.money.settings import rules_of, with_settings
from tram.engines.definitions import DefinitionError
from tram.kernel.definitions import ROOT

NAMES = ("money", "base_salary", "levels", "routes")


@pytest.fixture
def folder(tmp_path):
    """The room's definitions of money, to be spoilt."""
    (tmp_path / "claims").mkdir()
    for name in NAMES:
        for file in (ROOT / "claims").glob(f"{name}.*"):
            shutil.copy(file, tmp_path / "claims" / file.name)
    return tmp_path


def spoil(folder, name, old, new):
    path = folder / "claims" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_worked_example_comes_out_as_told():
    assert check_money(ROOT) == []


def test_a_folder_without_rules_of_money_has_nothing_wrong(tmp_path):
    assert check_money(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("money.toml", "expected = { bv = 72000,", "expected = { bv = 72001,", "được bv = 72000"),
        ("money.toml", 'value = "rate"', 'value = "half"', "«half» không có"),
        ("money.toml", "from = 2017-07-01", "from = 2025-07-01", "không có lựa chọn"),
        ("money.toml", "small_share = 15", "small_part = 15", "small_share"),
        ("money.toml", "digit =", "card =", "tên lạ"),
        ("base_salary.csv", "2026-07-01,,", "2026-06-01,,", "2 dòng, cần đúng một"),
        ("levels.csv", "4,2015-01-01,,80", "4,2015-01-01,,70", "được percent"),
    ],
)
def test_a_wrong_rule_is_told(folder, name, old, new, said):
    spoil(folder, name, old, new)
    assert said in "\n".join(finding.sentence for finding in check_money(folder))


@pytest.mark.parametrize(
    ("day", "service_bv", "aid", "salary"),
    [
        (date(2024, 6, 30), "plain", "kind", 1_800_000),
        (date(2024, 7, 1), "rate", "kind", 2_340_000),
        (date(2025, 1, 1), "rate", "order", 2_340_000),
        (date(2026, 7, 1), "rate", "order", 2_530_000),
    ],
)
def test_the_day_of_the_visit_chooses_the_rules(day, service_bv, aid, salary):
    rules = rules_on(day)
    assert (rules.service_bv, rules.aid, rules.base_salary) == (service_bv, aid, salary)


def test_thresholds_follow_the_base_salary():
    rules = rules_on(date(2026, 7, 1))
    assert (rules.small_total, rules.copaid_limit) == (Decimal(379_500), Decimal(15_180_000))


def test_rates_of_further_examinations_and_shared_beds():
    rules = rules_on(date(2026, 10, 1))
    assert [exam_rate(nth, rules) for nth in (1, 2, 4, 5, 6, 9)] == [100, 30, 30, 10, 0, 0]
    assert [bed_rate(sharing, rules) for sharing in (1, 2, 3, 5)] == [100, 50, 33, 33]


def test_a_day_before_any_rule_is_refused():
    paths = [ROOT / "claims" / f"{name}.toml" for name in NAMES]
    with pytest.raises(DefinitionError, match=r"cần đúng một|không có lựa chọn"):
        rules_of(date(2010, 1, 1), *paths)


def test_a_choice_that_is_none_is_refused():
    with pytest.raises(DefinitionError, match="«never» không có"):
        with_settings(rules_on(date(2026, 10, 1)), {"aid": "never"})
