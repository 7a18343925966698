"""What destinations ask for: their examples come out, a wrong file is named, a code names its disease."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tram.engines.check_all import check_all
from tram.kernel.definitions import ROOT
from tram.sync.outbox.destinations import check_room, lines
from tram.sync.rules.destinations import named

LIST = lines("notifiable", date(2026, 11, 22))


def test_every_example_in_the_definitions_comes_out():
    assert check_room(ROOT) == []
    assert [one for one in check_all(ROOT) if one.file.startswith("sync/")] == []


@pytest.mark.parametrize(
    ("file", "said", "other"),
    [
        ("to-surveillance.toml", "due = 2026-11-02T10", "due = 2026-11-02T11"),
        ("to-surveillance.toml", "hours = 24", "hours = 0"),
        ("to-surveillance.toml", 'adapter = "http"', 'adapter = "pigeon"'),
    ],
)
def test_a_wrong_definition_is_named(tmp_path: Path, file: str, said: str, other: str):
    shutil.copytree(ROOT / "sync", tmp_path / "sync")
    path = tmp_path / "sync" / file
    path.write_text(path.read_text(encoding="utf-8").replace(said, other), encoding="utf-8")
    assert check_room(tmp_path)


@pytest.mark.parametrize(
    ("code", "disease"),
    [
        ("B05", "Sởi"),
        ("B05.9", "Sởi"),
        ("A34", "Uốn ván"),
        ("A98.4", "Ebola"),
        ("A83.0", "Viêm não Nhật Bản"),
        ("A83.1", "Viêm não vi rút"),
        ("B050", None),
        ("I10", None),
        ("", None),
    ],
)
def test_a_code_names_its_disease(code: str, disease: str | None):
    line = named(LIST, code)
    assert (line["name_vi"] if line else None) == disease
