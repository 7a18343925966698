"""What goes out as FHIR: shapes that HL7's schema accepts, references that lead somewhere, and to whom it goes."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from tests.support.fhir import assert_fhir
from tests.support.fhir import resources as fhir_resources
from tram.cli.main import main
from tram.exchange.api import export_commune, export_person, person_bundle
from tram.exchange.schema import faults
from tram.exchange.tests import world
from tram.exchange.tests.histories import TODAY, child
from tram.exchange.tests.world import take, write
from tram.immunization.models import AdverseEvent, Deferral, Dose
from tram.kernel.actors import SYSTEM, Role
from tram.kernel.facts import deed
from tram.kernel.models import ReadEntry
from tram.kernel.refusals import Refusal
from tram.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
BORN = date(2026, 1, 5)


@pytest.fixture
def na(tmp_path: Path) -> UUID:
    """A child of ten months with one person's record and nothing else."""
    baby = world.patient(birthDate="2026-01-05", gender="female", name=[{"text": "Lò Thị Na"}])
    take(write(tmp_path / "na.json", baby))
    person: UUID = Person.objects.get().id
    return person


def given(person: UUID, day: date, vaccine: str, **more: Any) -> Dose:
    row = Dose(person_id=person, commune=world.HERE, day=day, vaccine=vaccine, **more)
    with deed("dose.recorded", by=SYSTEM, at=world.AT, person=person, place=world.HERE) as fact:
        fact.add(row)
    return row


def test_a_bundle_is_valid_and_every_reference_leads_to_one_of_its_entries() -> None:
    for seed in range(3):
        bundle = person_bundle(SYSTEM, child(Random(seed)), world.AT)
        assert_fhir(json.loads(json.dumps(bundle)))


def test_a_dose_says_vaccine_disease_number_and_by_which_schedule(na: UUID) -> None:
    given(na, BORN, "bcg", said_number=1, lot_number="77", source="here")
    [shot] = fhir_resources(person_bundle(SYSTEM, na, world.AT), "Immunization")
    assert shot["vaccineCode"]["coding"][0] == {"system": "http://hl7.org/fhir/sid/cvx", "code": "19"}
    assert (shot["primarySource"], shot["lotNumber"], shot["occurrenceDateTime"]) == (True, "77", "2026-01-05")
    counted, card = shot["protocolApplied"]
    assert (counted["doseNumberPositiveInt"], counted["targetDisease"][0]["text"]) == (1, "Lao")
    assert (card["series"], card["doseNumberPositiveInt"]) == ("Trạm: số ghi trên sổ", 1)


def test_a_dose_too_early_counts_for_nothing_and_says_why(na: UUID) -> None:
    given(na, BORN + timedelta(days=20), "dpt-vgb-hib")
    bundle = person_bundle(SYSTEM, na, world.AT)
    [shot] = fhir_resources(bundle, "Immunization")
    assert "protocolApplied" not in shot
    verdicts = fhir_resources(bundle, "ImmunizationEvaluation")
    assert {each["targetDisease"]["coding"][-1]["code"] for each in verdicts} >= {"diphtheria", "hib"}
    assert {each["doseStatus"]["coding"][0]["code"] for each in verdicts} == {"notvalid"}
    assert all(each["doseStatusReason"][0]["coding"][0]["code"] for each in verdicts)


def test_a_dose_past_its_expiry_is_called_subpotent(na: UUID) -> None:
    given(na, BORN, "bcg", expires_on=BORN - timedelta(days=1))
    assert fhir_resources(person_bundle(SYSTEM, na, world.AT), "Immunization")[0]["isSubpotent"] is True


def test_what_is_due_says_dates_number_and_the_doses_it_rests_on(na: UUID) -> None:
    dose = given(na, BORN + timedelta(days=60), "dpt-vgb-hib")
    [found] = fhir_resources(person_bundle(SYSTEM, na, world.AT), "ImmunizationRecommendation")
    lines = {line["vaccineCode"][0]["coding"][0]["code"]: line for line in found["recommendation"]}
    line = lines["dpt-vgb-hib"]
    assert line["forecastStatus"]["coding"][0]["code"] == "overdue"
    assert line["doseNumberPositiveInt"] == 2
    assert {each["code"]["coding"][0]["code"] for each in line["dateCriterion"]} >= {"30980-7", "30981-5", "59778-1"}
    assert line["supportingImmunization"] == [{"reference": f"urn:uuid:{dose.id}"}]


def test_a_deferral_goes_out_as_not_done_with_its_reason(na: UUID) -> None:
    row = Deferral(person_id=na, commune=world.HERE, day=TODAY, group="measles-rubella", kind="refused", reason="")
    with deed("vaccination.deferred", by=SYSTEM, at=world.AT, person=na, place=world.HERE) as fact:
        fact.add(row)
    [shot] = fhir_resources(person_bundle(SYSTEM, na, world.AT), "Immunization")
    assert (shot["status"], shot["statusReason"]["coding"][0]["code"]) == ("not-done", "PATOBJ")


def test_an_amended_dose_keeps_the_id_others_know_and_a_cancelled_one_is_an_error(na: UUID) -> None:
    old = given(na, BORN, "bcg")
    new = Dose(person_id=na, commune=world.HERE, day=BORN, vaccine="bcg", lot_number="B", supersedes=old)
    with deed("dose.amended", by=SYSTEM, at=world.AT, person=na, place=world.HERE) as fact:
        fact.change(old, status="superseded")
        fact.add(new)
    [shot] = fhir_resources(person_bundle(SYSTEM, na, world.AT), "Immunization")
    assert (shot["id"], shot["lotNumber"]) == (str(old.id), "B")
    with deed("dose.cancelled", by=SYSTEM, at=world.AT, person=na, place=world.HERE) as fact:
        fact.change(new, status="cancelled")
    [shot] = fhir_resources(person_bundle(SYSTEM, na, world.AT), "Immunization")
    assert (shot["id"], shot["status"]) == (str(old.id), "entered-in-error")


def test_an_adverse_event_goes_out_with_its_dose_and_comes_in_as_a_note(na: UUID, tmp_path: Path) -> None:
    dose = given(na, BORN, "bcg")
    event = AdverseEvent(
        person_id=na, commune=world.HERE, dose=dose, onset_at=world.AT, known_at=world.AT, serious=True,
        symptoms="fever seizure",
    )  # fmt: skip
    with deed("adverse_event.recorded", by=SYSTEM, at=world.AT, person=na, place=world.HERE) as fact:
        fact.add(event)
    bundle = person_bundle(SYSTEM, na, world.AT)
    [shot] = fhir_resources(bundle, "Immunization")
    assert not faults(json.loads(json.dumps(shot)))
    assert shot["reaction"][0]["detail"]["reference"] == f"#{shot['contained'][0]['id']}"
    assert "ốt" in shot["contained"][0]["valueString"]
    stranger = world.patient(id="other", identifier=[], birthDate="2026-01-05")
    shot = shot | {"id": "x", "patient": {"reference": "Patient/other"}}
    take(write(tmp_path / "r.ndjson", [stranger, shot]))
    assert Dose.objects.exclude(person=na).get().note.startswith("Nguồn ghi Phản ứng nặng sau tiêm: ")


def test_our_own_file_brought_back_writes_nothing_twice(na: UUID, tmp_path: Path) -> None:
    given(na, BORN, "bcg")
    given(na, BORN + timedelta(days=60), "opv")
    bundle = person_bundle(SYSTEM, na, world.AT)
    report = take(write(tmp_path / "back.json", bundle))
    assert report.total.refused == 0
    assert (Person.objects.count(), Dose.objects.count()) == (1, 2)


def test_an_old_file_of_ours_does_not_bring_back_what_was_amended_since(na: UUID, tmp_path: Path) -> None:
    old = given(na, BORN, "bcg")
    file = write(tmp_path / "old.json", person_bundle(SYSTEM, na, world.AT))
    new = Dose(person_id=na, commune=world.HERE, day=BORN + timedelta(days=1), vaccine="bcg", supersedes=old)
    with deed("dose.amended", by=SYSTEM, at=world.AT, person=na, place=world.HERE) as fact:
        fact.change(old, status="superseded")
        fact.add(new)
    take(file)
    assert [row.id for row in Dose.objects.filter(status="current")] == [new.id]


def test_nobody_next_door_may_carry_a_record_away_and_a_read_is_logged(na: UUID, tmp_path: Path) -> None:
    tuan = world.somebody(Role.NURSE, world.NEXT_DOOR)
    with pytest.raises(Refusal) as refusal:
        person_bundle(tuan, na, world.AT)
    assert refusal.value.status == 404
    with pytest.raises(Refusal):
        export_commune(by=tuan, at=world.AT, commune=world.HERE, out=tmp_path / "x.ndjson")
    assert not list(tmp_path.glob("*x.ndjson*"))
    person_bundle(world.somebody(Role.NURSE), na, world.AT)
    assert ReadEntry.objects.filter(person=na, why="fhir.immunizations").count() == 1


def test_a_commune_goes_into_one_file_a_line_a_resource(tmp_path: Path) -> None:
    people = {child(Random(seed)) for seed in range(4)}
    homes = Person.objects.filter(commune=world.HERE).count()
    out = tmp_path / "xa.ndjson.gz"
    counted = export_commune(by=SYSTEM, at=world.AT, commune=world.HERE, out=out)
    lines = [json.loads(line) for line in gzip.decompress(out.read_bytes()).splitlines()]
    assert (len(lines), counted["Patient"]) == (counted.total(), homes)
    assert {line["id"] for line in lines if line["resourceType"] == "Patient"} == {str(one) for one in people}
    assert all(not faults(line) for line in lines)
    assert ReadEntry.objects.get(why=f"fhir.export {world.HERE}").people == homes


@pytest.mark.parametrize("name", ["na.ndjson", "na.json", "na.json.gz"])
def test_one_person_goes_into_a_bundle_or_into_lines(na: UUID, tmp_path: Path, name: str) -> None:
    assert export_person(by=SYSTEM, at=world.AT, person=na, out=tmp_path / name)["Patient"] == 1
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert take(tmp_path / name).total.refused == 0


def test_the_command_writes_a_file_and_says_no_to_a_name_it_cannot_write(
    na: UUID, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "fhir", "--person", str(na), "--out", str(tmp_path / "na.ndjson"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["resources"]["Patient"] == 1
    for out in ("na.txt", "none/na.ndjson"):
        assert main(["export", "fhir", "--person", str(na), "--out", str(tmp_path / out)]) == 2
    assert main(["export", "fhir", "--commune", "99999", "--out", str(tmp_path / "x.ndjson")]) == 2
    assert "Mã xã" in capsys.readouterr().err
