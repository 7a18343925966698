"""Rules of mapping: dates, names, numbers, codes; no database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tram.exchange.faults import Unfit
from tram.exchange.mapping import Kept, Key, Mapped, base_of, heading, key_of, mapped
from tram.exchange.mapping.keys import key_from_text
from tram.exchange.mapping.values import coding_of, day_of, instant_of, number_of
from tram.exchange.schema import faults
from tram.exchange.tests import world
from tram.kernel.definitions import load_csv, load_toml


def row(resource: world.Json) -> dict[str, Any]:
    found = mapped(resource, "")
    assert isinstance(found, Mapped)
    return found.rows[0]


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("1961", date(1961, 1, 1), "year"),
        ("1961-03", date(1961, 3, 1), "month"),
        ("1961-03-12", date(1961, 3, 12), "day"),
        ("2026-10-04T20:00:00Z", date(2026, 10, 5), "day"),
        (None, None, "day"),
    ],
)
def test_dates_keep_their_precision_and_vietnams_calendar(text: str | None, day: date | None, precision: str) -> None:
    assert day_of(text, "x") == (day, precision)


@pytest.mark.parametrize("text", ["2026-02-30", "1500-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00"])
def test_days_outside_the_calendar_are_refused(text: str) -> None:
    with pytest.raises(Unfit):
        instant_of(text, "x")


def test_a_leap_second_is_the_second_before() -> None:
    assert instant_of("2016-12-31T23:59:60Z", "x") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ({"reference": "urn:uuid:ABC"}, Key("id", "", "", "abc")),
        ({"reference": "Patient/1"}, Key("id", "Patient", "https://a.example/fhir", "1")),
        ({"reference": "https://b.example/r4/Patient/1/_history/2"}, Key("id", "Patient", "https://b.example/r4", "1")),
        ({"reference": "Practitioner?identifier=http://x|9"}, Key("identifier", "Practitioner", "http://x", "9")),
        ({"identifier": {"system": "s", "value": "9"}}, Key("identifier", "Organization", "s", "9")),
        ({"reference": "#contained"}, None),
        ({"display": "ai đó"}, None),
        (None, None),
    ],
)
def test_references_of_every_shape(reference: Any, key: Key | None) -> None:
    assert key_of(reference, "https://a.example/fhir", "Organization") == key
    if key is not None:
        assert key_from_text(key.text()) == key


def test_a_full_url_tells_server_and_id() -> None:
    assert base_of("https://a.example/fhir/Patient/1") == ("https://a.example/fhir", "1")
    assert base_of("urn:uuid:AB-1") == ("", "ab-1")
    assert base_of("http://x") == ("", "")


def test_names_are_written_family_first_and_whole_text_wins() -> None:
    assert row(world.patient())["full_name"] == "Lò Thị Lan"
    assert row(world.patient(name=[{"text": "Tẩn  A Sáng", "family": "x"}]))["full_name"] == "Tẩn A Sáng"
    assert isinstance(mapped(world.patient(name=[]), ""), Kept)


def test_national_identifiers_get_our_names() -> None:
    card = {"system": "http://fhir.ehealth.gov.vn/core/sid/national_id", "value": "012161000123"}
    typed = {"type": {"coding": [{"code": "MR"}]}, "value": "7"}
    found = row(world.patient(identifier=[card, typed, {"system": "x"}]))["identifiers"]
    assert found == [("cccd", "012161000123"), ("MR", "7")]


def test_an_address_with_a_commune_code_is_a_residence_there() -> None:
    ward = {"url": "ward", "valueCodeableConcept": {"coding": [{"code": "03175"}]}}
    url = "http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address"
    assert row(world.patient(address=[{"extension": [{"url": url, "extension": [ward]}]}]))["commune"] == "03175"


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ({"valueQuantity": {"value": 7.25, "unit": "mmol/L"}}, {"number": Decimal("7.25"), "unit": "mmol/L"}),
        ({"valueQuantity": {"value": 5, "comparator": "<", "unit": "IU"}}, {"text": "< 5 IU"}),
        ({"valueQuantity": {"value": 1e15, "unit": "x"}}, {"text": "1000000000000000.0 x"}),
        ({"valueInteger": 3}, {"number": Decimal(3)}),
        ({"valueBoolean": False}, {"text": "không"}),
        ({"valueString": "  âm  tính "}, {"text": "âm tính"}),
        ({"valueCodeableConcept": {"coding": [{"system": "s", "code": "c", "display": "d"}]}},
         {"value_system": "s", "value_code": "c", "text": "d"}),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 80}}}, {"text": "1 / 80"}),
        ({"valueRange": {"low": {"value": 1, "unit": "g"}, "high": {"value": 2, "unit": "g"}}}, {"text": "1 g – 2 g"}),
        ({"valuePeriod": {"start": "2026-01-01", "end": "2026-02-01"}}, {"text": "2026-01-01 – 2026-02-01"}),
    ],
)  # fmt: skip
def test_values_of_every_kind(value: world.Json, columns: dict[str, Any]) -> None:
    found = row(world.pressure(component=[], **value))
    assert {name: found[name] for name in columns} == columns


@pytest.mark.parametrize(
    ("code", "outcome"), [("home", "home"), ("hosp", "referred"), ("aadvice", "left"), ("exp", "died"), ("oth", "")]
)
def test_a_disposition_tells_how_a_visit_ended(code: str, outcome: str) -> None:
    system = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
    said = {"hospitalization": {"dischargeDisposition": {"coding": [{"system": system, "code": code}]}}}
    assert row(world.encounter(**said))["outcome"] == outcome


def test_a_source_that_says_nothing_of_it_leaves_it_open() -> None:
    assert row(world.encounter())["outcome"] == ""
    assert row(world.encounter(hospitalization={}))["outcome"] == ""


def test_codes_prefer_icd_10_and_loinc() -> None:
    assert row(world.condition())["code"] == "I10"
    assert coding_of({"text": "ho"}) == ("", "", "ho")


def test_numbers_too_large_for_a_column_are_none() -> None:
    assert number_of(10**30) is None
    assert number_of(True) is None
    assert number_of(0.12345) == Decimal("0.1234")


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        (world.encounter(status="planned"), "dự kiến"),
        (world.encounter(period={}), "không có ngày"),
        (world.condition(verificationStatus={"coding": [{"code": "refuted"}]}), "bác bỏ"),
        (world.pressure(component=[]), "Không có giá trị"),
        (world.procedure() | {"status": "not-done"}, "không làm"),
        (world.prescription() | {"intent": "proposal"}, "đề nghị"),
        (world.document() | {"content": [{"attachment": {"contentType": "application/pdf"}}]}, "không phải chữ"),
    ],
)
def test_what_is_not_used_says_why(resource: world.Json, why: str) -> None:
    found = mapped(resource, "")
    assert isinstance(found, Kept)
    assert why in found.why


def test_an_immunization_is_listed_by_its_vaccine_and_day() -> None:
    found = heading(world.immunization(), "")
    assert (found.title, found.day) == ("Vắc xin đang thử", date(2026, 10, 5))


@pytest.mark.parametrize("example", load_toml("exchange", "fhir-r4")["examples"], ids=lambda each: each["title_vi"])
def test_the_structure_definition_holds_for_its_examples(example: dict[str, str]) -> None:
    import json

    assert [each.field for each in faults(json.loads(example["resource"]))] == [*filter(None, [example["expected"]])]


@pytest.mark.parametrize("name", ["identifier_systems", "facility_kinds", "professions", "resource_types"])
def test_mapping_tables_hold_for_their_examples(name: str) -> None:
    for example in load_toml("exchange", name)["examples"]:
        [found] = [
            line
            for line in load_csv("exchange", name)
            if all(line[column] == value for column, value in example["where"].items())
        ]
        assert {column: found[column] for column in example["expected"]} == example["expected"]


def test_a_number_where_an_object_belongs_is_a_fault() -> None:
    assert [each.field for each in faults(world.condition(code=5))] == ["code"]
    assert [each.field for each in faults(world.patient(multipleBirthInteger=1.5))] == ["multipleBirthInteger"]


def test_a_contained_resource_is_held_to_its_own_type() -> None:
    inside = {"resourceType": "Medication", "id": "m", "color": "đỏ"}
    assert [each.field for each in faults(world.prescription() | {"contained": [inside]})] == ["contained[0].color"]


@pytest.mark.parametrize(
    ("quantity", "told"),
    [
        ({"value": 30, "unit": "viên"}, {"quantity": Decimal(30), "unit": "viên"}),
        ({"value": 0.5, "code": "mL"}, {"quantity": Decimal("0.5"), "unit": "mL"}),
        ({"value": -1, "unit": "viên"}, {}),
        ({"value": 1e300}, {}),
        ({"value": "30"}, {}),
        ({}, {}),
    ],
)
def test_how_much_of_a_drug_is_to_be_given(quantity: dict[str, Any], told: dict[str, Any]) -> None:
    found = row({**world.prescription(), "dispenseRequest": {"quantity": quantity}})
    assert {name: found[name] for name in ("quantity", "unit") if name in found} == told
