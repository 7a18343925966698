"""What a station may write of people and places, and what it may not, whatever its program does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from tests.support.nodes import NOON
from tram.encounters import api as encounters
from tram.encounters.models import Visit
from tram.kernel.facts import deed
from tram.kernel.facts.incoming import Receipt
from tram.people import api as people
from tram.people.models import Person
from tram.sync.tests.beginnings import SINCE, WHO, count, register, visit_of
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import (
    HERE,
    NEXT_DOOR,
    facts_of,
    identity,
    pull,
    push,
    reasons,
)


def _as_if_about(person: UUID, name: str, row: Any, **values: Any) -> None:
    """Writes a fact that claims to be about one person and changes another's row, as an altered program may."""
    from unittest import mock

    from tram.kernel.facts import writer

    with mock.patch.object(writer, "_own"), deed(name, **WHO, place=HERE, person=person) as fact:
        fact.change(row, **values)


def test_what_a_station_does_in_its_own_place_is_applied(world: World) -> None:
    person = register(world.station)
    visit_of(world.station, person)
    receipt = push(world.station, world.centre)
    assert reasons(receipt) == []
    assert count(world.centre, Visit, person=person) == 1


def test_a_person_registered_in_a_foreign_place_is_kept_out(world: World) -> None:
    person = register(world.station, NEXT_DOOR)
    assert reasons(push(world.station, world.centre)) == ["scope.place"]
    assert count(world.centre, Person, pk=person) == 0


def test_a_visit_in_a_foreign_place_is_kept_out_though_the_person_is_at_home_here(world: World) -> None:
    person = register(world.station)
    visit_of(world.station, person, NEXT_DOOR)
    assert set(reasons(push(world.station, world.centre))) == {"scope.place"}
    assert count(world.centre, Visit) == 0


def test_a_row_of_a_foreign_place_inside_a_fact_of_the_own_place_is_kept_out(world: World) -> None:
    with world.station.here(), deed("village.founded", **WHO, place=HERE) as fact:
        from tram.places.models import Village

        fact.add(Village(commune=NEXT_DOOR, name="Bản khác", search_key="ban khac", valid_from=SINCE))
    assert reasons(push(world.station, world.centre)) == ["scope.place"]


def test_somebody_elses_patient_is_not_touched(world: World) -> None:
    """The station learns of the neighbour's person somehow, and writes a visit at its own place about them."""
    person = register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    pull(world.station, world.centre)
    visit_of(world.station, person)
    assert reasons(push(world.station, world.centre)) == ["scope.person"]


def test_nobody_is_pulled_into_the_own_place(world: World) -> None:
    person = register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    pull(world.station, world.centre)
    with world.station.here():
        people.move_person(**WHO, person=person, commune=HERE, on=NOON.date())
    assert reasons(push(world.station, world.centre)) == ["scope.person"]
    assert count(world.centre, Person, pk=person, commune=NEXT_DOOR) == 1


def test_a_person_may_move_out_to_another_commune(world: World) -> None:
    person = register(world.station)
    with world.station.here():
        people.move_person(**WHO, person=person, commune=NEXT_DOOR, on=NOON.date())
    assert reasons(push(world.station, world.centre)) == []
    assert count(world.centre, Person, pk=person, commune=NEXT_DOOR) == 1


def test_what_the_old_home_did_before_it_knew_of_the_move_still_counts(world: World) -> None:
    """The centre moves somebody while their station is offline: the order of arrival must not decide."""
    person = register(world.station)
    push(world.station, world.centre)
    with world.centre.here():
        people.move_person(**WHO, person=person, commune=NEXT_DOOR, on=NOON.date())
    visit_of(world.station, person)
    assert reasons(push(world.station, world.centre)) == []
    assert count(world.centre, Visit, person=person) == 1


def test_another_stations_visit_is_not_changed(world: World) -> None:
    """The person moved here, the visit made at the old home stays with its makers."""
    person = register(world.neighbour, NEXT_DOOR)
    visit = visit_of(world.neighbour, person, NEXT_DOOR)
    with world.neighbour.here():
        people.move_person(**WHO, person=person, commune=HERE, on=NOON.date())
    push(world.neighbour, world.centre)
    pull(world.station, world.centre)
    with world.station.here(), deed("visit.cancelled", **WHO, place=HERE, person=person) as fact:
        fact.change(Visit.objects.get(pk=visit), status="cancelled")
    assert reasons(push(world.station, world.centre)) == ["scope.place"]


def test_a_row_of_one_person_is_not_changed_in_a_fact_about_another(world: World) -> None:
    mine, other = register(world.station), register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    pull(world.station, world.centre)
    with world.station.here():
        _as_if_about(mine, "phone.changed", Person.objects.get(pk=other), phone="0912345678")
    assert reasons(push(world.station, world.centre)) == ["scope.person"]


def test_one_bad_fact_does_not_keep_the_good_ones_out(world: World) -> None:
    first, _, third = (register(world.station, place) for place in (HERE, NEXT_DOOR, HERE))
    assert reasons(push(world.station, world.centre)) == ["scope.place"]
    assert count(world.centre, Person, pk__in=[first, third]) == 2


def test_a_station_may_forget_its_own_people_and_nobody_elses(world: World) -> None:
    from tram.kernel.facts.erasure import erase_person

    mine, other = register(world.station), register(world.neighbour, NEXT_DOOR)
    for node in (world.station, world.neighbour):
        push(node, world.centre)
    pull(world.station, world.centre)
    with world.station.here():
        erase_person(**WHO, person=mine, commune=HERE)
        erase_person(**WHO, person=other, commune=HERE)
    receipt: Receipt = push(world.station, world.centre)
    assert reasons(receipt) == ["scope.person"]
    assert (count(world.centre, Person, pk=mine), count(world.centre, Person, pk=other)) == (0, 1)


def test_a_batch_is_judged_with_a_few_questions_however_long(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tram.kernel.facts.incoming import Judged
    from tram.kernel.facts.payload import decode_raw
    from tram.sync.judge import judge_for
    from tram.sync.trust import Trust

    for number in range(40):
        register(world.station, name=f"Lò Văn {number}")
    facts = [Judged(fact, decode_raw(fact.rows or b"")) for fact in facts_of(world.station)]
    with world.centre.here():
        judge = judge_for(Trust(identity(world.centre), NOON), world.station.id)
        counts = []
        for part in (facts[:4], facts):
            with CaptureQueriesContext(connection) as asked:
                assert set(judge(part)) == {""}
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_an_erasure_without_contents_is_judged_as_well(world: World) -> None:
    """An altered program leaves the rows out, so that there seems to be nothing to judge."""
    from tram.kernel.facts.payload import commitment

    mine, other = register(world.station), register(world.neighbour, NEXT_DOOR)
    for node in (world.station, world.neighbour):
        push(node, world.centre)
    with world.station.here(), deed("person.erased", **WHO, place=HERE, person=other):
        pass
    *before, last = facts_of(world.station)
    bare = msgspec.structs.replace(last, rows=None, salt=None, digest=commitment(last.salt or b"", last.rows or b""))
    assert reasons(push(world.station, world.centre, [*before, bare])) == ["scope.person"]
    assert count(world.centre, Person, pk__in=[mine, other]) == 2


def test_an_erasure_that_was_kept_out_does_not_keep_others_out(world: World) -> None:
    other = register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    with world.station.here(), deed("person.erased", **WHO, place=HERE, person=other):
        pass
    assert reasons(push(world.station, world.centre)) == ["scope.person"]
    visit_of(world.neighbour, other, NEXT_DOOR)
    assert reasons(push(world.neighbour, world.centre)) == []
    assert count(world.centre, Visit, person=other) == 1


def test_a_home_that_was_put_right_was_a_home_all_the_same(world: World) -> None:
    """A move on the day a residence began corrects it in place; what its station did meanwhile still counts."""
    with world.station.here():
        told: dict[str, Any] = {"birth": "1956", "resident_since": NOON.date(), "commune": HERE}
        person = people.register_person(**WHO, full_name="Lò Thị Lan", **told).id
    push(world.station, world.centre)
    with world.centre.here():
        people.move_person(**WHO, person=person, commune=NEXT_DOOR, on=NOON.date())
    visit_of(world.station, person)
    assert reasons(push(world.station, world.centre)) == []


def test_what_others_recorded_in_the_own_place_makes_the_person_a_concern(world: World) -> None:
    """The centre writes down a visit that took place at the station; the station goes on with that person."""
    person = register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    visit = visit_of(world.centre, person)
    pull(world.station, world.centre)
    with world.station.here():
        encounters.cancel_visit(**WHO, visit=visit, cancel_reason="Ghi nhầm người")
    assert reasons(push(world.station, world.centre)) == []


def test_somebody_who_is_known_is_not_made_new(world: World) -> None:
    """The station knows the number of the neighbour's person, and registers "somebody" under that very number."""
    other = register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    with world.station.here(), deed("person.registered", **WHO, place=HERE, person=other) as fact:
        fact.add(Person(id=other, commune=HERE, full_name="X", search_key="x", sort_key="x"))
    assert reasons(push(world.station, world.centre)) == ["scope.person"]
    assert count(world.centre, Person, pk=other, commune=NEXT_DOOR) == 1
