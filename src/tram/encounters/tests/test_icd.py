"""The code list: finding a code the way people type, and the edits that say no."""

from __future__ import annotations

from datetime import date
from statistics import median
from time import perf_counter

import pytest

from tram.encounters.icd import all_codes, diagnosis_findings, icd_code, list_on, search_codes
from tram.encounters.inputs import DiagnosisInput
from tram.kernel.definitions import load_toml

OLD_LIST, NEW_LIST = date(2026, 6, 30), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("i10", "I10"),
        ("I10", "I10"),
        ("e119", "E11.9"),
        ("E11.9", "E11.9"),
        ("tang huyet ap", "I10"),
        ("tăng huyết áp", "I10"),
        ("TĂNG HUYẾT ÁP", "I10"),
        ("huyet tang ap", "I10"),
        ("cao huyết áp", "I10"),
        ("tieu duong", "E11.9"),
        ("viem hong", "J02.9"),
        ("dau lung", "M54.5"),
    ],
)
def test_a_code_is_found_by_code_or_words_with_or_without_tones(typed, first):
    assert search_codes(typed)[0].code == first


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "i10 khong co", "%", "'; --"])
def test_nothing_fits_nothing(typed):
    assert search_codes(typed) == []


def test_codes_this_station_uses_come_first():
    assert search_codes("viem hong", {"J31.2": 40})[0].code == "J31.2"


def test_a_search_takes_a_few_milliseconds():
    all_codes()
    times = []
    for typed in ("tang huyet ap", "viem", "i1", "dau", "benh", "e11") * 5:
        began = perf_counter()
        search_codes(typed)
        times.append(perf_counter() - began)
    assert median(times) < 0.05


def test_every_code_has_a_name_and_only_known_edits():
    known = load_toml("encounters", "icd10")["edits"]
    assert len(all_codes()) == 12_137
    assert [code.code for code in all_codes().values() if not code.name_vi or set(code.edits) - set(known)] == []
    assert len({code.code for code in all_codes().values()}) == len(all_codes())


def test_the_list_is_chosen_by_the_day_the_visit_ends():
    assert (list_on(OLD_LIST).id, list_on(OLD_LIST).assumed) == ("qd4469", False)
    assert (list_on(NEW_LIST).id, list_on(NEW_LIST).assumed) == ("tt06", True)
    assert list_on(date(2010, 1, 1)).id == "qd4469"


def found(code: str, day: date, role="main", sex="female", born=date(1960, 5, 1)):
    return [(each.id, each.severity) for each in diagnosis_findings([DiagnosisInput(code, role=role)], day, sex, born)]


@pytest.mark.parametrize(
    ("code", "day", "more", "expected"),
    [
        ("I10", OLD_LIST, {}, []),
        ("Z34.9", OLD_LIST, {"born": date(2000, 1, 1)}, [("diagnosis.not_main", "error")]),
        ("Z34.9", NEW_LIST, {"born": date(2000, 1, 1)}, [("diagnosis.not_main", "warning")]),
        ("Z34.9", OLD_LIST, {"born": date(2000, 1, 1), "role": "accompanying"}, []),
        ("N40", NEW_LIST, {}, [("diagnosis.sex", "error")]),
        ("N40", NEW_LIST, {"sex": "male"}, []),
        ("N40", NEW_LIST, {"sex": "unknown"}, []),
        ("I10", OLD_LIST, {"born": date(2026, 6, 1)}, [("diagnosis.age", "warning")]),
        ("I10", OLD_LIST, {"born": date(2025, 6, 30)}, []),
        ("I10", OLD_LIST, {"born": date(2025, 7, 1)}, [("diagnosis.age", "warning")]),
        ("I10", OLD_LIST, {"born": None}, []),
        ("X99X", OLD_LIST, {}, [("diagnosis.unknown_code", "error")]),
    ],
)
def test_edits_say_what_does_not_fit(code, day, more, expected):
    assert found(code, day, **more) == expected


def test_a_finding_names_its_rule_and_says_when_the_rule_is_assumed():
    [old] = diagnosis_findings([DiagnosisInput("N40")], OLD_LIST, "female", None)
    [new] = diagnosis_findings([DiagnosisInput("N40")], NEW_LIST, "female", None)
    assert old.sentence == "Mã N40 (Tăng sản tuyến tiền liệt) chỉ có ở nam."
    assert old.source == "Quyết định 4469/QĐ-BYT, phụ lục A4.2"
    assert "chưa đối chiếu" in new.source


def test_codes_of_other_systems_pass():
    assert (
        diagnosis_findings([DiagnosisInput("38341003", system="http://snomed.info/sct")], OLD_LIST, "male", None) == ()
    )


def test_a_code_is_read_in_any_usual_form():
    for typed in ("e119", "E11.9", " e11.9 ", "E11.9†"):
        code = icd_code(typed)
        assert code is not None
        assert code.code == "E11.9"
    assert icd_code("E1") is None
