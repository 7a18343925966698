"""Two machines of one station receive, use and hold vaccine without a line: afterwards both keep the same books."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections
from nacl.signing import SigningKey

from tests.stories.test_two_stations_one_child import HANH, TODAY, Three, child
from tests.support.nodes import NOON, PROVINCES, make
from tram.immunization import api
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import local_node, verify
from tram.kernel.facts.erasure import erase_person
from tram.kernel.models import Held
from tram.places.api import load_reference
from tram.sync.actions.enrol import enrol_accept, enrol_answer, enrol_request
from tram.sync.actions.nodes import invite_node
from tram.sync.identity import Identity
from tram.sync.tests.machines import HERE, identity

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@pytest.fixture
def desks() -> Iterator[Three]:
    """The centre, and two machines of the station of Bản Bo."""
    load_reference(PROVINCES)
    centre = Identity(local_node().id, SigningKey.generate())
    found = Three(centre, make("Bàn tiêm"), make("Kho"), connections["default"])
    for machine in (found.bo, found.lu):
        code = invite_node(by=SYSTEM, at=NOON, identity=centre, name=machine.name, places=HERE).code
        with machine.here():
            question = enrol_request(identity(machine), code, machine.name)
        told = enrol_answer(centre, question, NOON)
        with machine.here():
            enrol_accept(identity(machine), code, question, told)
    yield found
    found.bo.close()
    found.lu.close()


def receive(number: str, vials: int) -> UUID:
    line = api.ReceiptLine("bcg", number, TODAY + timedelta(days=300), vials, 10)
    return api.receive_vaccine(by=HANH, at=NOON, commune=HERE, day=TODAY, lines=[line])[0]


def books() -> list[tuple[str, int, int, bool]]:
    return [
        (lot.vaccine, lot.doses, lot.figures.given, lot.held_on is not None) for lot in api.balances(HANH, HERE, TODAY)
    ]


def agree(desks: Three) -> list[tuple[str, int, int, bool]]:
    """Both machines and the centre talk until nothing is new; returns what all of them say."""
    for machine in (desks.bo, desks.lu, desks.bo, desks.lu):
        desks.talk(machine)
    seen = books()
    for machine in (desks.bo, desks.lu):
        with machine.here():
            assert books() == seen
            assert verify(rows=True).holds
            assert not Held.objects.exists()
    assert verify(rows=True).holds
    return seen


def test_what_two_machines_received_and_used_of_one_lot_adds_up(desks: Three) -> None:
    with desks.bo.here():
        na = child("Lò Thị Na")
        lot = receive("BC-1", 5)
        api.record_dose(by=HANH, at=NOON, person=na, vaccine="bcg", day=TODAY, lot=lot)
    with desks.lu.here():
        again = receive("bc 1", 2)
        api.waste_vials(by=HANH, at=NOON, lot=again, day=TODAY, vials=1, said=api.Said("broken"))
    assert agree(desks) == [("bcg", 59, 1, False)]


def test_a_lot_one_machine_holds_for_an_event_is_held_on_the_other_and_an_erasure_leaves_the_books_true(
    desks: Three,
) -> None:
    with desks.bo.here():
        na = child("Lò Thị Na")
        lot = receive("BC-1", 5)
        dose = api.record_dose(by=HANH, at=NOON, person=na, vaccine="bcg", day=TODAY, lot=lot).id
    agree(desks)
    answers = {"onset_on": TODAY.isoformat(), "symptoms": ["anaphylaxis"]}
    with desks.lu.here():
        assert api.check_lot(lot, HERE, "bcg", TODAY).doses == 49
    with desks.bo.here():
        api.record_event(by=HANH, at=NOON, person=na, dose=dose, answers=answers)
    assert agree(desks) == [("bcg", 49, 1, True)]
    with desks.lu.here():
        assert api.usable_lots(HANH, HERE, TODAY, ["bcg"]) == {"bcg": ()}
        assert [one.serious for one in api.events(HANH, NOON)] == [True]
        erase_person(by=SYSTEM, at=NOON, person=na, commune=HERE)
    assert agree(desks) == [("bcg", 50, 0, True)]
    assert api.events(SYSTEM, NOON) == ()
