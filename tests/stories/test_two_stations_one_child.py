"""Two stations without a line vaccinate the same child on the same day: both doses are kept, one does not count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from nacl.signing import SigningKey

from tests.support import follows
from tests.support.nodes import NOON, PROVINCES, Node, make
from tram.immunization.api import Chart, chart, rebuild_forecasts, record_dose, vaccination_record
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import local_node, verify
from tram.kernel.ids import uuid7
from tram.kernel.models import Held
from tram.people.api import hits, move_person, register_person
from tram.people.models import Person
from tram.places.api import load_reference
from tram.sync.actions.enrol import enrol_accept, enrol_answer, enrol_request
from tram.sync.actions.nodes import invite_node
from tram.sync.identity import Identity
from tram.sync.models import Peer, PeerRole
from tram.sync.talk.client import exchange
from tram.sync.talk.fetching import fetch_person
from tram.sync.talk.server import answer
from tram.sync.tests.machines import HERE, NEXT_DOOR, identity

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
TODAY = NOON.date()
BORN = date(TODAY.year - 1, TODAY.month, 1)
HANH = Actor(uuid7(), "Hạnh", frozenset({Role.NURSE}), frozenset({HERE}), commune=HERE)
TUAN = Actor(uuid7(), "Tuấn", frozenset({Role.NURSE}), frozenset({NEXT_DOOR}), commune=NEXT_DOOR)


@dataclass
class Three:
    """The centre is the test's own database, the stations of Bản Bo and Bình Lư are machines of their own."""

    centre: Identity
    bo: Node
    lu: Node
    default: BaseDatabaseWrapper

    def talk(self, station: Node) -> None:
        """One exchange of a station with the centre."""
        with station.here():
            peer, _ = Peer.objects.get_or_create(node=self.centre.node, defaults={"role": PeerRole.PARENT})
            outcome = exchange(identity(station), peer, self.answered, NOON)
            assert outcome.done, outcome.sentence

    def fetch(self, station: Node, person: UUID, by: Actor) -> None:
        """Somebody stands at the station's desk whose record is elsewhere: it is fetched while there is a line."""
        with station.here():
            fetch_person(
                by=by, at=NOON, identity=identity(station), send=self.answered, person=person, reason="Tiêm chủng"
            )

    def answered(self, raw: bytes) -> bytes:
        """The centre's answer."""
        with self.outside():
            return answer(self.centre, raw, NOON)

    @contextmanager
    def outside(self) -> Iterator[None]:
        """The centre, also from inside a station."""
        before = connections["default"]
        connections["default"] = self.default
        try:
            yield
        finally:
            connections["default"] = before


@pytest.fixture
def three() -> Iterator[Three]:
    load_reference(PROVINCES)
    rebuild_forecasts(TODAY)
    centre = Identity(local_node().id, SigningKey.generate())
    found = Three(centre, make("Trạm Bản Bo"), make("Trạm Bình Lư"), connections["default"])
    for station, commune in ((found.bo, HERE), (found.lu, NEXT_DOOR)):
        code = invite_node(by=SYSTEM, at=NOON, identity=centre, name=station.name, places=commune).code
        with station.here():
            question = enrol_request(identity(station), code, station.name)
        told = enrol_answer(centre, question, NOON)
        with station.here():
            enrol_accept(identity(station), code, question, told)
    yield found
    found.bo.close()
    found.lu.close()


def test_both_doses_are_kept_one_says_why_it_does_not_count_and_all_agree(three: Three) -> None:
    na = of_both(three)
    with three.bo.here():
        ours = record_dose(by=HANH, at=NOON, person=na, vaccine="measles", day=TODAY).id
        assert told(HANH, na)[ours] == ("valid", 1, "")
    with three.lu.here():
        theirs = record_dose(by=TUAN, at=NOON, person=na, vaccine="measles", day=TODAY).id
        assert told(TUAN, na)[theirs] == ("valid", 1, "")

    for station in (three.bo, three.lu, three.bo, three.lu):
        three.talk(station)

    seen = told(SYSTEM, na)
    both = [seen[ours], seen[theirs]]
    assert sorted((status, number) for status, number, _ in both) == [("invalid", None), ("valid", 1)]
    (why,) = (sentence for status, _, sentence in both if status == "invalid")
    assert "ngày" in why
    assert why.endswith(".")
    agreed = follows.derived()
    assert follows.faults() == []
    for station, nurse in ((three.bo, HANH), (three.lu, TUAN)):
        with station.here():
            assert told(nurse, na) == seen
            assert follows.derived() == agreed
            assert follows.faults() == []
            assert verify(rows=True).holds
            assert not Held.objects.exists()


def test_the_nurse_next_door_sees_nobody_who_was_not_lent_to_her_station(three: Three) -> None:
    with three.bo.here():
        other = child("Lò Văn Tới")
    three.talk(three.bo)
    three.talk(three.lu)
    with three.lu.here():
        assert not Person.objects.filter(pk=other).exists()


def of_both(three: Three) -> UUID:
    """A child born in Bình Lư who moved to Bản Bo and stays with the grandparents; their record is lent back."""
    with three.lu.here():
        na = child("Lò Thị Na", NEXT_DOOR)
        record_dose(by=TUAN, at=NOON, person=na, vaccine="bcg", day=BORN)
        move_person(by=SYSTEM, at=NOON, person=na, commune=HERE, on=TODAY)
    for station in (three.lu, three.bo):
        three.talk(station)
    three.fetch(three.lu, na, TUAN)
    return na


def child(name: str, commune: str = HERE) -> UUID:
    who: dict[str, Any] = {"by": SYSTEM, "at": NOON}
    found = register_person(**who, full_name=name, commune=commune, birth=f"{BORN:%d/%m/%Y}", same_name_is_new=True)
    return UUID(str(found.id))


def told(nurse: Actor, person: UUID) -> dict[UUID, tuple[str, int | None, str]]:
    """What the person's page says of each dose: what it counts as, as which, and why not."""
    with_why = page(nurse, person)
    return {
        one.dose.id: (one.status, one.number, "" if one.status == "valid" else one.verdicts[0].why.sentence)
        for one in with_why.doses
    }


def page(nurse: Actor, person: UUID) -> Chart:
    (somebody,) = hits([person])
    return chart(somebody, vaccination_record(nurse, person, TODAY), TODAY)
