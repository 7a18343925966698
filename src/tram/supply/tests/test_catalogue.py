"""The catalogue of a station: written with its prices, found by a few letters, priced by the day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from tram.kernel.actors import Actor, Role
from tram.kernel.facts import verify
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal
from tram.supply import api
from tram.supply.api import IndicatorInput, ItemInput

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
HERE, NEXT = "03424", "03390"
AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
DAY = date(2026, 11, 2)
PARA = ItemInput("drug", "40.48", "Paracetamol 500mg", "viên", Decimal(350), strength="500mg", ingredient="Paracetamol")
SUGAR = ItemInput(
    "service", "23.0075.1494", "Định lượng Glucose [Máu]", "lần", Decimal(22400), group="1",
    indicators=(IndicatorInput("Glucose", "15074-8", "mmol/L"),),
)  # fmt: skip


def somebody(role: Role, commune: str = HERE) -> Actor:
    return Actor(uuid7(), role, frozenset({role}), frozenset({commune}), None, None)


@pytest.fixture
def head() -> Actor:
    return somebody(Role.STATION_HEAD)


@pytest.fixture
def listed(head: Actor) -> tuple[UUID, ...]:
    return api.record_items(by=head, at=AT, commune=HERE, day=DAY, rows=[PARA, SUGAR])


def names(actor: Actor, text: str, day: date = DAY) -> list[str]:
    return [found.name for found in api.find_items(actor, HERE, day, text)]


@pytest.mark.usefixtures("listed")
def test_a_few_letters_without_tones_find_an_item() -> None:
    nurse = somebody(Role.NURSE)
    assert names(nurse, "par") == [PARA.name]
    assert names(nurse, "dinh luong glu") == [SUGAR.name]
    assert names(nurse, "500mg para") == [PARA.name]
    assert names(nurse, "40.48") == [PARA.name]
    assert names(nurse, "arac") == []
    assert len(names(nurse, "")) == 2
    assert names(nurse, "para", date(2026, 11, 1)) == []


def test_a_price_holds_from_its_day_and_the_old_one_until_the_day_before(head: Actor, listed: tuple[UUID, ...]) -> None:
    dearer = ItemInput("drug", PARA.code, PARA.name, "viên", Decimal(400), strength="500mg", ingredient="Paracetamol")
    assert api.record_items(by=head, at=AT, commune=HERE, day=date(2026, 12, 1), rows=[dearer]) == listed[:1]
    book = api.price_book(listed, DAY, date(2026, 12, 31))
    assert [(one.price, one.valid_to) for one in book[listed[0]]] == [
        (Decimal(350), date(2026, 11, 30)),
        (Decimal(400), None),
    ]
    bought = api.price_on(listed[0], date(2026, 11, 30))
    assert bought is not None
    assert bought.price == Decimal(350)
    assert verify().holds


def test_what_says_nothing_new_writes_no_price(head: Actor, listed: tuple[UUID, ...]) -> None:
    api.record_items(by=head, at=AT, commune=HERE, day=date(2026, 12, 1), rows=[PARA, SUGAR])
    assert [len(one) for one in api.price_book(listed, DAY, date(2027, 1, 1)).values()] == [1, 1]
    found = api.item(listed[1])
    assert found is not None
    assert [(one.name, one.unit) for one in found.indicators] == [("Glucose", "mmol/L")]


def test_an_item_that_ended_is_offered_no_more(head: Actor, listed: tuple[UUID, ...]) -> None:
    api.end_item(by=head, at=AT, item=listed[0], day=date(2026, 12, 1))
    assert names(head, "para", date(2026, 11, 30)) == [PARA.name]
    assert names(head, "para", date(2026, 12, 1)) == []
    with pytest.raises(Refusal):
        api.end_item(by=head, at=AT, item=listed[0], day=date(2026, 12, 2))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ItemInput("x", "1", "A", "viên", Decimal(1)), "item.kind"),
        (ItemInput("drug", " ", "A", "viên", Decimal(1)), "item.code"),
        (ItemInput("drug", "1", "", "viên", Decimal(1)), "item.name"),
        (ItemInput("drug", "1", "A", "", Decimal(1)), "item.unit"),
        (ItemInput("drug", "1", "A" * 501, "viên", Decimal(1)), "item.name"),
        (ItemInput("drug", "1", "A", "viên", Decimal(-1)), "item.price"),
        (ItemInput("drug", "1", "A", "viên", Decimal("NaN")), "item.price"),
        (ItemInput("drug", "1", "A", "viên", Decimal(1), fund_rate=101), "item.fund_rate"),
    ],
)
def test_what_is_no_item_is_refused_and_nothing_written(head: Actor, row: ItemInput, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        api.record_items(by=head, at=AT, commune=HERE, day=DAY, rows=[PARA, row])
    assert refused.value.code == code
    assert names(head, "") == []


@pytest.mark.usefixtures("listed")
def test_the_nurse_next_door_sees_no_list_and_a_nurse_writes_none() -> None:
    with pytest.raises(Refusal):
        api.find_items(somebody(Role.NURSE, NEXT), HERE, DAY, "")
    with pytest.raises(Refusal):
        api.record_items(by=somebody(Role.NURSE), at=AT, commune=HERE, day=DAY, rows=[PARA])
    with pytest.raises(Refusal):
        api.record_items(by=somebody(Role.STATION_HEAD, NEXT), at=AT, commune=HERE, day=DAY, rows=[PARA])
