"""Files as they come: packed, cut, hostile, not FHIR; nothing above the limits is held."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tram.exchange import limits
from tram.exchange.models import Received
from tram.exchange.reading import files as reading
from tram.exchange.tests import world
from tram.exchange.tests.world import bundle, take, write
from tram.kernel.models import Fact

pytestmark = pytest.mark.django_db


def refusal(path: Path) -> str:
    report = take(path)
    assert report.anything_refused
    assert not Fact.objects.exists()
    return report.faults[0].reason


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b" " * 64 * limits.MEGABYTE, mtime=0))
    assert "bom nén" in refusal(path)


def test_a_bomb_among_lines_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.ndjson.gz"
    path.write_bytes(gzip.compress(b"\n" * 64 * limits.MEGABYTE, mtime=0))
    assert "bom nén" in refusal(path)


def test_a_file_above_the_limit_is_refused_with_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tram.exchange.reading.survey.LARGEST_FILE", 1000)
    assert "lớn hơn" in refusal(write(tmp_path / "big.json.gz", bundle(world.record())))


def test_a_line_above_the_limit_is_refused_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_LINE", 500)
    long = world.patient(name=[{"text": "Lan " * 300}])
    assert "dòng 2 dài hơn" in refusal(write(tmp_path / "long.ndjson", [world.allergy(), long]))


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("empty.json", b"", "không phải JSON"),
        ("cut.json", b'{"resourceType":"Pat', "không phải JSON, hoặc bị cắt cụt"),
        ("list.json", b"[]", "phải là một đối tượng JSON"),
        ("latin.json", '{"resourceType":"Patient","name":[{"text":"Lò"}]}'.encode("latin-1"), "UTF-8"),
        ("cut.json.gz", gzip.compress(b'{"resourceType":"Patient"}', mtime=0)[:-6], "cắt cụt"),
        ("entry.json", b'{"resourceType":"Bundle","type":"batch","entry":{}}', "phải là một danh sách"),
        ("type.json", b'{"resourceType":"Bundle","type":"subscription"}', "giá trị không thuộc danh mục"),
        ("answer.json", b'{"resourceType":"Bundle","type":"batch-response","entry":[]}', "loại gói này"),
        ("nothing.json", b'{"a":1}', "không phải loại tài nguyên"),
        ("number.json", b'{"resourceType":"Patient","x":1e999}', "số lớn quá mức"),
        ("deep.json", b'{"a":' * 5000 + b"1" + b"}" * 5000, "lồng quá sâu"),
        ("nul.json", b'{"resourceType":"Patient","name":[{"text":"a\\u0000b"}]}', "NUL"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    assert reason in refusal(write(tmp_path / name, raw) if not name.endswith(".gz") else _raw(tmp_path / name, raw))


def _raw(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def test_the_log_of_a_bulk_export_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "log.ndjson", [{"exportId": "1", "eventId": "kickoff", "eventDetail": {}}])
    write(tmp_path / "Patient.ndjson", [world.patient()])
    report = take(tmp_path)
    assert (report.skipped, report.total.read, report.anything_refused) == (["log.ndjson"], 1, False)


def test_a_bad_line_is_refused_by_its_number_and_the_others_stand(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson"
    write(path, [world.patient(), world.allergy()])
    path.write_bytes(path.read_bytes() + b'\n{"resourceType":"Pat\n')
    report = take(path)
    assert (report.total.new_used, report.total.refused) == (2, 1)
    assert report.faults[0].entry == "dòng 3"


def test_bundles_may_stand_in_the_lines_of_ndjson(tmp_path: Path) -> None:
    report = take(write(tmp_path / "x.ndjson", [bundle([world.patient()]), bundle([world.allergy()])]))
    assert report.total.new_used == 2


def test_a_document_bundle_is_taken_and_its_composition_kept(tmp_path: Path) -> None:
    composition = {
        "resourceType": "Composition", "id": "c", "status": "final", "type": {"text": "IPS"}, "title": "Tóm tắt",
        "date": "2026-10-05", "author": [{"display": "x"}], "subject": {"reference": f"urn:uuid:{world.PATIENT}"},
    }  # fmt: skip
    document = bundle([composition, world.patient(), world.allergy()], "document", timestamp="2026-10-05T00:00:00Z")
    report = take(write(tmp_path / "ips.json", document))
    assert (report.total.new_used, report.total.new_kept, report.total.refused) == (2, 1, 0)
    kept = Received.objects.get(resource_type="Composition")
    assert (kept.title, kept.person_id is not None) == ("Tóm tắt", True)


def test_deleting_by_file_is_refused(tmp_path: Path) -> None:
    deleting = bundle([world.patient()])
    deleting["entry"].append({"request": {"method": "DELETE", "url": "Patient/1"}})
    report = take(write(tmp_path / "x.json", deleting))
    assert (report.total.refused, report.faults[0].entry, report.faults[0].field) == (2, "entry[1]", "request.method")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    report = take(tmp_path / "khong-co.json")
    assert report.absent == [str(tmp_path / "khong-co.json")]
    assert report.anything_refused


def test_a_stopped_import_keeps_what_it_wrote_and_goes_on_next_time(tmp_path: Path) -> None:
    from tram.exchange.actions import import_fhir
    from tram.kernel.actors import SYSTEM

    write(tmp_path / "a.json", bundle([world.patient()]))
    write(tmp_path / "b.json", bundle([world.allergy()]))
    report = import_fhir(by=SYSTEM, at=world.AT, paths=[tmp_path], progress=lambda *_: False)
    assert (report.stopped, report.total.new_used) == (True, 1)
    assert take(tmp_path).total.new_used == 1
