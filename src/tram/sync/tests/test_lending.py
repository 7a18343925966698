"""A visiting person's record comes when it is asked for, and leaves again by rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.support.nodes import NOON, Node
from tram.encounters import api as encounters
from tram.encounters.models import Diagnosis, Visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import deed, verify
from tram.kernel.facts.erasure import erase_person
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact, Held, ReadEntry
from tram.kernel.refusals import Refusal
from tram.people import api as people
from tram.people.models import Person
from tram.places import api as places
from tram.sync.actions.leaving import leave
from tram.sync.actions.lending import AT_MOST, lend_person
from tram.sync.actions.nodes import revoke_node
from tram.sync.models import Loan, Peer, PeerRole
from tram.sync.talk.client import exchange
from tram.sync.talk.fetching import fetch_person
from tram.sync.talk.outcome import Outcome
from tram.sync.talk.server import answer
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import HERE, NEXT_DOOR, facts_of, identity, join, machine, push, reasons, trust

SINCE, NUMBER = date(2026, 1, 1), "012161004300"
HANH = Actor(uuid7(), "Hạnh", frozenset({Role.NURSE}), frozenset({HERE}), commune=HERE)
LATER = NOON + timedelta(days=31)


def _who(at: datetime = NOON) -> dict[str, Any]:
    return {"by": SYSTEM, "at": at}


def _send(world: World, at: datetime) -> Callable[[bytes], bytes]:
    def send(raw: bytes) -> bytes:
        with world.centre.here():
            return answer(identity(world.centre), raw, at)

    return send


def _talk(world: World, node: Node, at: datetime = NOON) -> Outcome:
    with node.here():
        told = {"role": PeerRole.PARENT, "name": "centre"}
        peer, _ = Peer.objects.get_or_create(node=world.centre.id, defaults=told)
        outcome = exchange(identity(node), peer, _send(world, at), at)
    assert outcome.done, outcome.sentence
    return outcome


def _visit(node: Node, person: UUID, commune: str, at: datetime = NOON) -> UUID:
    by = Actor(SYSTEM.id, SYSTEM.name, frozenset(Role), None, commune=commune)
    with node.here():
        station = places.found_facility(**_who(at), commune=commune, kind="commune_station", name="Trạm", day=SINCE)
        diagnoses = [encounters.DiagnosisInput("I10")]
        told: dict[str, Any] = {"person": person, "facility": station.id, "reason": "Khám", "diagnoses": diagnoses}
        done = encounters.record_visit(by=by, at=at, **told)
        return UUID(str(getattr(done, "id", done)))


@pytest.fixture
def visitor(world: World) -> UUID:
    """Somebody of the next commune, with a number and a visit there; the centre knows, the station does not."""
    with world.neighbour.here():
        told: dict[str, Any] = {"birth": "1956", "resident_since": SINCE, "commune": NEXT_DOOR}
        number = people.NewIdentifier("cccd", NUMBER)
        person = people.register_person(**_who(), full_name="Giàng A Ba", identifiers=[number], **told).id
    _visit(world.neighbour, person, NEXT_DOOR)
    _talk(world, world.neighbour)
    _talk(world, world.station)
    assert _count(world.station, Person, pk=person) == 0
    return person


def _count(node: Node, model: Any, **where: Any) -> int:
    with node.here():
        return int(model.objects.filter(**where).count())


def _fetch(world: World, at: datetime = NOON, **told: Any) -> Any:
    given: dict[str, Any] = {"reason": "Đến khám khi đi chợ"} | told
    with world.station.here():
        return fetch_person(by=HANH, at=at, identity=identity(world.station), send=_send(world, at), **given)


def _sound(node: Node) -> bool:
    with node.here():
        report = verify(rows=True)
        assert report.holds, report.faults
        return not Held.objects.exists()


def test_a_visitors_record_is_fetched_by_an_exact_number(world: World, visitor: UUID) -> None:
    lent = _fetch(world, system="cccd", value=NUMBER)
    assert (lent.person, lent.until) == (visitor, NOON + timedelta(days=30))
    assert (_count(world.station, Person, pk=visitor), _count(world.station, Visit, person=visitor)) == (1, 1)
    assert _sound(world.station)


def test_who_asked_and_why_is_in_the_log_of_both(world: World, visitor: UUID) -> None:
    _fetch(world, system="cccd", value=NUMBER)
    for node in (world.centre, world.station):
        with node.here():
            (entry,) = ReadEntry.objects.filter(person=visitor, why__startswith="sync.fetch")
            assert entry.actor == HANH.id
    with world.centre.here():
        assert Loan.objects.get().reason == "Đến khám khi đi chợ"
        assert Fact.objects.get(name="person.lent").actor == HANH.id


def test_asking_twice_lends_once_and_is_logged_twice(world: World, visitor: UUID) -> None:
    first, second = (_fetch(world, person=visitor) for _ in range(2))
    assert first == second
    assert (_count(world.centre, Loan), _count(world.centre, ReadEntry, person=visitor)) == (1, 2)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"system": "cccd", "value": "012161009999"}, "fetch.not_found"),
        ({"system": "cccd", "value": ""}, "fetch.not_found"),
        ({"system": "bhyt", "value": NUMBER}, "fetch.not_found"),
        ({"person": UUID(int=7)}, "fetch.not_found"),
        ({"system": "cccd", "value": NUMBER, "reason": "  "}, "fetch.reason"),
    ],
)
def test_nobody_is_found_by_guessing_and_nothing_is_lent_without_a_reason(
    world: World, visitor: UUID, told: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        _fetch(world, **told)
    assert refused.value.code == code
    assert _count(world.centre, Loan) == 0


def test_a_station_cannot_fetch_the_whole_country(world: World, visitor: UUID) -> None:
    with world.centre.here(), deed("person.lent", **_who(), place=NEXT_DOOR, person=visitor) as fact:
        told: dict[str, Any] = {"person": visitor, "node": world.station.id, "reason": "thử"}
        fact.add_all(Loan(**told, valid_from=NOON, valid_to=NOON) for _ in range(AT_MOST))
    with pytest.raises(Refusal) as refused:
        _fetch(world, person=visitor)
    assert refused.value.code == "fetch.too_many"
    assert _fetch(world, NOON + timedelta(days=1, seconds=1), person=visitor).person == visitor


def test_the_centre_lends_of_its_own_accord_to_machines_below_it_only(world: World, visitor: UUID) -> None:
    told: dict[str, Any] = {"identity": identity(world.centre), "person": visitor, "reason": "Chuyển khám"}
    with world.centre.here():
        lend_person(**_who(), node=world.station.id, **told)
        with pytest.raises(Refusal) as refused:
            lend_person(**_who(), node=uuid7(), **told)
        assert refused.value.code == "node.unknown"
        with pytest.raises(Refusal) as refused:
            lend_person(by=HANH, at=NOON, node=world.station.id, **told)
        assert refused.value.code == "access.role"
    _talk(world, world.station)
    assert _count(world.station, Visit, person=visitor) == 1


def test_a_station_lends_itself_nothing(world: World, visitor: UUID) -> None:
    with world.station.here(), deed("person.lent", **_who(), place=NEXT_DOOR, person=visitor) as fact:
        told: dict[str, Any] = {"person": visitor, "node": world.station.id, "reason": "tự cho mượn"}
        fact.add(Loan(**told, valid_from=NOON, valid_to=LATER))
    assert reasons(push(world.station, world.centre)) == ["scope.person"]
    _talk(world, world.station)
    assert _count(world.station, Person, pk=visitor) == 0


def test_what_a_station_does_for_somebody_lent_to_it_counts_also_after_the_loan(world: World, visitor: UUID) -> None:
    _fetch(world, person=visitor)
    _visit(world.station, visitor, HERE)
    outcome = _talk(world, world.station, LATER)
    assert outcome.kept == []
    assert _count(world.centre, Visit, person=visitor) == 2


def test_the_record_leaves_when_the_loan_has_ended(world: World, visitor: UUID) -> None:
    _fetch(world, person=visitor)
    with world.station.here():
        assert leave(at=NOON + timedelta(days=29), identity=identity(world.station)) == 0
        assert leave(at=LATER, identity=identity(world.station)) == 2
        assert leave(at=LATER, identity=identity(world.station)) == 0
        assert not Fact.objects.filter(person=visitor, payload__isnull=False).exclude(name="person.lent").exists()
    for model in (Person, Visit, Diagnosis):
        assert _count(world.station, model) == 0
    assert _sound(world.station)


def test_what_was_done_here_stays_and_with_it_who_the_person_is(world: World, visitor: UUID) -> None:
    _fetch(world, person=visitor)
    own = _visit(world.station, visitor, HERE)
    with world.station.here():
        assert leave(at=LATER, identity=identity(world.station)) == 1
        assert [visit.pk for visit in Visit.objects.filter(person=visitor)] == [own]
        assert Person.objects.get(pk=visitor).full_name == "Giàng A Ba"
    assert _sound(world.station)


def test_somebody_who_comes_again_is_fetched_again(world: World, visitor: UUID) -> None:
    _fetch(world, person=visitor)
    with world.station.here():
        leave(at=LATER, identity=identity(world.station))
    _fetch(world, LATER, person=visitor)
    assert (_count(world.station, Person, pk=visitor), _count(world.station, Visit, person=visitor)) == (1, 1)
    assert _sound(world.station)


def test_somebody_who_moved_here_meanwhile_stays(world: World, visitor: UUID) -> None:
    _fetch(world, person=visitor)
    with world.neighbour.here():
        people.move_person(**_who(), person=visitor, commune=HERE, on=NOON.date())
    _talk(world, world.neighbour)
    _talk(world, world.station)
    with world.station.here():
        assert leave(at=LATER, identity=identity(world.station)) == 0
    assert _count(world.station, Visit, person=visitor) == 1


def test_what_was_erased_by_law_does_not_come_back(world: World, visitor: UUID) -> None:
    _fetch(world, person=visitor)
    with world.station.here():
        leave(at=LATER, identity=identity(world.station))
        erase_person(**_who(LATER), person=visitor, commune=NEXT_DOOR)
    _fetch(world, LATER, person=visitor)
    assert _count(world.station, Person, pk=visitor) == 0


def test_contents_that_are_not_the_true_ones_are_not_taken_back(world: World, visitor: UUID) -> None:
    import msgspec

    from tram.sync.actions.leaving import refill

    _fetch(world, person=visitor)
    with world.station.here():
        leave(at=LATER, identity=identity(world.station))
    true = [fact for fact in facts_of(world.centre, world.neighbour.id) if fact.person == visitor]
    false = [msgspec.structs.replace(fact, rows=b"[]") for fact in true]
    with world.station.here():
        assert (refill(false, LATER), refill(true, LATER)) == (0, 2)


def test_a_machine_for_some_kinds_of_data_hears_who_may_what_and_nothing_of_other_kinds(world: World) -> None:
    with machine("Trường học") as school:
        join(world.centre, school, HERE, kinds="people places")
        with world.station.here():
            told: dict[str, Any] = {"birth": "2015", "resident_since": SINCE, "commune": HERE}
            pupil = people.register_person(**_who(), full_name="Lò Thị Na", **told).id
        _visit(world.station, pupil, HERE)
        _talk(world, world.station)
        with world.centre.here():
            revoke_node(**_who(), identity=identity(world.centre), node=world.neighbour.id, reason="Máy bị mất")
        _talk(world, school)
        assert (_count(school, Person, pk=pupil), _count(school, Visit)) == (1, 0)
        with school.here():
            assert trust(school).revoked(world.neighbour.id) == 0
