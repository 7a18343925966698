"""/api/fhir/ as a program with a person's session sees it: what may be asked, of whom, and how it says No."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from tram.exchange.schema import faults
from tram.immunization.api import record_dose
from tram.kernel.actors import SYSTEM, Role
from tram.kernel.models import ReadEntry
from tram.people.api import register_person
from tram.places.api import load_reference
from tram.workforce.api import grant_role, open_account

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
HERE, NEXT_DOOR = "03424", "03390"
SECRET = "mot-mat-khau-rat-dai"


def signed_in(username: str, commune: str, role: Role = Role.NURSE) -> Client:
    account = open_account(
        by=SYSTEM, at=AT, username=username, name="Lò Thị Hạnh", password=SECRET, commune=commune, must_change=False
    ).id
    province, commune = ("12", "") if role is Role.PROVINCE else ("", commune)
    grant_role(by=SYSTEM, at=AT, account=account, role=role, day=date(2026, 11, 1), province=province, commune=commune)
    client = Client()
    client.post("/dang-nhap/", {"username": username, "password": SECRET}, REMOTE_ADDR="127.0.0.1")
    return client


@pytest.fixture
def na() -> UUID:
    """A baby with one dose of BCG."""
    load_reference(frozenset({"12"}))
    birth, sex = "05/01/2026", "female"
    person = register_person(by=SYSTEM, at=AT, full_name="Lò Thị Na", commune=HERE, birth=birth, sex=sex).id
    record_dose(by=SYSTEM, at=AT, person=person, vaccine="bcg", day=date(2026, 1, 6), source="elsewhere")
    return person


@pytest.fixture
def hanh(na: UUID) -> Client:
    return signed_in("hanh", HERE)


@time_machine.travel(AT, tick=False)
def ask(client: Client, path: str, **headers: str) -> tuple[int, Any]:
    answer: HttpResponse = client.get(f"/api/fhir/{path}", headers=headers)  # type: ignore[assignment]
    assert answer["Content-Type"] == "application/fhir+json; charset=utf-8"
    found = answer.json()  # type: ignore[attr-defined]
    assert not faults(found), path
    return answer.status_code, found


@pytest.mark.parametrize("kind", ["Immunization", "ImmunizationEvaluation", "ImmunizationRecommendation"])
def test_a_search_by_patient_answers_a_searchset(hanh: Client, na: UUID, kind: str) -> None:
    for said in (str(na), f"Patient/{na}"):
        status, found = ask(hanh, f"{kind}?patient={said}")
        assert (status, found["type"], found["total"]) == (200, "searchset", 1)
        [entry] = found["entry"]
        assert entry["fullUrl"] == f"http://testserver/api/fhir/{kind}/{entry['resource']['id']}"
        assert entry["resource"]["patient"] == {"reference": f"Patient/{na}"}


def test_a_resource_is_read_by_its_id(hanh: Client, na: UUID) -> None:
    assert ask(hanh, f"Patient/{na}")[1]["name"][0]["text"] == "Lò Thị Na"
    [entry] = ask(hanh, f"Immunization?patient={na}")[1]["entry"]
    assert ask(hanh, f"Immunization/{entry['resource']['id']}")[1] == entry["resource"]


def test_the_whole_comes_in_one_collection(hanh: Client, na: UUID) -> None:
    status, found = ask(hanh, f"Patient/{na}/$immunizations")
    kinds = [entry["resource"]["resourceType"] for entry in found["entry"]]
    assert (status, found["type"]) == (200, "collection")
    assert kinds == ["Patient", "Immunization", "ImmunizationEvaluation", "ImmunizationRecommendation"]


def test_every_answer_about_a_person_is_in_the_log_of_reads(hanh: Client, na: UUID) -> None:
    for path in (f"Patient/{na}", f"Immunization?patient={na}", f"Patient/{na}/$immunizations"):
        ask(hanh, path)
    logged = ReadEntry.objects.filter(person=na, why__startswith="fhir.").order_by("id").values_list("why", flat=True)
    assert list(logged) == ["fhir.Patient", "fhir.Immunization", "fhir.immunizations"]


def test_the_nurse_next_door_is_told_what_anybody_is_told_of_nobody(na: UUID) -> None:
    tuan, nobody = signed_in("tuan", NEXT_DOOR), UUID(int=5)
    for path in ("Patient/{}", "Patient/{}/$immunizations", "Immunization?patient={}"):
        answer = ask(tuan, path.format(na))
        assert (answer, answer[0]) == (ask(tuan, path.format(nobody)), 404)
        assert answer[1]["issue"][0]["code"] == "not-found"


def test_the_province_sees_no_names(na: UUID) -> None:
    assert ask(signed_in("so-y-te", HERE, Role.PROVINCE), f"Patient/{na}")[0] == 403


def test_before_signing_in_the_answer_is_an_outcome_too(na: UUID) -> None:
    status, found = ask(Client(), f"Patient/{na}")
    assert (status, found["resourceType"], found["issue"][0]["code"]) == (401, "OperationOutcome", "login")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("Immunization", 400),
        ("Immunization?patient=", 400),
        ("Immunization?patient=x", 400),
        ("Immunization?patient=00000000-0000-0000-0000-000000000005&date=2026", 400),
        ("Observation?patient=00000000-0000-0000-0000-000000000005", 404),
        ("Observation/00000000-0000-0000-0000-000000000005", 404),
        ("Patient/x", 404),
        ("Patient/00000000-0000-0000-0000-000000000005/$everything", 404),
        ("Immunization/" + "9" * 5000, 404),
    ],
)
def test_what_cannot_be_asked_is_refused_in_fhirs_words(hanh: Client, path: str, status: int) -> None:
    answer, found = ask(hanh, path)
    assert (answer, found["resourceType"]) == (status, "OperationOutcome")
    assert found["issue"][0]["details"]["text"]


def test_only_json_is_spoken_and_nothing_is_written(hanh: Client, na: UUID) -> None:
    assert ask(hanh, f"Patient/{na}", accept="application/fhir+xml")[0] == 406
    assert ask(hanh, f"Patient/{na}", accept="application/fhir+xml, application/fhir+json")[0] == 200
    with time_machine.travel(AT, tick=False):
        answer = hanh.post("/api/fhir/Immunization", {}, content_type="application/fhir+json")
    assert (answer.status_code, answer.json()["resourceType"]) == (405, "OperationOutcome")


def test_the_server_says_what_it_can_do(hanh: Client) -> None:
    status, found = ask(hanh, "metadata")
    assert (status, found["fhirVersion"]) == (200, "4.0.1")
    assert [each["type"] for each in found["rest"][0]["resource"]][:2] == ["Patient", "Immunization"]
