"""DHIS2's own sample messages, when they lie beside the repository: good ones read, bad ones refused with a reason."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tram.exchange.aggregate.judging import judge
from tram.exchange.aggregate.mapping import Names
from tram.exchange.aggregate.reading import read_message
from tram.exchange.aggregate.values import Message

DHIS2 = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "dhis2"
pytestmark = pytest.mark.skipif(not DHIS2.is_dir(), reason="DHIS2 oracles: put shared/ beside the repository")

PLACES = {
    "00001": "DiszpKrYNg8", "00002": "BdfsJfj87js", "00003": "342", "00004": "123", "00005": "456",
    "00006": "P1233333333", "00007": "D4566666666", "00008": "Provincial Hospital", "00009": "District Hospital",
    "00010": "j7Hg26FpoIa", "00011": "OU_A", "00012": "OU_B", "00013": "OU1", "00014": "OU2", "00015": "OU3",
}  # fmt: skip
SEX, AGE = {"female": "F", "male": "M"}, {"under": "under5", "over": "over5"}
NAMES: dict[str, Any] = {
    "id": "test.dhis2",
    "places": PLACES,
    "combos": {
        "OC_DEF_CODE": {}, "Gad33qy67g5": {"mechanism": "b"}, "kjuiHgy67hg": {"mechanism": "a"},
        "FOver555555": {"sex": "female", "age": "over"}, "MOver555555": {"sex": "male", "age": "over"},
        "Female Over 5": {"sex": "female", "age": "over"}, "Male Over 5": {"sex": "male", "age": "over"},
        "F_Over5": {"sex": "female", "age": "over"}, "M_Over5": {"sex": "male", "age": "over"},
        "cocMcDonald": {"mechanism": "m"}, "McDonalds CategoryOptionCombo": {"mechanism": "m"},
        "coc_McDonalds": {"mechanism": "m"}, "McDonalds": {"mechanism": "m"},
    },
    "categories": {
        "sex": {"code": "sex"}, "age": {"code": "age"}, "mechanism": {"code": "mechanism"},
        "ageGroup": {"code": "ageGroup"}, "sexB": {"code": "Sex_category"}, "ageB": {"code": "Age_category"},
        "mechanismB": {"code": "Mechanism_category"}, "sexC": {"code": "sexxxxxxxxx"}, "ageC": {"code": "ageeeeeeeee"},
        "mechanismC": {"code": "mechanismmm"},
    },
    "elements": {
        "a": {"numerator": {"uid": "f7n9E0hX8qk", "code": "DE_A"}},
        "b": {"numerator": {"uid": "Ix2HsbDMLea", "code": "DE_B"}},
        "c": {"numerator": {"uid": "eY5ehpbEsB7", "code": "DE_C"}},
        "d": {"numerator": {"code": "DE_D"}}, "de1": {"numerator": {"code": "DE1"}},
        "de2": {"numerator": {"code": "DE2"}}, "de3": {"numerator": {"code": "DE3"}},
        "yes": {"numerator": {"uid": "jH26dja2f28", "code": "YES1", "kind": "boolean"}},
        "no": {"numerator": {"uid": "jH26dja2f30", "code": "YES2", "kind": "boolean"}},
        "true": {"numerator": {"uid": "jH26dja2f31", "code": "YES3", "kind": "true_only"}},
        **{f"m{number}": {"numerator": {"code": f"MAL0{number}"}} for number in range(1, 5)},
        "num1": {"numerator": {"code": "Malaria numeric"}}, "num2": {"numerator": {"code": "MalNummmmmm"}},
        "num3": {"numerator": {"code": "Mal_num"}}, "text1": {"numerator": {"code": "Malaria text", "kind": "text"}},
        "text2": {"numerator": {"code": "MalTexttttt", "kind": "text"}},
        "text3": {"numerator": {"code": "Mal_text", "kind": "text"}},
    },
}  # fmt: skip

GOOD = {
    "dataValueSetA.xml": 3, "dataValueSetACatCombo.xml": 3, "dataValueSetACode.xml": 3, "dataValueSetADeleted.xml": 3,
    "dataValueSetAUpdate.xml": 3, "dataValueSetB.csv": 12, "dataValueSetB.xml": 12, "dataValueSetBCode.xml": 12,
    "dataValueSetBAttribute.xml": 12, "dataValueSetBAttributeIdScheme.xml": 12, "dataValueSetBDeleted.xml": 12,
    "dataValueSetBNew.xml": 12, "dataValueSetBNewDeleted.xml": 12, "dataValueSetBNoHeader.csv": 12,
    "dataValueSetBUpdate.xml": 6,  "dataValueSetC.xml": 3, "dataValueSetCCode.xml": 3,
    "dataValueSetCreateDate.json": 1, "dataValueSetCreateDateUpdated.json": 1, "dataValueSetD.xml": 3,
    "dataValueSetD2.xml": 3, "dataValueSetE.xml": 3, "dataValueSetH.xml": 3, "dataValueSetJ.json": 1,
    "dataValueSetJDeleteNewValue.json": 1, "dataValueSetJDeleteZeroValue.json": 1,
    "dataValueSetWithDataSetHeader.csv": 3, "dataValueSetNonStrict.xml": 3, "dataValueSetIllegalCoc.xml": 1,
    "adx_data_sample2.xml": 13, "exportA.adx.xml": 2, "exportB.adx.xml": 4, "exportC.adx.xml": 4, "exportD.adx.xml": 1,
    "importA.adx.xml": 9, "importB.adx.xml": 9, "importC.adx.xml": 9, "importDates.adx.xml": 1,
    "importDatesUpdate.adx.xml": 1,
}  # fmt: skip
BAD: dict[str, tuple[int, dict[str, int]]] = {
    "dataValueSetANull.xml": (1, {"value": 2}),
    "dataValueSetJDeleteNoValue.json": (0, {"value": 1}),
    "dataValueSetF.xml": (0, {"attributeOptionCombo": 4}),
    "dataValueSetG.xml": (1, {"dataElement": 2, "orgUnit": 1}),
    "dataValueSetIllegalOrgUnit.xml": (0, {"orgUnit": 1}),
    "dataValueSetInvalid.xml": (2, {"value": 1}),
    "dataValueSetBooleanTest.csv": (14, {"value": 4}),
    "dataValueSetBooleanDuplicatesTest.csv": (4, {"dataElement": 10, "value": 4}),
    "adx_data_sample1.xml": (7, {"dataElement": 6}),
}


def message(name: str) -> Message:
    folder = "adx" if "adx" in name else "dxf2"
    return read_message((DHIS2 / folder / name).read_bytes(), name)


def known(place: str, _day: date) -> bool:
    return place in PLACES


def test_every_sample_is_named_here() -> None:
    there = {path.name for folder in ("adx", "dxf2") for path in (DHIS2 / folder).iterdir()}
    assert there == GOOD.keys() | BAD.keys()


@pytest.mark.parametrize(("name", "count"), GOOD.items())
def test_a_good_sample_is_taken_whole(name: str, count: int) -> None:
    taken, faults = judge(message(name), Names.read(NAMES), known, name)
    assert [fault.sentence() for fault in faults] == []
    assert len(taken) == count


@pytest.mark.parametrize(("name", "expected"), BAD.items())
def test_the_bad_values_of_a_sample_are_refused_with_field_and_reason(
    name: str, expected: tuple[int, dict[str, int]]
) -> None:
    taken, faults = judge(message(name), Names.read(NAMES), known, name)
    assert (len(taken), dict(Counter(fault.field for fault in faults))) == expected
    assert all(fault.reason and fault.entry.startswith("dòng ") for fault in faults)


@pytest.mark.parametrize("change", ["period", "place"])
def test_a_sample_without_its_period_or_place_is_refused(change: str) -> None:
    path = DHIS2 / "adx" / "exportD.adx.xml"
    gone = {"period": b'period="2020-01-01/P1M"', "place": b'orgUnit="District Hospital"'}[change]
    taken, faults = judge(read_message(path.read_bytes().replace(gone, b"")), Names.read(NAMES), known)
    assert (taken, len(faults)) == ([], 1)


def test_what_a_combination_means_is_known_only_from_the_mapping() -> None:
    strict = Names.read({**NAMES, "combos": {}})
    _taken, faults = judge(message("dataValueSetIllegalCoc.xml"), strict, known)
    assert [fault.field for fault in faults] == ["categoryOptionCombo"]
