"""A draft is the file and the file is the draft: nothing is lost on the way, and what cannot be read is said."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tram.authoring.reads.catalogue import shared_splits
from tram.authoring.rules.draft import body_of, draft_of, lacking
from tram.authoring.rules.toml import next_text, written
from tram.authoring.tests.drafts import ADULTS
from tram.engines.check_all import is_indicator
from tram.engines.query import load_indicator
from tram.kernel.definitions import ROOT

FILES = sorted(ROOT.rglob("*.toml"))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


INDICATORS = [path for path in sorted((ROOT / "reports").glob("*.toml")) if is_indicator(read(path))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_reads_back_as_it_was(path: Path) -> None:
    body = read(path)
    assert tomllib.loads(written(body), parse_float=Decimal) == body


@pytest.mark.parametrize("path", INDICATORS, ids=lambda path: path.stem)
def test_every_shipped_indicator_goes_through_the_form_unchanged(path: Path) -> None:
    body = read(path)
    again, faults = body_of(draft_of(body), body, body["version"])
    assert faults == ()
    said, told = again.pop("reading"), body.pop("reading", {})
    assert again == {"periods": ["day"], "kind": "share", "direction": "up", **body}
    assert {**said, **told} == said
    assert set(said) - set(told) <= {"noun_vi", "noun_en"}


def test_a_draft_makes_a_file_that_loads() -> None:
    body, faults = body_of(ADULTS, {}, 1)
    assert faults == ()
    found = load_indicator(tomllib.loads(written(body)), splits=shared_splits())
    assert found.target == 80
    assert found.head.effective_from == date(2026, 1, 1)
    assert found.denominator.condition == ADULTS.denominator


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("effective_from", "31/02/2026", "không đọc được"),
        ("target", "tám mươi", "không phải số"),
        ("id", "Khám Thai", "chữ thường không dấu"),
        ("examples", "[[examples]\n", "không phải TOML"),
        ("examples", 'version = 3\n[[examples]]\ntitle_vi = "x"', "phần lạ «version»"),
        ("place", "1,5", "không phải số nguyên"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(field: str, text: str, sentence: str) -> None:
    _body, faults = body_of(replace(ADULTS, **{field: text}), {}, 1)  # type: ignore[arg-type]
    assert [fault.field for fault in faults] == [field]
    assert sentence in faults[0].sentence
    assert faults[0].hint


def test_decimals_are_written_exactly() -> None:
    body, _faults = body_of(replace(ADULTS, target="62,5"), {}, 1)
    assert tomllib.loads(written(body), parse_float=Decimal)["target"] == Decimal("62.5")


def test_what_a_definition_must_say_is_asked_for() -> None:
    assert [fault.field for fault in lacking(replace(ADULTS, title_en="", examples=""))] == ["title_en", "examples"]
    assert lacking(ADULTS) == ()


def test_the_next_version_of_a_text_keeps_its_comments() -> None:
    text = '# Vì sao\nid = "x" # mã\nversion = 1\neffective_from = 2025-01-01\neffective_to = 2026-12-31\n'
    again = next_text(text, 2, date(2027, 1, 1))
    assert "# Vì sao" in again
    assert "# mã" in again
    assert tomllib.loads(again) == {"id": "x", "version": 2, "effective_from": date(2027, 1, 1)}


def test_parts_the_form_does_not_show_stay() -> None:
    base = {"splits": {"own": {"title_vi": "a", "title_en": "b", "value": "sex"}}, "reading": {"entered_by_hand": True}}
    body, _faults = body_of(ADULTS, base, 2)
    assert body["splits"] == base["splits"]
    assert body["reading"]["entered_by_hand"] is True
