"""Every indicator that ships: it fits the published tables, and its examples give what was worked out by hand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tram.engines.definitions.toml import read_toml
from tram.engines.query import (
    Compiled,
    CompiledRatio,
    Example,
    Split,
    compile_indicator,
    compile_ratio,
    load_splits,
    run_examples,
)
from tram.engines.query.dialects import DIALECTS
from tram.kernel import definitions
from tram.kernel.definitions import load_csv
from tram.kernel.refusals import Refusal
from tram.reports import catalogue
from tram.reports.catalogue import Indicator, every_indicator, indicator, indicators
from tram.reports.checks import definitions_are_whole
from tram.reports.sources import tables

DAY = date(2026, 10, 31)
SIX = ["ct25-insured", "ct25-insured-care", "ct25-managed", "ct25-high-risk", "ct25-doctors", "ct25-village-workers"]


OTHERS = {one.id: one.definition for one in every_indicator()}


@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: one.id)
def test_the_examples_of_every_indicator_give_the_numbers_worked_by_hand(one: Indicator) -> None:
    assert one.definition.examples
    assert run_examples(one.definition, tables(), OTHERS) == []


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: one.id)
def test_every_indicator_compiles_for_every_engine_with_every_split(one: Indicator, dialect: str) -> None:
    compiled: Compiled | CompiledRatio
    if one.definition.ratio is not None:
        compiled = compile_ratio(one.definition, OTHERS, tables(), dialect, by=one.split_ids())
    else:
        compiled = compile_indicator(one.definition, tables(), dialect, by=one.split_ids())
    assert compiled.sentence_vi


@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: one.id)
def test_every_indicator_has_an_example_whose_answer_leaves_rows_out(one: Indicator) -> None:
    """An example in which every row counts protects nothing: someone must be just outside."""
    assert any(_rows_of_the_population(one, example) > example.numerator for example in one.definition.examples)


def _rows_of_the_population(one: Indicator, example: Example) -> int:
    ratio = one.definition.ratio
    counted = OTHERS[ratio.over] if ratio else one.definition
    below = len(example.rows.get(OTHERS[ratio.under].population.table, ())) - (example.denominator or 0) if ratio else 0
    return len(example.rows.get(counted.population.table, ())) + max(below, 0)


@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: one.id)
def test_every_indicator_says_when_it_is_asked_and_where_it_is_shown(one: Indicator) -> None:
    body = read_toml(_file_of(one))[0]
    assert body["periods"]
    assert body["reading"]["group"] in catalogue.GROUPS
    assert "commune" in one.split_ids()


def _file_of(one: Indicator) -> Path:
    return next(path for path in catalogue.indicator_files() if one.digest == catalogue.read_indicator(path).digest)


def test_no_two_indicators_share_a_place_in_the_order() -> None:
    places = [(one.order, one.id) for one in indicators(DAY)]
    assert len({order for order, _id in places}) == len(places)


def test_the_targets_of_the_directive_are_all_there_in_its_order() -> None:
    directive = [one for one in indicators(DAY) if one.group == "directive"]
    assert [one.id for one in directive] == SIX
    assert [one.definition.target for one in directive] == [95, 95, 95, 100, 100, 100]
    assert all(one.is_state for one in directive)


def test_what_nobody_has_read_in_the_law_is_marked_as_assumed() -> None:
    directive = {one.id for one in indicators(DAY) if one.group == "directive" and one.definition.head.assumed}
    assert directive == {"ct25-insured-care", "ct25-managed", "ct25-high-risk"}
    assert not [one.id for one in every_indicator() if one.definition.head.status == "official"]


def test_an_assumed_number_says_in_both_languages_what_is_assumed() -> None:
    for one in every_indicator():
        if one.definition.head.assumed:
            assert re.search("[Gg]iả định", one.note_vi), one.id
            assert "ssumed" in one.note_en, one.id


def test_numbers_entered_by_an_administrator_say_so() -> None:
    assert {one.id for one in indicators(DAY) if one.by_hand} == {"ct25-doctors", "ct25-village-workers"}
    assert all("quản trị nhập" in one.note_vi for one in indicators(DAY) if one.by_hand)


@pytest.mark.parametrize(
    "split", load_splits(catalogue.FOLDER / catalogue.SPLITS_FILE).values(), ids=lambda one: one.id
)
def test_the_words_of_a_split_are_the_same_keys_in_both_languages(split: Split) -> None:
    assert split.title_vi
    assert split.title_en
    assert split.words_vi.keys() == split.words_en.keys()
    if split.code_list:
        room, name = split.code_list.split(".")
        assert load_csv(room, name)


def test_the_day_of_the_number_chooses_the_definition() -> None:
    with pytest.raises(Refusal) as refusal:
        indicator("ct25-insured", date(2023, 10, 24))
    assert refusal.value.code == "indicator.unknown"
    assert indicator("ct25-insured", date(2023, 10, 25)).definition.head.version == 1


def test_every_indicator_speaks_both_languages() -> None:
    for one in every_indicator():
        part = one.definition
        words = (one.short_vi, one.short_en, one.note_vi, one.note_en, one.noun_vi, one.noun_en)
        parts = () if part.ratio else (part.population, part.numerator)
        assert all(words), one.id
        assert all(half for whole in parts for half in (whole.words_vi, whole.words_en)), one.id


def test_the_start_up_check_is_silent_about_what_ships() -> None:
    assert definitions_are_whole() == []


def test_the_start_up_check_names_a_definition_that_cannot_be_used_and_days_claimed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (catalogue.FOLDER / "ct25-insured.toml").read_text(encoding="utf-8")
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.toml").write_text(whole, encoding="utf-8")
    (folder / "b.toml").write_text(whole, encoding="utf-8")
    (folder / "c.toml").write_text(whole.replace("people.covers", "people.cards"), encoding="utf-8")
    monkeypatch.setattr(definitions, "ROOT", tmp_path)
    found = definitions_are_whole()
    assert [message.id for message in found] == ["reports.E001", "reports.E002"]
    assert "people.cards" in found[0].msg
