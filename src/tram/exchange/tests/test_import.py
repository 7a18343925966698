"""Importing: what becomes of resources, all or nothing, twice the same, in any order."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import zstandard

from tram.encounters.models import (
    Allergy,
    Diagnosis,
    Document,
    Observation,
    Prescription,
    PrescriptionLine,
    Procedure,
    Visit,
)
from tram.exchange.models import Received
from tram.exchange.report import Report
from tram.exchange.tests import world
from tram.exchange.tests.world import bundle, network, record, take, write
from tram.kernel.facts import verify
from tram.kernel.models import Fact
from tram.people.models import Death, Identifier, Person, Residence
from tram.places.models import Facility, FacilityCode
from tram.workforce.models import StaffMember

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [
        write(tmp_path / "a" / "person.json.gz", bundle(record())),
        write(tmp_path / "b" / "hospital.json", bundle(network()[:2], "batch")),
        write(tmp_path / "c" / "staff.json", bundle(network()[2:], "batch")),
    ]


def counts(report: Report) -> tuple[int, ...]:
    total = report.total
    assert total.read == total.new_used + total.new_kept + total.changed + total.same + total.refused
    return (total.new_used, total.new_kept, total.changed, total.same, total.refused)


def test_a_patient_bundle_becomes_a_person_with_a_record(files: list[Path]) -> None:
    assert counts(take(*files)) == (12, 2, 0, 0, 0)
    person = Person.objects.get()
    assert (person.full_name, str(person.birth_date), person.birth_precision) == ("Lò Thị Lan", "1961-03-01", "month")
    assert (person.commune, person.sex) == (world.HERE, "female")
    visit = Visit.objects.get()
    assert (visit.reason, visit.note, visit.source) == ("Tăng huyết áp", "Khám bệnh", "import.fhir")
    assert (visit.facility, visit.examiner) == (Facility.objects.get(), StaffMember.objects.get())
    parts = (Diagnosis, Observation, Procedure, Prescription, Document)
    assert [model.objects.filter(visit=visit, person=person).count() for model in parts] == [1, 2, 1, 1, 1]
    assert Diagnosis.objects.get().role == "main"
    assert Diagnosis.objects.get().code == "I10"
    assert PrescriptionLine.objects.get().dosage == "Sáng 1 viên"
    assert Document.objects.get().text == "Bệnh nhân đỡ."
    assert Allergy.objects.get().reaction == "Mề đay"
    assert Residence.objects.get().kind == "visitor"
    assert Identifier.objects.get().system == world.SOURCE
    assert verify(rows=True).holds


def test_both_blood_pressures_are_one_panel(files: list[Path]) -> None:
    take(*files)
    rows = {row.code: row for row in Observation.objects.all()}
    assert (rows["8480-6"].number, rows["8462-4"].number) == (Decimal(150), Decimal("95.5"))
    assert rows["8480-6"].panel == rows["8462-4"].panel is not None


def test_a_location_named_like_its_organisation_is_the_same_facility(files: list[Path]) -> None:
    take(*files)
    assert Facility.objects.get().kind == "hospital"
    assert FacilityCode.objects.count() == 2


def test_a_practitioner_works_where_the_role_says(files: list[Path]) -> None:
    take(*files)
    staff = StaffMember.objects.get()
    assert (staff.full_name, staff.profession) == ("Vàng A Páo", "doctor")
    assert staff.facility == Facility.objects.get()


def test_what_came_in_can_go_out_again_to_the_byte(tmp_path: Path) -> None:
    raw = b"""{ "resourceType":"Immunization", "id":"x1", "status":"completed","vaccineCode":{"text":"BCG"},
        "patient":{"reference":"Patient/none"},"occurrenceString":"1.10" }"""
    take(write(tmp_path / "one.json", raw))
    assert zstandard.ZstdDecompressor().decompress(bytes(Received.objects.get().body)) == raw


def test_every_fact_of_a_person_holds_only_that_person(files: list[Path]) -> None:
    take(*files)
    person = Person.objects.get().id
    facts = Fact.objects.filter(name="fhir.received")
    assert {fact.person for fact in facts} == {person, None}
    assert Received.objects.filter(person=person).count() == 10


def test_importing_again_changes_nothing_whatever_the_names_and_order(files: list[Path], tmp_path: Path) -> None:
    take(*files)
    facts = Fact.objects.count()
    renamed = [path.rename(tmp_path / f"{9 - number}{path.name}") for number, path in enumerate(files)]
    assert counts(take(*reversed(renamed))) == (0, 0, 0, 14, 0)
    assert Fact.objects.count() == facts


def test_layout_and_order_of_fields_are_no_change(tmp_path: Path) -> None:
    take(write(tmp_path / "one.json", world.patient()))
    turned = dict(reversed(world.patient().items()))
    assert counts(take(write(tmp_path / "two.json", turned))) == (0, 0, 0, 1, 0)


def signature() -> list[list[Any]]:
    """What the record says, without ids and stamps."""
    return [
        sorted(Received.objects.values_list("resource_id", "state", "why", "row_table", "pending", "title", "day")),
        sorted(Visit.objects.values_list("day", "reason", "facility__names__name", "examiner__full_name")),
        sorted(Observation.objects.values_list("code", "number", "visit__reason", "person__full_name")),
        sorted(Diagnosis.objects.values_list("code", "role", "visit__reason")),
        sorted(Facility.objects.values_list("kind", "names__name")),
        sorted(StaffMember.objects.values_list("full_name", "facility__names__name")),
    ]


def test_resources_may_come_in_any_order_even_in_imports_of_their_own(tmp_path: Path) -> None:
    resources = network() + record()
    random.Random(4).shuffle(resources)
    for number, resource in enumerate(resources):
        take(write(tmp_path / f"{number}.json", bundle([resource], "collection")))
    separate = signature()
    assert not Received.objects.exclude(pending="").exists()
    assert len(separate[1]) == 1
    assert verify(rows=True).holds
    assert ("I10", "main", "Tăng huyết áp") in separate[3]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_files_may_be_given_in_any_order(files: list[Path], order: tuple[int, ...]) -> None:
    report = take(*(files[place] for place in order))
    assert counts(report) == (12, 2, 0, 0, 0)
    assert Visit.objects.get().examiner is not None


def test_ndjson_may_hold_everything_mixed(tmp_path: Path) -> None:
    resources = [*reversed(record()), *reversed(network())]
    text = [{**each} for each in resources]
    path = write(tmp_path / "all.ndjson.gz", _relative(text))
    assert counts(take(path)) == (12, 2, 0, 0, 0)
    assert Observation.objects.filter(visit__isnull=False).count() == 2


def _relative(resources: list[world.Json]) -> list[world.Json]:
    import json

    text = json.dumps(resources, ensure_ascii=False)
    text = text.replace(f"urn:uuid:{world.PATIENT}", f"Patient/{world.PATIENT}")
    found: list[world.Json] = json.loads(text.replace(f"urn:uuid:{world.VISIT}", f"Encounter/{world.VISIT}"))
    return found


def test_a_changed_resource_steps_forward_and_is_never_doubled(files: list[Path], tmp_path: Path) -> None:
    take(*files)
    changed = bundle([
        world.patient(birthDate="1961-03-12", deceasedDateTime="2026-10-30"),
        world.encounter(reasonCode=[{"text": "Tăng huyết áp độ 2"}]),
        world.pressure(component=[], valueQuantity={"value": 7, "unit": "x"}),
    ])  # fmt: skip
    assert counts(take(write(tmp_path / "new.json", changed))) == (0, 0, 3, 0, 0)
    person = Person.objects.get()
    assert (str(person.birth_date), str(person.died_on)) == ("1961-03-12", "2026-10-30")
    assert Death.objects.count() == 1
    assert Visit.objects.get().reason == "Tăng huyết áp độ 2"
    statuses = sorted(Observation.objects.values_list("code", "status"))
    assert statuses == [("8462-4", "superseded"), ("8480-6", "superseded"), ("85354-9", "current")]
    assert Received.objects.count() == 14
    assert verify(rows=True).holds


def test_a_resource_entered_in_error_is_withdrawn(files: list[Path], tmp_path: Path) -> None:
    take(*files)
    take(write(tmp_path / "wrong.json", bundle([world.pressure(status="entered-in-error")])))
    assert set(Observation.objects.values_list("status", flat=True)) == {"cancelled"}
    kept = Received.objects.get(resource_type="Observation")
    assert (kept.state, kept.row_id) == ("kept", None)


def test_an_older_version_does_not_overwrite_a_newer(tmp_path: Path) -> None:
    newer = world.patient(meta={"lastUpdated": "2026-10-02T00:00:00Z"})
    older = world.patient(meta={"lastUpdated": "2026-10-01T00:00:00Z"}, gender="male")
    take(write(tmp_path / "new.json", newer))
    assert counts(take(write(tmp_path / "old.json", older))) == (0, 0, 0, 1, 0)
    assert Person.objects.get().sex == "female"


def test_of_two_versions_in_one_file_the_newer_is_taken(tmp_path: Path) -> None:
    versions = [
        world.patient(meta={"lastUpdated": f"2026-10-0{day}T00:00:00Z"}, gender=gender)
        for day, gender in ((2, "male"), (3, "other"), (1, "female"))
    ]
    path = write(tmp_path / "history.ndjson", versions)
    assert counts(take(path)) == (1, 0, 0, 2, 0)
    assert (Person.objects.get().sex, Received.objects.count()) == ("other", 1)
    assert counts(take(path)) == (0, 0, 0, 3, 0)


def test_the_same_id_twice_with_other_content_in_one_import_is_refused_the_same_way_each_time(tmp_path: Path) -> None:
    one = write(tmp_path / "one.json", bundle([world.patient()], "batch"))
    two = write(tmp_path / "two.json", bundle([world.patient(gender="male")], "batch"))
    assert counts(take(one, two)) == (1, 0, 0, 0, 1)
    sex = Person.objects.get().sex
    assert counts(take(two, one)) == (0, 0, 0, 1, 1)
    assert Person.objects.get().sex == sex


def test_one_bad_entry_refuses_the_whole_transaction_and_names_it(files: list[Path], tmp_path: Path) -> None:
    bad = bundle([*record()[:-1], world.allergy() | {"criticality": "terrible"}])
    report = take(write(tmp_path / "bad.json", bad))
    assert counts(report) == (0, 0, 0, 0, 10)
    assert not Fact.objects.exists()
    first = report.faults[0]
    assert (first.file, first.entry, first.resource, first.field) == (
        "bad.json", "entry[9]", "AllergyIntolerance", "criticality",
    )  # fmt: skip
    assert first.reason == "giá trị không thuộc danh mục cho phép"


def test_in_a_batch_each_resource_stands_alone(tmp_path: Path) -> None:
    bad = bundle([*record()[:-1], world.allergy() | {"criticality": "terrible"}], "batch")
    assert counts(take(write(tmp_path / "bad.json", bad))) == (7, 2, 0, 0, 1)
    assert Person.objects.count() == 1


def test_a_day_no_calendar_has_is_refused(tmp_path: Path) -> None:
    report = take(write(tmp_path / "p.json", world.patient(birthDate="1961-02-30")))
    assert (report.faults[0].field, report.total.refused) == ("birthDate", 1)


def test_what_waits_for_a_person_is_kept_until_they_come(tmp_path: Path) -> None:
    report = take(write(tmp_path / "late.ndjson", [world.encounter(), world.pressure()]))
    assert counts(report) == (0, 2, 0, 0, 0)
    assert {row.why for row in Received.objects.all()} == {"Chưa nhận được người mà tài nguyên này nói tới"}
    report = take(write(tmp_path / "person.json", world.patient()))
    assert (report.linked, counts(report)) == (2, (1, 0, 0, 0, 0))
    assert Observation.objects.filter(visit=Visit.objects.get()).count() == 2
    assert Received.objects.filter(person=Person.objects.get()).count() == 3


def test_somebody_known_by_a_number_is_not_registered_twice_and_keeps_the_stations_data(tmp_path: Path) -> None:
    take(write(tmp_path / "one.json", world.patient()))
    again = world.patient(id="other", gender="male", identifier=[
        {"system": world.SOURCE, "value": world.PATIENT}, {"system": "https://x.example", "value": "77"},
    ])  # fmt: skip
    assert counts(take(write(tmp_path / "two.json", again))) == (1, 0, 0, 0, 0)
    assert Person.objects.get().sex == "female"
    assert Identifier.objects.count() == 2


def test_a_national_number_of_somebody_born_another_day_is_refused(tmp_path: Path) -> None:
    card = {"system": "http://fhir.ehealth.gov.vn/core/sid/national_id", "value": "012161000123"}
    take(write(tmp_path / "one.json", world.patient(identifier=[card])))
    report = take(write(tmp_path / "two.json", world.patient(id="other", birthDate="1999-01-01", identifier=[card])))
    assert counts(report) == (0, 0, 0, 0, 1)
    assert report.faults[0].field == "identifier"


def test_a_small_id_of_another_server_is_not_the_same_person(tmp_path: Path) -> None:
    take(write(tmp_path / "one.json", world.patient(id="1", identifier=[])))
    other = world.patient(id="1", identifier=[], name=[{"text": "Tẩn A Sáng"}], birthDate="1990-01-01")
    observed = world.pressure(subject={"reference": "Patient/1"}, encounter=None)
    del observed["encounter"]
    report = take(write(tmp_path / "two.ndjson", [other, observed]))
    assert counts(report) == (0, 1, 0, 0, 1)
    assert not Observation.objects.exists()


def test_no_known_allergy_is_no_allergy(tmp_path: Path) -> None:
    none = world.allergy() | {"code": {"coding": [{"code": "716186003", "display": "No known allergy"}]}}
    take(write(tmp_path / "a.json", bundle([world.patient(), none])))
    assert not Allergy.objects.exists()
    assert Received.objects.filter(state="kept").count() == 1


def test_a_visit_amended_at_the_station_is_left_alone(files: list[Path], tmp_path: Path) -> None:
    from tram.kernel.actors import SYSTEM
    from tram.kernel.facts import deed

    take(*files)
    visit = Visit.objects.get()
    with deed("visit.amended", by=SYSTEM, at=world.AT, place=world.HERE, person=visit.person_id) as fact:
        fact.change(visit, status="superseded")
    take(write(tmp_path / "new.json", bundle([world.encounter(reasonCode=[{"text": "Khác"}])])))
    assert Visit.objects.get().reason == "Tăng huyết áp"
    assert Received.objects.get(resource_type="Encounter").why.startswith("Đã sửa")
