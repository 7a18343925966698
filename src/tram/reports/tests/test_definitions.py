"""Every indicator that ships: it fits the published tables, and its examples give what was worked out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tram.engines.query import run_examples
from tram.engines.query.dialects import DIALECTS
from tram.kernel import definitions
from tram.kernel.refusals import Refusal
from tram.reports import catalogue
from tram.reports.catalogue import Indicator, every_indicator, indicator, indicators
from tram.reports.checks import definitions_are_whole
from tram.reports.sources import tables

DAY = date(2026, 10, 31)
SIX = ["ct25-insured", "ct25-insured-care", "ct25-managed", "ct25-high-risk", "ct25-doctors", "ct25-village-workers"]


@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: one.id)
def test_the_examples_of_every_indicator_give_the_numbers_worked_by_hand(one: Indicator) -> None:
    assert one.definition.examples
    assert run_examples(one.definition, tables()) == []


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: one.id)
def test_every_indicator_compiles_for_every_engine_with_every_split(one: Indicator, dialect: str) -> None:
    from tram.engines.query import compile_indicator

    compiled = compile_indicator(one.definition, tables(), dialect, by=one.split_ids())
    assert compiled.sentence_vi


def test_the_targets_of_the_directive_are_all_there_in_its_order() -> None:
    assert [one.id for one in indicators(DAY)] == SIX
    targets = {one.id: one.definition.target for one in indicators(DAY)}
    assert [targets[name] for name in SIX] == [95, 95, 95, 100, 100, 100]


def test_what_nobody_has_read_in_the_law_is_marked_as_assumed() -> None:
    assumed = {one.id for one in indicators(DAY) if one.definition.head.assumed}
    assert assumed == {"ct25-insured-care", "ct25-managed", "ct25-high-risk"}


def test_numbers_entered_by_an_administrator_say_so() -> None:
    assert {one.id for one in indicators(DAY) if one.by_hand} == {"ct25-doctors", "ct25-village-workers"}
    assert all("quản trị nhập" in one.note_vi for one in indicators(DAY) if one.by_hand)


def test_the_day_of_the_number_chooses_the_definition() -> None:
    with pytest.raises(Refusal) as refusal:
        indicator("ct25-insured", date(2023, 10, 24))
    assert refusal.value.code == "indicator.unknown"
    assert indicator("ct25-insured", date(2023, 10, 25)).definition.head.version == 1


def test_every_indicator_speaks_both_languages() -> None:
    for one in every_indicator():
        part = one.definition
        words = (one.short_vi, one.short_en, one.note_vi, one.note_en, one.noun_vi, one.noun_en)
        parts = (part.population, part.numerator)
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
