"""Aggregate numbers taken in and sent: half a file, twice a file, whose places, what a closed report says outside."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from tram.exchange.aggregate import commands
from tram.exchange.aggregate.deeds import indicators_message
from tram.exchange.aggregate.dxf import write_json
from tram.exchange.aggregate.mapping import Names
from tram.exchange.aggregate.reading import read_message
from tram.exchange.aggregate.reads import received_values
from tram.exchange.aggregate.receiving import Taken, import_values
from tram.exchange.aggregate.sending import Number, message_values
from tram.exchange.aggregate.values import DataValue
from tram.exchange.models import ReceivedValue
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import verify
from tram.kernel.models import Fact
from tram.kernel.periods import month, parse_period
from tram.kernel.refusals import Refusal
from tram.kernel.text import search_key
from tram.places.models import Commune
from tram.places.reads.law import forget

HERE, NEXT = "03390", "03424"
AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
OCTOBER = month(2026, 10)
INSURED, WHOLE = "TRAM_CT25_INSURED", "TRAM_CT25_INSURED_DEN"
pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@pytest.fixture(autouse=True)
def law(db: None) -> None:
    """Two communes of one province."""
    for code, name in ((HERE, "Bình Lư"), (NEXT, "Bản Bo")):
        Commune.objects.create(
            code=code, name=name, full_name=f"Xã {name}", unit_type="Xã", search_key=search_key(name),
            province_code="12", province_name="Lai Châu", valid_from=date(2025, 7, 1),
        )  # fmt: skip
    forget()


def head(*communes: str) -> Actor:
    return Actor(SYSTEM.id, "Thu", frozenset({Role.STATION_HEAD}), frozenset(communes))


def take(*some: DataValue, by: Actor = SYSTEM, source: str = "DHIS2 tỉnh") -> Taken:
    return import_values(by=by, at=AT, data=write_json(some), source=source, name="tệp.json")


def value(number: str | None = "7", **more: Any) -> DataValue:
    return DataValue(**{"element": INSURED, "period": "202610", "place": HERE, "value": number, **more})


def counts(taken: Taken) -> tuple[int, int, int, int, int]:
    return taken.new, taken.changed, taken.same, taken.withdrawn, len(taken.faults)


def test_values_are_kept_with_their_group_and_shown_by_place() -> None:
    taken = take(value(combo="AGE:0-4.SEX:F"), value("9", place=NEXT), value("20", place="12", element=WHOLE))
    assert counts(taken) == (3, 0, 0, 0, 0)
    (row,) = received_values(head(HERE)).rows
    assert (row.element, row.part, row.keys, row.value) == (
        "ct25-insured", "numerator", {"age_group": "0-4", "sex": "female"}, "7",
    )  # fmt: skip
    assert (row.period, row.source, row.place) == (OCTOBER, "DHIS2 tỉnh", HERE)
    assert received_values(SYSTEM).total == 3
    assert received_values(SYSTEM, place="12").rows[0].part == "denominator"
    assert received_values(SYSTEM, period=parse_period("2026-09")).rows == ()
    assert verify(rows=True).holds


def test_twice_the_same_file_doubles_nothing_and_a_change_replaces() -> None:
    first = [value(), value("9", combo="SEX:F")]
    take(*first)
    facts = Fact.objects.count()
    assert counts(take(*first)) == (0, 0, 2, 0, 0)
    assert Fact.objects.count() == facts
    assert counts(take(value("8"), first[1])) == (0, 1, 1, 0, 0)
    assert ReceivedValue.objects.count() == 2
    assert counts(take(value("8"), source="hệ khác")) == (1, 0, 0, 0, 0)


def test_a_value_the_sender_deletes_is_withdrawn() -> None:
    take(value())
    assert counts(take(value(None, deleted=True))) == (0, 0, 0, 1, 0)
    assert received_values(SYSTEM).rows == ()
    assert counts(take(value(None, deleted=True))) == (0, 0, 1, 0, 0)
    assert counts(take(value("3"))) == (0, 1, 0, 0, 0)


WRONG = [
    (value(element=""), "dataElement", "Thiếu"),
    (value(element="nonEx1sting"), "dataElement", "Không có phần tử"),
    (value(period=""), "period", "Thiếu"),
    (value(period="201213"), "period", "không đọc được"),
    (value(place=""), "orgUnit", "Thiếu"),
    (value(place="99999"), "orgUnit", "Không có địa bàn"),
    (value(place="03386"), "orgUnit", "Không có địa bàn"),
    (value(place="Việt Nam"), "orgUnit", "Không có địa bàn"),
    (value(combo="kjuiHgy67hg"), "categoryOptionCombo", "Không có tổ hợp"),
    (value(combo="SEX:X"), "SEX", "không có trong cách chia"),
    (value(combo="COLOUR:red"), "COLOUR", "Không có cách chia"),
    (value(attribute="inValidUid1"), "attributeOptionCombo", "Không có tổ hợp"),
    (value(None), "value", "Không có giá trị"),
    (value(""), "value", "Không có giá trị"),
    (value("mười"), "value", "không phải số đếm"),
    (value("-1"), "value", "không phải số đếm"),
    (value("1.5"), "value", "không phải số đếm"),
]


@pytest.mark.parametrize(("wrong", "field", "words"), WRONG, ids=lambda one: one if isinstance(one, str) else "")
def test_a_bad_value_comes_back_with_row_and_reason_and_the_good_ones_are_kept(
    wrong: DataValue, field: str, words: str
) -> None:
    taken = take(value(combo="SEX:F"), wrong, value(combo="SEX:M"))
    assert counts(taken) == (2, 0, 0, 0, 1)
    (fault,) = taken.faults
    assert (fault.file, fault.entry, fault.field) == ("tệp.json", "dòng 2", field)
    assert words in fault.reason


def test_two_values_for_one_cell_are_told_and_the_first_is_kept() -> None:
    taken = take(value("1"), value("2"), value("3", combo="HllvX50cXC0"))
    assert [fault.reason for fault in taken.faults] == ["Trùng với giá trị thứ 1 của tệp."] * 2
    assert received_values(SYSTEM).rows[0].value == "1"


def test_nobody_brings_numbers_for_places_that_are_not_theirs() -> None:
    taken = take(value(), value(place=NEXT), value(place="12"), by=head(HERE))
    assert (taken.new, {fault.field for fault in taken.faults}) == (1, {"orgUnit"})
    nurse = Actor(SYSTEM.id, "Hạnh", frozenset({Role.NURSE}), frozenset({HERE}))
    with pytest.raises(Refusal) as refusal:
        take(value(), by=nurse)
    assert refusal.value.status == 403


def test_a_file_without_a_source_or_that_is_no_message_is_refused() -> None:
    for data, source, code in ((b"{}", " ", "values.source"), (b"<a/>", "x", "values.unreadable")):
        with pytest.raises(Refusal) as refusal:
            import_values(by=SYSTEM, at=AT, data=data, source=source)
        assert refusal.value.code == code


def numbers() -> list[Number]:
    return [
        Number("ct25-insured", {"sex": "female", "village": "b1"}, 3, 5),
        Number("ct25-insured", {"sex": "female", "village": "b2"}, 4, 6),
        Number("ct25-insured", {"sex": "male", "village": "b1"}, 0, 2),
    ]


def test_what_leaves_is_summed_over_what_nobody_outside_knows() -> None:
    names = Names.read({"id": "t", "categories": {"sex": {"code": "SEX"}}}, [("ct25-insured", True)])
    told = message_values(numbers(), names, place=HERE, period=OCTOBER)
    assert [(one.element, one.combo, one.value) for one in told] == [
        (INSURED, "SEX:female", "7"), (INSURED, "SEX:male", "0"), (WHOLE, "SEX:female", "11"), (WHOLE, "SEX:male", "2"),
    ]  # fmt: skip
    with pytest.raises(Refusal):
        message_values(numbers(), names, place=HERE, period=parse_period("2026-10-02..2026-10-09"))


@pytest.mark.parametrize("form", ["dhis2", "adx"])
def test_what_is_sent_can_be_taken_in_again_and_says_the_same(form: str) -> None:
    asked: dict[str, Any] = {"at": AT, "place": "12", "period": OCTOBER, "ids": ["ct25-insured", "ct25-doctors"]}
    data = indicators_message(SYSTEM, form=form, **asked)
    taken = import_values(by=SYSTEM, at=AT, data=data, source="Trạm")
    assert (taken.faults, taken.new) == ((), 4)
    told = {(row.element, row.part): row.value for row in received_values(SYSTEM).rows}
    assert told["ct25-insured", "numerator"] == "0"
    assert import_values(by=SYSTEM, at=AT, data=data, source="Trạm").same == 4


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        indicators_message(SYSTEM, at=AT, place=HERE, period=OCTOBER, form="pdf")
    assert refusal.value.code == "values.format"


def run(name: str, *words: str) -> int:
    parser = argparse.ArgumentParser()
    getattr(commands, f"{name}_arguments")(parser)
    code: int = getattr(commands, name)(parser.parse_args(words))
    return code


def test_the_commands_write_a_file_and_take_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "gửi.json"
    words = ("--place", HERE, "--period", "2026-10", "--id", "ct25-insured", "--format")
    assert run("export", *words, "dhis2", "--out", str(out)) == 0
    assert {one.element for one in read_message(out.read_bytes()).values} == {INSURED, WHOLE}
    capsys.readouterr()
    assert run("export", *words, "adx") == 0
    assert "<adx " in capsys.readouterr().out
    assert run("import_", str(out), "--source", "Trạm", "--json") == 0
    assert json.loads(capsys.readouterr().out)["new"] == 2
    out.write_bytes(write_json([value(), value(element="x")]))
    assert run("import_", str(out), "--source", "Trạm") == 3
    assert "dòng 2" in capsys.readouterr().out
    with pytest.raises(Refusal):
        run("import_", str(tmp_path / "không.json"), "--source", "Trạm")
    with pytest.raises(Refusal):
        run("export", *words, "adx", "--out", str(tmp_path / "no" / "a.xml"))


def ask(actor: Actor, **post: Any) -> HttpResponse:
    """The page as the actor sees it; with a form, after sending it."""
    address = reverse("exchange:values")
    factory = RequestFactory()
    request = factory.post(address, post) if post else factory.get(address)
    request.actor, request.tram_at, request.session = actor, AT, {}  # type: ignore[attr-defined,assignment]
    response: HttpResponse = resolve(address).func(request)
    return response


def test_the_page_takes_a_file_and_shows_what_came_and_what_did_not() -> None:
    data = write_json([value("41", combo="SEX:F"), value(element="nonEx1sting"), value(place=NEXT)])
    page = ask(head(HERE), upload=SimpleUploadedFile("dhis2.json", data), source="DHIS2 Sở Y tế")
    text = page.content.decode()
    assert page.status_code == 200
    assert "1 giá trị mới" in text
    assert "Không có phần tử số liệu này" in text
    assert "ngoài phạm vi của bạn" in text
    shown = ask(head(HERE)).content.decode()
    for words in ("Xã Bình Lư", "2026-10", "ct25-insured", "sex: female", "DHIS2 Sở Y tế", ">41<"):
        assert words in shown
    assert "DHIS2 Sở Y tế" not in ask(head(NEXT)).content.decode()


def test_the_page_says_what_is_wrong_with_a_file_and_shows_no_form_to_those_who_may_not() -> None:
    wrong = ask(head(HERE), upload=SimpleUploadedFile("a.xml", b"<html/>"), source="x")
    assert wrong.status_code == 422
    assert "không phải ADX" in wrong.content.decode()
    nurse = Actor(SYSTEM.id, "Hạnh", frozenset({Role.NURSE}), frozenset({HERE}))
    assert 'name="upload"' not in ask(nurse).content.decode()
    with pytest.raises(Refusal):
        ask(Actor(SYSTEM.id, "Pản", frozenset({Role.VILLAGE_HEALTH_WORKER}), frozenset({HERE})))
