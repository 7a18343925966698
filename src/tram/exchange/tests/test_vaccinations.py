"""Vaccinations that come in: doses, deferrals, what is kept; none twice, and none of the station's own touched."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tram.cli.main import main
from tram.exchange.api import use_kept
from tram.exchange.models import Received
from tram.exchange.report import Report
from tram.exchange.tests import world
from tram.exchange.tests.world import take, write
from tram.immunization.models import Deferral, Dose
from tram.immunization.record.rows import fits
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import deed, verify
from tram.people.models import Person
from tram.places.api import found_facility, load_reference

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
CVX = "http://hl7.org/fhir/sid/cvx"
REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
CHILD = {"birthDate": "2026-01-05", "name": [{"text": "Lò Thị Na"}]}


def code(value: str) -> world.Json:
    return {"coding": [{"system": CVX, "code": value}]}


def shot(name: str = "s1", cvx: str = "19", **more: Any) -> world.Json:
    return world.immunization(**{"id": name, "vaccineCode": code(cvx), "primarySource": True} | more)


def bring(tmp_path: Path, *resources: world.Json) -> Report:
    return take(write(tmp_path / "in.ndjson", [world.patient(**CHILD), *resources]))


def refused(report: Report) -> tuple[int, str]:
    return report.total.refused, report.faults[0].field if report.faults else ""


def test_a_completed_immunization_becomes_a_dose_with_all_it_says(tmp_path: Path) -> None:
    bring(
        tmp_path,
        shot(
            occurrenceDateTime="2026-01-06T08:30:00+07:00", lotNumber="BCG-77", expirationDate="2027-05",
            site={"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActSite", "code": "LUA"}]},
            route={"coding": [{"system": "http://snomed.info/sct", "code": "372464004"}]},
            doseQuantity={"value": 0.05, "unit": "mL"}, location={"display": "Trạm Y tế xã Khun Há"},
            protocolApplied=[{"doseNumberString": "1"}], note=[{"text": "Sẹo tốt"}],
        ),
    )  # fmt: skip
    dose = Dose.objects.get()
    assert (dose.vaccine, dose.day, dose.given_at) == ("bcg", date(2026, 1, 6), datetime(2026, 1, 6, 1, 30, tzinfo=UTC))
    assert (dose.lot_number, dose.expires_on) == ("BCG-77", date(2027, 5, 31))
    assert (dose.site, dose.route, dose.quantity, dose.said_number) == ("LA", "ID", Decimal("0.05"), 1)
    assert (dose.place_name, dose.source, dose.note) == ("Trạm Y tế xã Khun Há", "imported", "Sẹo tốt")
    assert (dose.person, dose.commune) == (Person.objects.get(), world.HERE)
    assert verify(rows=True).holds


@pytest.mark.parametrize(
    ("more", "source"),
    [
        ({"primarySource": False}, "elsewhere"),
        ({"primarySource": True}, "imported"),
        ({"reasonCode": [{"coding": [{"system": "urn:tram:source", "code": "campaign"}]}]}, "campaign"),
    ],
)
def test_whose_word_it_is_says_where_a_dose_comes_from(tmp_path: Path, more: world.Json, source: str) -> None:
    bring(tmp_path, shot(**more))
    assert Dose.objects.get().source == source


def station(commune: str) -> UUID:
    day, name = date(2026, 1, 1), f"Trạm Y tế {commune}"
    return found_facility(by=SYSTEM, at=world.AT, commune=commune, kind="commune_station", name=name, day=day).id


def test_a_dose_that_this_communes_own_station_gave_was_given_here(tmp_path: Path) -> None:
    load_reference(frozenset({"12"}))
    ours, theirs = (
        found_facility(
            by=SYSTEM, at=world.AT, commune=commune, kind="commune_station", name=name, day=date(2026, 1, 1)
        ).id
        for commune, name in ((world.HERE, "Trạm Y tế xã Bình Lư"), (world.NEXT_DOOR, "Trạm Y tế xã Bản Bo"))
    )
    for number, (facility, source) in enumerate([(ours, "here"), (theirs, "imported"), (UUID(int=9), "imported")]):
        place = {"identifier": {"system": "urn:tram:facility", "value": str(facility)}, "display": "Nơi tiêm"}
        bring(tmp_path, shot(f"s{number}", occurrenceDateTime=f"2026-0{number + 2}-06", location=place))
        dose = Dose.objects.get(day=date(2026, number + 2, 6))
        known = dose.facility_id is not None
        assert (dose.source, known, dose.place_name) == (source, number < 2, "" if known else "Nơi tiêm")
    assert not Received.objects.exclude(pending="").exists()


def test_a_date_in_words_is_read_when_it_is_a_whole_date(tmp_path: Path) -> None:
    said = shot(occurrenceString="06/01/2026")
    del said["occurrenceDateTime"]
    bring(tmp_path, said)
    assert Dose.objects.get().day == date(2026, 1, 6)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"occurrenceDateTime": "2026-03"}, "Không nói rõ ngày tiêm"),
        ({"vaccineCode": code("999")}, "Vắc xin này chưa có trong danh mục của Trạm"),
        ({"status": "entered-in-error"}, "Nguồn đánh dấu là ghi nhầm hoặc đã bác bỏ"),
        ({"isSubpotent": True}, "Nguồn ghi liều này không đủ hiệu lực, không nói vì sao; không tính là một mũi"),
        ({"status": "not-done", "statusReason": {"coding": [{"system": REASON, "code": "IMMUNE"}]}},
         "Nguồn ghi không tiêm vì đã có miễn dịch"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_dose_is_kept_whole_with_its_reason(tmp_path: Path, more: world.Json, why: str) -> None:
    bring(tmp_path, shot(**more))
    row = Received.objects.get(resource_type="Immunization")
    assert (row.state, row.why, row.person) == ("kept", why, Person.objects.get())
    assert not Dose.objects.exists()


@pytest.mark.parametrize("day", ["2026-01-04", "2026-12-01"])
def test_a_day_before_birth_or_still_to_come_is_refused(tmp_path: Path, day: str) -> None:
    assert refused(bring(tmp_path, shot(occurrenceDateTime=day))) == (1, "occurrenceDateTime")
    assert not Dose.objects.exists()


@pytest.mark.parametrize(
    ("coding", "kind"),
    [
        ({"system": REASON, "code": "PATOBJ"}, "refused"),
        ({"system": REASON, "code": "MEDPREC"}, "contraindicated"),
        ({"system": "http://else", "code": "x"}, "deferred"),
    ],
)
def test_what_was_not_done_becomes_a_deferral(tmp_path: Path, coding: world.Json, kind: str) -> None:
    bring(tmp_path, shot(cvx="198", status="not-done", statusReason={"coding": [coding], "text": "Bé sốt"}))
    row = Deferral.objects.get()
    assert (row.kind, row.group, row.note) == (kind, "dpt-vgb-hib", "Bé sốt")


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, shot())
    assert bring(tmp_path, shot()).total.same == 2
    assert Dose.objects.count() == 1


def test_two_systems_that_tell_of_one_dose_make_one_dose(tmp_path: Path) -> None:
    bring(tmp_path, shot("a", "198", occurrenceDateTime="2026-03-10"), shot("b", "17", occurrenceDateTime="2026-03-10"))
    assert Dose.objects.get().vaccine == "dpt-vgb-hib"
    assert Received.objects.get(resource_id="b").row_id == Dose.objects.get().id
    bring(tmp_path, shot("c", "198", occurrenceDateTime="2026-04-10"))
    assert Dose.objects.count() == 2


def card_dose(day: date) -> Dose:
    person = Person.objects.get()
    row = Dose(person=person, commune=world.HERE, day=day, vaccine="bcg", source="elsewhere", lot_number="SỔ")
    with deed("dose.recorded", by=SYSTEM, at=world.AT, person=person.id, place=world.HERE) as fact:
        fact.add(row)
    return row


def test_a_dose_typed_from_a_card_stays_as_it_was_typed(tmp_path: Path) -> None:
    bring(tmp_path)
    mine = card_dose(date(2026, 1, 6))
    bring(tmp_path, shot(occurrenceDateTime="2026-01-06", lotNumber="other"))
    assert Dose.objects.get().lot_number == "SỔ"
    bring(tmp_path, shot(occurrenceDateTime="2026-01-06", status="entered-in-error"))
    mine.refresh_from_db()
    assert mine.status == "current"


def test_when_the_source_says_another_day_than_the_card_both_stand(tmp_path: Path) -> None:
    bring(tmp_path)
    card_dose(date(2026, 1, 6))
    bring(tmp_path, shot(occurrenceDateTime="2026-01-06"))
    bring(tmp_path, shot(occurrenceDateTime="2026-01-09"))
    assert list(Dose.objects.order_by("day").values_list("day", "status")) == [
        (date(2026, 1, 6), "current"),
        (date(2026, 1, 9), "current"),
    ]


def test_a_dose_that_its_source_changes_supersedes_the_one_before(tmp_path: Path) -> None:
    bring(tmp_path, shot())
    bring(tmp_path, shot(lotNumber="L2"))
    old, new = Dose.objects.order_by("id")
    assert (old.status, new.status, new.supersedes_id, new.lot_number) == ("superseded", "current", old.id, "L2")
    bring(tmp_path, shot(lotNumber="L2", status="entered-in-error"))
    new.refresh_from_db()
    assert new.status == "cancelled"


def test_a_dose_the_station_amended_is_left_alone(tmp_path: Path) -> None:
    bring(tmp_path, shot())
    dose = Dose.objects.get()
    with deed("dose.cancelled", by=SYSTEM, at=world.AT, person=dose.person_id, place=world.HERE) as fact:
        fact.change(dose, status="cancelled", cancel_reason="Ghi nhầm người")
    bring(tmp_path, shot(lotNumber="L2"))
    assert (Dose.objects.get().status, Dose.objects.get().lot_number) == ("cancelled", "")


def test_a_vaccination_that_names_us_by_our_own_id_finds_its_person(tmp_path: Path) -> None:
    take(write(tmp_path / "p.json", world.patient(**CHILD)))
    person: UUID = Person.objects.get().id
    take(write(tmp_path / "s.json", shot(patient={"reference": f"https://tram.example/api/fhir/Patient/{person}"})))
    assert Dose.objects.get().person_id == person


def test_what_was_kept_before_a_list_knew_it_becomes_a_dose_when_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("tram.exchange.mapping.vaccinations.vaccine_of", lambda _said: "")
        bring(tmp_path, shot(), shot("odd", "999"))
    assert not Dose.objects.exists()
    report = use_kept(by=SYSTEM, at=world.AT, commune=world.HERE)
    assert (report.linked, Dose.objects.get().vaccine) == (1, "bcg")
    assert set(Received.objects.filter(resource_type="Immunization").values_list("resource_id", "state")) == {
        ("s1", "used"),
        ("odd", "kept"),
    }
    assert use_kept(by=SYSTEM, at=world.AT, commune=world.HERE).linked == 0


def test_the_command_looks_again_without_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "fhir", "--kept", "--commune", "", "--json"]) == 0
    assert '"linked": 0' in capsys.readouterr().out


@pytest.mark.parametrize(
    "more",
    [
        {"vaccineCode": {"coding": "19"}},
        {"vaccineCode": 19},
        {"protocolApplied": {"doseNumberPositiveInt": 1}},
        {"protocolApplied": [{"doseNumberPositiveInt": -1}]},
        {"doseQuantity": {"value": "0.5"}},
        {"statusReason": [{"text": "x"}]},
        {"lotNumber": 7},
        {"expirationDate": "2026-13-01"},
        {"occurrenceDateTime": "2026-02-30"},
        {"primarySource": "yes"},
        {"performer": [{"actor": "Hạnh"}]},
        {"note": ["x"]},
        {"reaction": [[[[]]]]},
        {"status": "given"},
    ],
)
def test_a_strangers_wrong_types_are_refused_by_field_and_never_by_crashing(tmp_path: Path, more: world.Json) -> None:
    total = bring(tmp_path, shot(**more)).total
    assert (total.refused, total.new_used) == (1, 1)
    assert not Dose.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"protocolApplied": [{"doseNumberString": "9" * 5000}]},
        {"protocolApplied": [{"doseNumberString": "²"}]},
        {"doseQuantity": {"value": 1e300, "unit": "ml"}},
        {"doseQuantity": {"value": 0.001, "unit": "ml"}},
        {"lotNumber": "L" * 9000, "note": [{"text": "x" * 9000}] * 30},
        {"location": {"display": "Z" * 9000}},
        {"performer": [{"actor": {"display": "y"}}] * 2000},
        {"vaccineCode": {"coding": [{"system": CVX, "code": str(number)} for number in range(3000)]}},
        {"extension": [{"url": "urn:tram:deferred-until", "valueDate": "2026-02-28"}]},
        {"site": {"coding": [{"system": "urn:tram:site", "code": "XX"}]}},
    ],
)
def test_what_is_odd_but_lawful_fits_its_columns(tmp_path: Path, more: world.Json) -> None:
    assert bring(tmp_path, shot(**more)).total.refused == 0
    for row in Dose.objects.all():
        fits(row)
        assert row.quantity is None or row.quantity > 0


def test_a_vaccination_nested_past_reason_is_refused(tmp_path: Path) -> None:
    nested = '{"url":"u","extension":[' * 3000 + "]}" * 3000
    text = json.dumps(shot(extension=[])).replace('"extension": []', f'"extension": [{nested}]')
    assert take(write(tmp_path / "deep.json", text.encode())).files_refused == 1
