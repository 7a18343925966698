"""The pages and the runs behind them, as somebody signed in sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from tram.exchange import runs
from tram.exchange.models import ImportRun, Received
from tram.exchange.pages import imports
from tram.exchange.reads.received import received_for
from tram.exchange.tests import world
from tram.exchange.tests.world import AT, HERE, NEXT_DOOR, bundle, network, record, somebody, take, write
from tram.kernel.actors import NOBODY, Actor, Role
from tram.kernel.models import Fact, ReadEntry
from tram.kernel.refusals import Refusal
from tram.people.models import Person
from tram.places.api import load_reference

pytestmark = pytest.mark.django_db
STARTED: list[UUID] = []


@pytest.fixture(autouse=True)
def law(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    load_reference(frozenset({"12"}))
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    monkeypatch.setattr(imports, "start_run", STARTED.append)
    yield
    STARTED.clear()


def ask(actor: Actor, name: str, *args: Any, post: dict[str, Any] | None = None, **query: str) -> HttpResponse:
    address = reverse(f"exchange:{name}", args=args)
    factory = RequestFactory()
    request = factory.get(address, query) if post is None else factory.post(address, post)
    request.actor, request.tram_at, request.session = actor, AT, {}  # type: ignore[attr-defined,assignment]
    found = resolve(address)
    response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return response


def text(response: HttpResponse) -> str:
    return response.content.decode()


def upload(
    content: world.Json, name: str = "lan.json", actor: Actor | None = None, commune: str = HERE
) -> HttpResponse:
    import json

    file = SimpleUploadedFile(name, json.dumps(content).encode())
    return ask(actor or somebody(), "import", post={"uploads": [file], "commune": commune})


def test_a_file_sent_is_imported_and_its_page_tells_what_became_of_it() -> None:
    answer = upload(bundle(network() + record()))
    [run] = STARTED
    assert (answer.status_code, answer["Location"]) == (302, reverse("exchange:run", args=[run]))
    assert "Chờ nhập" in text(ask(somebody(), "run", run))
    report = runs.go_on(by=somebody(), at=AT, run=run)
    assert report.total.new_used == 12
    page = text(ask(somebody(), "run", run))
    assert "Nhận hết, không có gì bị từ chối" in page
    assert "Tiêm chủng" in page
    assert "Đã xong" in text(ask(somebody(), "import"))
    assert Person.objects.get().commune == HERE


def test_uploaded_files_do_not_outlive_their_import(settings: Any) -> None:
    upload(bundle(record()))
    assert list((settings.HOME / "fhir").rglob("*lan.json"))
    runs.go_on(by=somebody(), at=AT, run=STARTED[0])
    assert not list((settings.HOME / "fhir").iterdir())
    with pytest.raises(Refusal, match="đã chạy rồi"):
        runs.go_on(by=somebody(), at=AT, run=STARTED[0])


def test_refusals_stand_on_the_page_and_in_a_file() -> None:
    upload(bundle([world.patient(gender="nữ")]))
    runs.go_on(by=somebody(), at=AT, run=STARTED[0])
    page = text(ask(somebody(), "run", STARTED[0]))
    assert "gender" in page
    assert "entry[0]" in page
    assert "giá trị không thuộc danh mục cho phép" in text(ask(somebody(), "faults", STARTED[0]))


def test_a_file_name_with_folders_stays_inside_its_own() -> None:
    upload(bundle(record()), name="..\\..\\x/../../lan.json")
    report = runs.go_on(by=somebody(), at=AT, run=STARTED[0])
    assert report.total.read == 10


@pytest.mark.parametrize(
    ("name", "commune", "words"),
    [("virus.exe", HERE, "không phải .json"), ("lan.json", "99999", "Mã xã không có"), ("", HERE, "Hãy chọn")],
)
def test_a_form_that_cannot_be_taken_says_why_beside_the_field(name: str, commune: str, words: str) -> None:
    post: dict[str, Any] = {"commune": commune}
    if name:
        post["uploads"] = [SimpleUploadedFile(name, b"{}")]
    answer = ask(somebody(), "import", post=post)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not STARTED


def test_only_who_may_import_and_only_into_their_own_commune() -> None:
    for actor in (NOBODY, somebody(Role.NURSE), somebody(Role.VILLAGE_HEALTH_WORKER)):
        with pytest.raises(Refusal) as no:
            ask(actor, "import")
        assert no.value.status == 403
    with pytest.raises(Refusal) as no:
        upload(bundle(record()), commune=next(iter({NEXT_DOOR} - {HERE})))
    assert no.value.status == 404


def test_a_run_of_somebody_else_does_not_exist() -> None:
    upload(bundle(record()))
    stranger = Actor(id=UUID(int=8), name="Tuấn", roles=frozenset({Role.STATION_HEAD}), communes=frozenset({HERE}))
    for name in ("run", "progress", "faults"):
        with pytest.raises(Refusal) as no:
            ask(stranger, name, STARTED[0])
        assert no.value.status == 404


def test_a_run_can_be_stopped_and_a_silent_one_is_called_broken() -> None:
    upload(bundle(record()))
    ask(somebody(), "stop", STARTED[0], post={})
    report = runs.go_on(by=somebody(), at=AT, run=STARTED[0])
    assert report.stopped
    assert "Phần đã ghi được giữ" in text(ask(somebody(), "run", STARTED[0]))
    upload(bundle(record()))
    ImportRun.objects.filter(pk=STARTED[1]).update(seen_at=AT - timedelta(hours=1), state="running")
    assert "Bị ngắt giữa chừng" in text(ask(somebody(), "progress", STARTED[1]))


def test_two_imports_at_once_are_one_too_many(tmp_path: Path) -> None:
    write(tmp_path / "a.json", bundle(record()))
    said = []

    def meanwhile(*_: int) -> bool:
        with pytest.raises(Refusal) as no:
            runs.run_import(by=somebody(), at=AT, paths=[tmp_path], commune=HERE)
        said.append((no.value.code, no.value.status))
        return True

    assert runs.run_import(by=somebody(), at=AT, paths=[tmp_path], progress=meanwhile).total.new_used == 8
    assert said == [("exchange.busy", 409)]


def test_what_a_killed_import_left_behind_is_swept_and_hinders_nobody(settings: Any, tmp_path: Path) -> None:
    upload(bundle(record()))
    ImportRun.objects.filter(pk=STARTED[0]).update(state="running")
    runs.run_import(by=somebody(), at=AT, paths=[write(tmp_path / "a.json", bundle(record()))])
    assert ImportRun.objects.get(pk=STARTED[0]).state == "broken"
    assert not list((settings.HOME / "fhir").iterdir())


def test_a_persons_page_lists_vaccinations_first_and_leaves_out_claims(tmp_path: Path) -> None:
    take(write(tmp_path / "a.json", bundle([*record(), world.immunization(id="b", occurrenceDateTime="2027-01-01")])))
    person = Person.objects.get().id
    found = received_for(somebody(), person)
    assert [(row.type_name, row.title) for row in found.rows] == [("Tiêm chủng", "Vắc xin đang thử")] * 2
    assert [str(row.day) for row in found.rows] == ["2027-01-01", "2026-10-05"]
    assert {row.type for row in received_for(somebody(), person, everything=True).rows} >= {"Claim", "Patient"}
    page = text(ask(somebody(Role.NURSE), "received", person))
    assert "Vắc xin đang thử" in page
    assert "institutional" not in page
    assert "institutional" in text(ask(somebody(Role.NURSE), "received", person, loai="Claim"))


def test_one_resource_can_be_read_whole_and_the_reading_is_logged(tmp_path: Path) -> None:
    take(write(tmp_path / "a.json", bundle(record())))
    row = Received.objects.get(resource_type="Immunization")
    assert "occurrenceDateTime" in text(ask(somebody(Role.NURSE), "body", row.id))
    assert ReadEntry.objects.get().person == row.person_id


def test_what_waits_for_its_person_is_seen_by_the_commune_that_took_it_in_alone(tmp_path: Path) -> None:
    take(write(tmp_path / "a.ndjson", [world.encounter()]))
    row = Received.objects.get()
    assert (row.person_id, row.commune, Fact.objects.get().place) == (None, HERE, HERE)
    assert "Tăng huyết áp" in text(ask(somebody(Role.NURSE), "body", row.id))
    with pytest.raises(Refusal):
        ask(somebody(Role.NURSE, NEXT_DOOR), "body", row.id)


def test_the_next_station_sees_nothing(tmp_path: Path) -> None:
    take(write(tmp_path / "a.json", bundle(record())))
    stranger = somebody(Role.NURSE, NEXT_DOOR)
    row = Received.objects.get(resource_type="Immunization")
    for name, key in (("received", row.person_id), ("body", row.id)):
        with pytest.raises(Refusal) as no:
            ask(stranger, name, key)
        assert no.value.status == 404


def child_with_advice(tmp_path: Path) -> UUID:
    advice = {
        "resourceType": "ImmunizationRecommendation",
        "id": "r1",
        "patient": {"reference": f"urn:uuid:{world.PATIENT}"},
        "date": "2026-11-01",
        "recommendation": [
            {
                "vaccineCode": [{"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "05"}]}],
                "forecastStatus": {"text": "<b>chờ</b>"},
                "dateCriterion": [
                    {"code": {"coding": [{"system": "http://loinc.org", "code": "30980-7"}]}, "value": "2026-12-24"}
                ],
            }
        ],
    }
    take(write(tmp_path / "a.json", bundle([world.patient(birthDate="2026-01-05"), advice], "batch")))
    person: UUID = Person.objects.get().id
    return person


def test_what_others_recommend_stands_on_a_page_beside_our_own(tmp_path: Path) -> None:
    page = text(ask(somebody(Role.NURSE), "recommendations", child_with_advice(tmp_path)))
    assert "24/12/2026" in page
    assert "05/10/2026" in page  # ours: nine months
    assert "ngày hẹn" in page
    assert "&lt;b&gt;chờ" in page


def test_a_record_is_carried_away_as_a_file_whose_name_tells_nothing(tmp_path: Path) -> None:
    person = child_with_advice(tmp_path)
    answer = ask(somebody(Role.NURSE), "person_bundle", person)
    assert answer["Content-Disposition"] == 'attachment; filename="tiem-chung-20261102.fhir.json"'
    assert json.loads(answer.content)["type"] == "collection"
    assert ReadEntry.objects.filter(person=person, why="fhir.immunizations").exists()


@pytest.mark.parametrize("name", ["person_bundle", "recommendations"])
def test_the_next_station_is_given_neither(tmp_path: Path, name: str) -> None:
    person = child_with_advice(tmp_path)
    with pytest.raises(Refusal) as no:
        ask(somebody(Role.NURSE, NEXT_DOOR), name, person)
    assert no.value.status == 404
