"""``tram import residents``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from tram.kernel.refusals import Refusal
from tram.people.commands import residents, residents_arguments
from tram.people.models import Person
from tram.people.residents_file.reading import read_sheet
from tram.people.tests.support import HERE, village
from tram.people.tests.test_residents_file import HEAD, LAN, csv_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    residents_arguments(parser)
    return residents(parser.parse_args(words))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    village("Bản Hon")
    path = tmp_path / "dan.csv"
    path.write_bytes(csv_of([HEAD, LAN, (*LAN[:3], "x", *LAN[4:])]))
    return path


def test_a_file_is_imported_and_what_was_refused_is_listed(file: Path, tmp_path: Path, capsys) -> None:
    errors = tmp_path / "loi.xlsx"
    assert run(str(file), "--commune", HERE, "--json", "--errors", str(errors)) == 3
    answer = json.loads(capsys.readouterr().out)
    assert {key: answer[key] for key in ("total", "new", "changed", "same", "refused")} == {
        "total": 2, "new": 1, "changed": 0, "same": 0, "refused": 1,
    }  # fmt: skip
    assert answer["faults"] == [
        {"file": "dan.csv", "row": 3, "field": "Số căn cước", "reason": "Số căn cước công dân phải đủ 12 chữ số."}
    ]
    assert read_sheet(errors.read_bytes()).rows[0][1][-2] == "3"
    assert run(str(file), "--commune", HERE) == 3
    assert "1 như cũ" in capsys.readouterr().out


def test_odd_columns_are_named_in_a_mapping(tmp_path: Path) -> None:
    file, mapping = tmp_path / "a.csv", tmp_path / "m.json"
    file.write_bytes(csv_of([("A", "B"), ("Lò Thị Lan", "1956")]))
    with pytest.raises(Refusal, match="--mapping"):
        run(str(file), "--commune", HERE)
    mapping.write_text(json.dumps({"full_name": "A", "birth": 2}))
    assert run(str(file), "--commune", HERE, "--mapping", str(mapping)) == 0
    assert Person.objects.get().full_name == "Lò Thị Lan"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("x.csv", "--commune", "99999"), "import.commune"),
        (("không-có.csv", "--commune", HERE), "import.unreadable"),
        (("--commune", HERE), "import.no_file"),
    ],
)
def test_what_cannot_be_done_is_said(words: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        run(*words)
    assert refusal.value.code == code


def test_the_template_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    assert run("--template", str(path), "--commune", HERE) == 0
    assert path.read_bytes()[:2] == b"PK"
