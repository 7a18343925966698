"""The room's code lists: each says where it comes from and how sure it is, and its examples hold."""

from __future__ import annotations

import pytest

from tram.engines.definitions.head import read_head
from tram.kernel.definitions import ROOT, load_csv, load_toml
from tram.people.rules.codes import ethnicity_code, occupation_code

NAMES = sorted(path.stem for path in (ROOT / "people").glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_list_has_a_head_and_its_examples_hold(name: str) -> None:
    definition = load_toml("people", name)
    assert read_head(definition).id == f"people.{name}"
    rows = load_csv("people", name)
    for example in definition["examples"]:
        fits = [row for row in rows if example["where"].items() <= row.items()]
        assert [example["expected"].items() <= row.items() for row in fits] == [True], example["title_vi"]


@pytest.mark.parametrize("name", NAMES)
def test_no_code_stands_twice(name: str) -> None:
    codes = [row["code"] for row in load_csv("people", name)]
    assert len(codes) == len(set(codes)) > 0


def test_every_name_and_synonym_of_a_list_is_understood() -> None:
    for row in load_csv("people", "ethnic_groups"):
        assert ethnicity_code(row["name"]) == ethnicity_code(row["code"]) == row["code"]
    for row in load_csv("people", "occupations"):
        assert {occupation_code(word) for word in (row["code"], row["name"], *row["synonyms"].split(";"))} == {
            row["code"]
        }
