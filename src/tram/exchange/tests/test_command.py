"""``tram import fhir`` as a person and a program use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tram.exchange.commands import fhir, fhir_arguments
from tram.exchange.tests import world
from tram.exchange.tests.world import bundle, network, record, write
from tram.kernel.refusals import Refusal
from tram.places.api import load_reference

pytestmark = pytest.mark.django_db


def run(*words: object) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    fhir_arguments(parser)
    return fhir(parser.parse_args([str(word) for word in words]))


def test_json_says_what_became_of_each_type_and_a_second_run_says_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.json.gz", bundle(network() + record()))
    assert run(tmp_path, "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert first["total"] == {"read": 14, "new_used": 12, "new_kept": 2, "changed": 0, "same": 0, "refused": 0}
    assert first["types"]["Patient"]["new_used"] == 1
    assert run(tmp_path, "--json") == 0
    assert json.loads(capsys.readouterr().out)["total"]["same"] == 14


def test_people_read_a_table_with_a_total(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "a.json", bundle(record()))
    run(tmp_path)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["loại", "đọc"]
    [total] = [line.split() for line in lines if line.startswith("TỔNG")]
    assert total == ["TỔNG", "10", "8", "2", "0", "0", "0"]


def test_something_refused_answers_3_and_a_file_lists_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "a.json", bundle([world.patient(gender="nữ")]))
    errors = tmp_path / "errors.csv"
    assert run(tmp_path / "a.json", "--errors", errors) == 3
    assert "TỪ CHỐI a.json, entry[0], Patient, gender" in capsys.readouterr().out
    assert "a.json,entry[0],Patient,gender,giá trị không thuộc danh mục cho phép" in errors.read_text("utf-8-sig")


def test_nothing_to_read_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as no:
        run(tmp_path / "khong-co")
    assert no.value.code == "exchange.nothing_read"
    with pytest.raises(Refusal):
        run()


def test_the_commune_must_be_in_force(tmp_path: Path) -> None:
    load_reference(frozenset({"12"}))
    write(tmp_path / "a.json", world.patient())
    with pytest.raises(Refusal) as no:
        run(tmp_path, "--commune", "99999")
    assert no.value.code == "exchange.commune_unknown"
    assert run(tmp_path, "--commune", world.HERE) == 0
