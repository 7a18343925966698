"""Messages of aggregate numbers: what is written is read back, attacks and wrecks are refused, periods both ways."""

from __future__ import annotations

import gzip
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tram.engines.definitions import DefinitionError
from tram.exchange.aggregate import values as limits
from tram.exchange.aggregate import xml
from tram.exchange.aggregate.adx import write_adx
from tram.exchange.aggregate.dxf import write_json
from tram.exchange.aggregate.mapping import Names, mapping, uid
from tram.exchange.aggregate.periods import as_adx, as_dhis2, interval_text, period_text, read_interval, read_period
from tram.exchange.aggregate.reading import read_message
from tram.exchange.aggregate.values import DataValue
from tram.exchange.checks import names_are_whole, wrong_examples
from tram.exchange.faults import Unfit
from tram.kernel.definitions import load_toml
from tram.kernel.periods import Period, kind_of, parse_period

NAMES: dict[str, Any] = {
    "id": "test.dhis2",
    "categories": {
        "sex": {"code": "SEX", "options": {"male": "M", "female": "F"}},
        "age_group": {"code": "AGE"},
    },
    "combos": {"HllvX50cXC0": {}, "kjuiHgy67hg": {"sex": "male"}},
    "elements": {"visits": {"numerator": {"uid": "f7n9E0hX8qk", "code": "DE_A"}}},
}
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30
).map(str.strip)
SOME = TEXT.filter(bool)
PERIODS = st.sampled_from(["202601", "2026Q3", "2026S2", "2026", "20260228", "2026W5"])


def values(**more: Any) -> st.SearchStrategy[DataValue]:
    return st.builds(
        DataValue, element=SOME, period=PERIODS, place=SOME, value=st.none() | TEXT, comment=TEXT, data_set=TEXT,
        deleted=st.booleans(), attribute=TEXT, **more,
    )  # fmt: skip


@given(st.lists(values(combo=TEXT), max_size=8))
def test_what_is_written_as_json_is_read_back(some: list[DataValue]) -> None:
    assert list(read_message(write_json(some)).values) == some


@given(st.lists(values(combo=TEXT, keys=st.dictionaries(st.sampled_from(["SEX", "AGE", "x-1"]), SOME)), max_size=8))
def test_what_is_written_as_adx_is_read_back(some: list[DataValue]) -> None:
    assert list(read_message(write_adx(some)).values) == some


def test_adx_gathers_the_values_of_one_place_and_period_in_one_group() -> None:
    some = [DataValue("a", "202601", "1", "1"), DataValue("b", "202601", "1", "2"), DataValue("a", "202602", "1", "3")]
    told = write_adx(some).decode()
    assert told.count("<group") == 2
    assert 'period="2026-01-01/P1M"' in told


@pytest.mark.parametrize("bad", ["a b", "1x", "dataElement", "é"])
def test_a_group_that_adx_cannot_name_is_refused(bad: str) -> None:
    with pytest.raises(Unfit):
        write_adx([DataValue("a", "2026", "1", "1", keys={bad: "x"})])


def test_a_sign_that_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(Unfit):
        write_adx([DataValue("a", "2026", "1", "x\x00")])


BOMB = b"""<?xml version="1.0"?><!DOCTYPE adx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<adx xmlns="urn:ihe:qrph:adx:2015"><group period="&b;"/></adx>"""
FILE = b"""<!DOCTYPE adx [<!ENTITY x SYSTEM "file:///etc/passwd">]><adx xmlns="urn:ihe:qrph:adx:2015">&x;</adx>"""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BOMB, "DOCTYPE"),
        (FILE, "DOCTYPE"),
        (b"<a>" * 20 + b"</a>" * 20, "lồng quá sâu"),
        (b"<adx><group></adx>", "hỏng"),
        (b"<html/>", "không phải ADX"),
        (b'<adx xmlns="urn:other"/>', "không phải ADX"),
        (b'<dataValueSet xmlns="urn:other"/>', "không phải ADX"),
        (b'<dataValueSet><dataValue value="' + b"x" * 2000 + b'"/></dataValueSet>', "dài quá"),
        (b"{", "JSON"),
        (b"[]", "dataValues"),
        (b'{"dataValues": 3}', "dataValues"),
        (b'{"dataValues": [{"value": "' + b"x" * 2000 + b'"}]}', "dài quá"),
        (b"[" * 100_000, "JSON"),
        (b"", "không có gì"),
        (b"  \n ", "không có gì"),
        (b"a,b\n", "CSV"),
        (b"\xff\xfe1", "CSV"),
        (gzip.compress(b"{}", mtime=0), "CSV"),
        (b'"a\nb', "CSV"),
    ],
)
def test_what_is_no_message_or_is_an_attack_is_refused_with_a_reason(data: bytes, words: str) -> None:
    with pytest.raises(Unfit) as unfit:
        read_message(data)
    assert words in unfit.value.reason


def test_files_of_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_VALUES", 2)
    monkeypatch.setattr(xml, "MOST_VALUES", 2)
    some = [DataValue("a", "2026", "1", str(number)) for number in range(5)]
    for data in (write_json(some), write_adx(some), b"a,2026,1,,,1\n" * 5):
        with pytest.raises(Unfit):
            read_message(data)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = read_message(data)
    except Unfit:
        return
    assert all(one.row for one in found.values)


@pytest.mark.parametrize(
    ("text", "period", "interval"),
    [
        ("2026", "2026", "2026-01-01/P1Y"),
        ("2026S2", "2026-H2", "2026-07-01/P6M"),
        ("2026Q4", "2026-Q4", "2026-10-01/P3M"),
        ("202610", "2026-10", "2026-10-01/P1M"),
        ("20261005", "2026-10-05", "2026-10-05/P1D"),
        ("2026W5", "2026-01-26..2026-02-01", "2026-01-26/P7D"),
    ],
)
def test_periods_are_written_and_read_as_both_standards_have_them(text: str, period: str, interval: str) -> None:
    told = parse_period(period)
    assert (read_period(text), period_text(told)) == (told, text)
    assert (read_interval(interval), interval_text(told)) == (told, interval)
    assert (as_dhis2(interval), as_adx(text)) == (text, interval)


@pytest.mark.parametrize(
    "text", ["", "201213", "2012Q5", "2012S3", "2012W54", "9999W52", "20120230", "2012-01", "12", "0000", "x"]
)
def test_periods_that_are_none_are_not_guessed(text: str) -> None:
    assert read_period(text) is None
    assert as_adx(text) == text


@pytest.mark.parametrize("text", ["2026-13-01/P1M", "2026-01-01/P0M", "2026-01-31/P1M", "9999-12-01/P1M", "2026-01-01"])
def test_intervals_that_are_none_are_not_guessed(text: str) -> None:
    assert as_dhis2(text) == text


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_every_calendar_period_goes_there_and_back(day: date, shape: str) -> None:
    period = parse_period(day.strftime(shape))
    text = period_text(period)
    assert text is not None
    assert read_period(text) == period
    assert read_interval(as_adx(text)) == period
    assert kind_of(period) in {"year", "month", "day"}


def test_days_that_are_no_period_have_no_name() -> None:
    assert period_text(Period(date(2026, 10, 2), date(2026, 10, 8))) is None
    assert interval_text(Period(date(2026, 10, 2))) is None


KEYS = st.fixed_dictionaries({}, optional={"sex": st.sampled_from(["male", "female", ""]), "age_group": TEXT})


@given(KEYS)
@example({"sex": "male", "age_group": "~"})
def test_groups_go_into_both_kinds_of_names_and_come_back(keys: dict[str, str]) -> None:
    names = Names.read(NAMES)
    assert names.keys_of_combo(names.combo(keys)) == keys
    if "~" not in keys.values():
        assert names.keys_of_options(names.options(keys)) == keys


def test_identifiers_made_by_rule_are_always_the_same_and_of_dhis2s_shape() -> None:
    names = Names.read(NAMES, [("ct25-insured", True), ("visits", False)])
    assert {one.code for one in names.elements} == {"DE_A", "TRAM_CT25_INSURED", "TRAM_CT25_INSURED_DEN"}
    assert uid("TRAM_CT25_INSURED") == "stKOCJsfHc7"
    assert all(len(one.uid) == 11 and one.uid[0].isalpha() and one.uid.isalnum() for one in names.elements)
    assert names.by_identifier["f7n9E0hX8qk"] is names.by_identifier["DE_A"]


def test_the_shipped_names_say_what_their_examples_promise() -> None:
    assert names_are_whole() == []
    body = load_toml("exchange", "dhis2")
    first = {**body["examples"][1], "keys": {"sex": "male", "age_group": "0-4"}}
    assert len(list(wrong_examples(mapping(date(2026, 10, 31)), {"examples": [first]}))) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"elements": {"a": {"numerator": {"code": "X"}}, "b": {"numerator": {"code": "X"}}}},
        {"elements": {"a": {"percent": {"code": "X"}}}},
        {"elements": {"a": {"numerator": {"kind": "colour"}}}},
        {"categories": {"sex": {"code": "giới tính"}}},
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError):
        Names.read({"id": "test.dhis2", **wrong})
