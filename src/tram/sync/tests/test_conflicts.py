"""Two machines change one row apart: both versions are seen, a person decides, and all machines agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from tests.support.nodes import NOON, Node, diff
from tram.encounters.api import DiagnosisInput, amend_visit, cancel_visit, record_visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import verify
from tram.kernel.ids import uuid7
from tram.kernel.models import Fork
from tram.kernel.refusals import Refusal
from tram.people.api import (
    change_person,
    correct_address,
    keep_residence,
    move_person,
    person_card,
    register_person,
    residences_of,
)
from tram.places.api import found_village
from tram.sync.actions.conflicts import Choice, decide_conflict
from tram.sync.reads.conflicts import (
    Undecided,
    about_person,
    count_undecided,
    people_apart,
    undecided,
    undecided_row,
    visits_apart,
)
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import HERE, NEXT_DOOR, identity, pull, push

HANH = Actor(uuid7(), "Hạnh", frozenset({Role.NURSE}), frozenset({HERE}))
DOCTOR = Actor(uuid7(), "Sơn", frozenset({Role.DOCTOR}), frozenset({HERE}), commune=HERE)
TUAN = Actor(uuid7(), "Tuấn", frozenset({Role.NURSE}), frozenset({NEXT_DOOR}))
OANH = Actor(uuid7(), "Oanh", frozenset({Role.CENTRE}), frozenset({HERE, NEXT_DOOR}))
DAY = date(2026, 11, 1)


@pytest.fixture
def ba(world: World) -> UUID:
    """Ông Ba, known at the station and at the centre."""
    with world.station.here():
        person = register_person(
            by=SYSTEM, at=NOON, full_name="Giàng A Ba", commune=HERE, address="Số 1", resident_since=date(2020, 1, 1)
        ).id
    meet(world)
    return person


def meet(world: World) -> None:
    """The station and the centre exchange, the neighbour too."""
    push(world.station, world.centre)
    pull(world.station, world.centre)


def both(world: World, at_station: Callable[[], object], at_centre: Callable[[], object]) -> None:
    """Each does something without knowing of the other; then the line returns."""
    with world.station.here():
        at_station()
    with world.centre.here():
        at_centre()
    meet(world)


def waits(node: Node, actor: Actor = OANH) -> list[Undecided]:
    with node.here():
        return undecided(actor, identity(node), NOON)


def choose(node: Node, actor: Actor, view: Undecided, *choices: Choice, based_on: int | None = None) -> None:
    with node.here():
        decide_conflict(
            by=actor, at=NOON, table=view.table, row=view.row, choices=choices,
            based_on=view.stamp if based_on is None else based_on,
        )  # fmt: skip


def address(node: Node, person: UUID) -> str:
    with node.here():
        return person_card(OANH, person, NOON).address


def rename(actor: Actor, person: UUID, **told: Any) -> Callable[[], object]:
    return lambda: change_person(by=actor, at=NOON, person=person, **told)


def correct(actor: Actor, person: UUID, to: str, village: UUID | None = None) -> Callable[[], object]:
    return lambda: correct_address(by=actor, at=NOON, person=person, address=to, village=village)


def test_both_addresses_are_shown_and_the_one_chosen_is_everywhere(world: World, ba: UUID) -> None:
    both(world, correct(HANH, ba, "Số 5"), correct(OANH, ba, "Số 15"))
    (at_station,), (at_centre,) = waits(world.station, HANH), waits(world.centre)
    assert at_station.questions[0].label == "Số nhà, đường"
    assert {side.text for side in at_station.questions[0].sides} == {"Số 5", "Số 15"}
    assert {side.node for side in at_centre.questions[0].sides} == {"Trạm Bản Bo", "Trung tâm"}
    assert [side.text for side in at_station.questions[0].sides if side.shown] == [
        side.text for side in at_centre.questions[0].sides if side.shown
    ]
    assert address(world.station, ba) == address(world.centre, ba)
    question = at_centre.questions[0]
    five = next(side.number for side in question.sides if side.text == "Số 5")
    choose(world.centre, OANH, at_centre, Choice(question.columns, five))
    meet(world)
    assert address(world.station, ba) == address(world.centre, ba) == "Số 5, Xã Bản Bo"
    assert waits(world.station) == waits(world.centre) == []
    assert diff(world.centre, world.station, HERE) == []
    for node in (world.station, world.centre):
        with node.here():
            assert verify(rows=True).holds


def test_the_village_of_the_person_follows_the_address_chosen(world: World, ba: UUID) -> None:
    with world.station.here():
        hon, po = (
            found_village(by=SYSTEM, at=NOON, commune=HERE, name=name, day=date(2025, 7, 1), kind="ban").id
            for name in ("Bản Hon", "Bản Pò")
        )
    meet(world)
    both(world, correct(HANH, ba, "Số 5", hon), correct(OANH, ba, "Số 15", po))
    (view,) = waits(world.centre)
    assert (view.table, view.questions[0].label) == ("people_residence", "Thôn, bản, Số nhà, đường")
    with world.centre.here():
        assert count_undecided(OANH) == 1
    question = view.questions[0]
    chosen = next(side.number for side in question.sides if "Bản Pò" in side.text)
    choose(world.centre, OANH, view, Choice(question.columns, chosen))
    meet(world)
    assert address(world.station, ba) == "Số 15, Bản Pò, Xã Bản Bo"
    with world.station.here():
        assert person_card(HANH, ba, NOON).person.village == po
    assert waits(world.station) == []


def test_different_columns_go_together_and_ask_nobody(world: World, ba: UUID) -> None:
    both(world, rename(HANH, ba, phone="0912345678"), rename(OANH, ba, full_name="Giàng A Pa"))
    assert waits(world.centre) == waits(world.station) == []
    with world.station.here():
        card = person_card(HANH, ba, NOON)
    assert (card.person.name, card.person.phone) == ("Giàng A Pa", "0912345678")


def test_a_third_value_may_be_typed_and_what_follows_from_it_is_made_anew(world: World, ba: UUID) -> None:
    both(world, rename(HANH, ba, full_name="Giàng A Bá"), rename(OANH, ba, full_name="Giàng A Pa"))
    (view,) = waits(world.station, HANH)
    question = view.questions[0]
    assert question.typed
    with pytest.raises(Refusal) as refusal:
        choose(world.station, HANH, view, Choice(question.columns, None, " "))
    assert refusal.value.code == "person.name_missing"
    choose(world.station, HANH, view, Choice(question.columns, None, "giàng a Bà"))
    meet(world)
    with world.centre.here():
        assert person_card(OANH, ba, NOON).person.name == "giàng a Bà"
        assert undecided(OANH, identity(world.centre), NOON) == []
        assert verify(rows=True).holds


def test_what_may_not_be_decided_is_refused(world: World, ba: UUID) -> None:
    both(world, rename(HANH, ba, phone="0912345678"), rename(OANH, ba, phone="0987654321"))
    (view,) = waits(world.centre)
    columns = view.questions[0].columns
    province = Actor(uuid7(), "Ngọc", frozenset({Role.PROVINCE}), None)
    for actor, choice, based_on, code in (
        (TUAN, Choice(columns, 0), None, "access.not_found"),
        (province, Choice(columns, 0), None, "access.role"),
        (OANH, Choice(columns, 0), view.stamp - 1, "row.stale"),
        (OANH, Choice(columns, 2), None, "conflict.choice"),
        (OANH, Choice(("sex",), 0), None, "conflict.choice"),
        (OANH, Choice(columns, None, "12"), None, "person.phone_shape"),
    ):
        with pytest.raises(Refusal) as refusal:
            choose(world.centre, actor, view, choice, based_on=based_on)
        assert refusal.value.code == code
    assert waits(world.centre, TUAN) == waits(world.centre, province) == []
    with world.centre.here(), pytest.raises(Refusal):
        undecided_row(TUAN, identity(world.centre), NOON, view.table, view.row)
    choose(world.centre, OANH, view, Choice(columns, 0))
    with pytest.raises(Refusal):
        choose(world.centre, OANH, view, Choice(columns, 0))


def test_two_people_who_decide_apart_are_asked_once_more(world: World, ba: UUID) -> None:
    both(world, rename(HANH, ba, phone="0912345678"), rename(OANH, ba, phone="0987654321"))
    (view,) = waits(world.centre)
    columns = view.questions[0].columns
    choose(world.centre, OANH, view, Choice(columns, 0))
    choose(world.station, HANH, view, Choice(columns, 1))
    meet(world)
    (again,), (same) = waits(world.centre), waits(world.station)
    assert len(again.questions[0].sides) == 2
    assert len(same) == 1
    choose(world.centre, OANH, again, Choice(columns, 0))
    meet(world)
    assert waits(world.centre) == waits(world.station) == []
    assert diff(world.centre, world.station, HERE) == []


def test_two_moves_apart_are_two_addresses_until_one_is_kept(world: World, ba: UUID) -> None:
    def move(actor: Actor, to: str, day: int) -> Callable[[], object]:
        on = date(2026, 10, day)
        return lambda: move_person(by=actor, at=NOON, person=ba, commune=HERE, on=on, address=to)

    both(world, move(HANH, "Số 5", 10), move(OANH, "Số 15", 15))
    for node in (world.station, world.centre):
        with node.here():
            (apart,) = people_apart(HANH, NOON)
            assert [lived.address for lived in apart.addresses] == ["Số 15", "Số 5"]
            assert count_undecided(HANH) == 1
            assert not people_apart(TUAN, NOON)
            assert not undecided(HANH, identity(node), NOON)
    with world.centre.here():
        keep_residence(by=OANH, at=NOON, person=ba, residence=apart.addresses[0].id)
    meet(world)
    for node in (world.station, world.centre):
        with node.here():
            assert count_undecided(HANH) == 0
            assert [(lived.address, lived.valid_from, lived.valid_to) for lived in residences_of(ba, DAY)] == [
                ("Số 15", date(2026, 10, 15), None),
                ("Số 5", date(2026, 10, 10), date(2026, 10, 14)),
                ("Số 1", date(2020, 1, 1), date(2026, 10, 9)),
            ]
    assert diff(world.centre, world.station, HERE) == []


def test_moves_to_two_communes_are_decided_where_the_person_is_shown(world: World, ba: UUID) -> None:
    def move(actor: Actor, commune: str) -> Callable[[], object]:
        on = date(2026, 10, 15)
        return lambda: move_person(by=actor, at=NOON, person=ba, commune=commune, on=on, address=commune)

    both(world, move(HANH, HERE), move(OANH, NEXT_DOOR))
    with world.centre.here():
        assert (undecided(OANH, identity(world.centre), NOON), count_undecided(OANH)) == ([], 1)
        (apart,) = people_apart(OANH, NOON)
        home = next(lived.id for lived in apart.addresses if lived.commune == HERE)
        keep_residence(by=OANH, at=NOON, person=ba, residence=home)
        assert count_undecided(OANH) == 0
        assert verify(rows=True).holds
    meet(world)
    assert address(world.station, ba) == "03424, Xã Bản Bo"
    assert diff(world.centre, world.station, HERE) == []


def test_a_visit_amended_at_two_machines_is_shown_until_one_version_is_cancelled(world: World, ba: UUID) -> None:
    with world.station.here():
        visit = record_visit(by=DOCTOR, at=NOON, person=ba, diagnoses=[DiagnosisInput("J06.9")]).id
    meet(world)

    def amend(why: str) -> Callable[[], object]:
        return lambda: amend_visit(by=DOCTOR, at=NOON, visit=visit, change_reason=why, advice=why)

    both(world, amend("Thêm lời dặn"), amend("Sửa lời dặn"))
    for node in (world.station, world.centre):
        with node.here():
            (one,) = visits_apart(DOCTOR)
            assert {version.why for version in one.visit.versions} == {"Thêm lời dặn", "Sửa lời dặn"}
            assert count_undecided(DOCTOR) == 1
            assert (visits_apart(TUAN), visits_apart(OANH), visits_apart(HANH, person=uuid7())) == ([], [], [])
            about = about_person(DOCTOR, partial(identity, node), NOON, ba)
            assert about
            assert about.visits == (one,)
    with world.station.here():
        cancel_visit(by=DOCTOR, at=NOON, visit=one.visit.versions[0].id, cancel_reason="Bản thừa")
    meet(world)
    for node in (world.station, world.centre):
        with node.here():
            assert count_undecided(DOCTOR) == 0
            assert about_person(DOCTOR, partial(identity, node), NOON, ba) is None
    assert diff(world.centre, world.station, HERE) == []


def test_who_may_not_see_people_is_asked_nothing_about_them(world: World, ba: UUID) -> None:
    head = Actor(uuid7(), "Quản trị", frozenset({Role.ADMINISTRATOR}), None)
    with world.centre.here():
        told = {"table": "exchange_received", "heads": "1 2", "columns": "title", "commune": HERE}
        Fork.objects.create(row=uuid7(), person=ba, **told)
        assert (count_undecided(head), undecided(head, identity(world.centre), NOON)) == (0, [])
