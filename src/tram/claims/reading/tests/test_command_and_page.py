"""Claims of an old system come in by command and by page: archives and folders, counts, reasons."""

from __future__ import annotations

import argparse
import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tram.claims.commands.importing import NOTHING, REFUSED, add_arguments, run
from tram.claims.reading import read_claims, read_uploads
from tram.claims.reading.tests.conftest import AT, HERE, claim, together
from tram.encounters.models import Visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account

pytestmark = pytest.mark.django_db
SECRET = "Bản Hon mùa lúa chín 2026"  # pragma: allowlist secret


def packed(**files: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"2026/{name}.xml", data)
    return whole.getvalue()


def command(*words: object) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(word) for word in words]))


def test_an_archive_of_a_year_is_read(station, tmp_path, capsys):
    (tmp_path / "2026.zip").write_bytes(packed(a=claim("A"), b=claim("B"), c=claim("C")))
    assert command(tmp_path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["read"], told["new"], told["people_new"]) == (3, 3, 3, 1)
    assert told["drugs"] == 3


def test_what_is_returned_is_listed_with_its_place(station, tmp_path, capsys):
    (tmp_path / "one.xml").write_bytes(together(claim("A", HO_TEN=""), claim("B")))
    assert command(tmp_path / "one.xml", "--errors", tmp_path / "errors.csv") == REFUSED
    out = capsys.readouterr().out
    assert "1 trả lại" in out
    assert "one.xml, A, XML1 dòng 1 HO_TEN" in out
    with (tmp_path / "errors.csv").open(encoding="utf-8-sig") as file:
        assert [row["MA_LK"] for row in csv.DictReader(file)] == ["A"]


def test_nothing_to_read_is_told(station, tmp_path, capsys):
    assert command(tmp_path / "nowhere") == NOTHING
    assert "Không có tệp này" in capsys.readouterr().out


def test_an_errors_file_that_cannot_be_written_is_told(station, tmp_path):
    (tmp_path / "one.xml").write_bytes(claim())
    with pytest.raises(Refusal, match="Không ghi được tệp"):
        command(tmp_path / "one.xml", "--errors", tmp_path / "no" / "errors.csv")


def test_an_archive_inside_an_archive_is_told(station, tmp_path):
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("a.xml", claim())
        archive.writestr("inner.zip", packed(b=claim("B")))
    report = read_claims(by=SYSTEM, at=AT, paths=[tmp_path])
    assert (report.new, report.files_refused, report.faults[0].file) == (1, 1, "both.zip: inner.zip")


def test_a_damaged_archive_is_told_and_a_bomb_is_not_unpacked(station, tmp_path):
    whole = packed(a=claim())
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "bomb.zip").write_bytes(packed(a=claim()[:-40] + b" " * (64 << 20)))
    report = read_claims(by=SYSTEM, at=AT, paths=[tmp_path])
    assert (report.new, report.files_refused) == (0, 2) or report.files_refused == 2
    assert any("bom nén" in one.sentence for one in report.faults)


def test_who_may_not_import_is_refused(station, tmp_path):
    oanh = Actor(id=uuid7(), name="Oanh", roles=frozenset({Role.CENTRE}), communes=None)
    with pytest.raises(Refusal) as refused:
        read_claims(by=oanh, at=AT, paths=[tmp_path])
    assert refused.value.code == "access.role"


def test_a_nurse_of_the_next_station_reads_nothing_here(station, tmp_path):
    tuan = Actor(id=uuid7(), name="Tuấn", roles=frozenset({Role.NURSE}), communes=frozenset({"03390"}), commune="03390")
    (tmp_path / "one.xml").write_bytes(claim())
    report = read_claims(by=tuan, at=AT, paths=[tmp_path])
    assert (report.refused, report.faults[0].field) == (1, "MA_CSKCB")
    assert Visit.objects.count() == 0


@pytest.fixture
def enter(station, monkeypatch):
    """A client signed in with a role of the station."""
    monkeypatch.setattr("tram.web.middleware.now", lambda: AT)

    def as_(role: str) -> Client:
        account = open_account(by=SYSTEM, at=AT, username=role, name="Hạnh", password=SECRET, must_change=False)
        grant_role(by=SYSTEM, at=AT, account=account.id, role=role, day=date(2025, 7, 1), commune=HERE)
        client = Client()
        client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
        return client

    return as_


def test_the_page_reads_files_and_shows_what_came_back(enter):
    hanh, address = enter("nurse"), reverse("claims:import")
    assert "Chọn tệp" in hanh.get(address).content.decode()
    sent = SimpleUploadedFile("a.xml", together(claim("A"), claim("B", HO_TEN="")))
    page = hanh.post(address, {"uploads": [sent]}).content.decode()
    assert all(words in page for words in ("Trả lại và ghi chú", "HO_TEN", "1 người mới"))
    assert Visit.objects.count() == 1


def test_the_page_says_beside_the_field_what_is_wrong(enter):
    answer = enter("nurse").post(reverse("claims:import"), {"uploads": [SimpleUploadedFile("a.pdf", b"%PDF")]})
    assert answer.status_code == 422
    assert "không phải .xml hay .zip" in answer.content.decode()


def test_the_page_is_closed_to_who_may_not_import(enter):
    assert enter("village_health_worker").get(reverse("claims:import")).status_code == 403


@pytest.mark.parametrize(("name", "word"), [("a.pdf", "không phải .xml"), ("", "không phải .xml")])
def test_other_files_are_refused_beside_the_field(hanh, name, word):
    with pytest.raises(Refusal, match=word) as refused:
        read_uploads(by=hanh, at=AT, files=[SimpleUploadedFile(name or "x", b"1")])
    assert refused.value.details["field"] == "uploads"


def test_no_file_is_refused(hanh):
    with pytest.raises(Refusal, match="ít nhất một tệp"):
        read_uploads(by=hanh, at=AT, files=[])


def test_too_much_at_once_is_refused(hanh, monkeypatch):
    monkeypatch.setattr("tram.claims.reading.uploads.LARGEST", 1 << 20)
    with pytest.raises(Refusal, match="lớn hơn"):
        read_uploads(by=hanh, at=AT, files=[SimpleUploadedFile("a.xml", b"x" * (2 << 20))])
