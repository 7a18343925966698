"""The definitions of places: heads, examples, and that they agree with each other and with the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tram.engines.definitions import read_head
from tram.kernel.definitions import ROOT, load_csv, load_toml
from tram.places.models import FacilityKind
from tram.places.rules import carry_over

NAMES = sorted(path.stem for path in Path(ROOT / "places").glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_has_its_head_and_an_example(name: str) -> None:
    body = load_toml("places", name)
    assert read_head(body, name).id == f"places.{name}"
    assert body["examples"]


@pytest.mark.parametrize("name", [name for name in NAMES if "file" in load_toml("places", name)])
def test_the_examples_of_a_list_are_in_it(name: str) -> None:
    body = load_toml("places", name)
    assert body["file"] == f"{name}.csv"
    for example in (one for one in body["examples"] if "where" in one):
        rows = [row for row in load_csv("places", name) if example["where"].items() <= row.items()]
        assert [example["expected"].items() <= row.items() for row in rows] == [True]


def test_the_examples_of_the_sharing_rule_hold() -> None:
    for example in load_toml("places", "baseline_sharing")["examples"]:
        counts = {example["old_code"]: example["number"]}
        numbers, assumed, unmapped = carry_over(counts, {example["old_code"]: example["new_codes"]})
        assert (numbers, assumed, unmapped) == (example["expected"], frozenset(example["new_codes"]), ())


def test_the_lists_are_whole() -> None:
    sizes = {name: len(load_csv("places", name)) for name in ("provinces", "communes", "commune_succession")}
    assert sizes == {"provinces": 34, "communes": 3321, "commune_succession": 10602}
    assert len(load_csv("places", "provinces_until_2025_06")) == 63


def test_every_old_commune_goes_to_one_in_force_and_every_new_one_comes_from_somewhere() -> None:
    succession = load_csv("places", "commune_succession")
    in_force = {row["code"] for row in load_csv("places", "communes")}
    assert {row["new_code"] for row in succession} == in_force
    assert {row["old_code"] for row in succession} == {
        row["code"] for row in load_csv("places", "communes_until_2025_06")
    }


def test_the_kinds_of_facility_are_those_of_the_code() -> None:
    rows = load_csv("places", "facility_kinds")
    assert [(row["code"], row["name_vi"]) for row in rows] == [(kind.value, str(kind.label)) for kind in FacilityKind]
    assert {leader for row in rows for leader in row["led_by"].split()} <= set(FacilityKind.values)
