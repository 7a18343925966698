"""What a station may write, and what it may not, whatever its program does."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.support.nodes import NOON, Node
from tram.encounters import api as encounters
from tram.encounters.models import Visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import deed
from tram.kernel.facts.incoming import Incoming, Receipt
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact, Held
from tram.kernel.refusals import Refusal
from tram.people import api as people
from tram.people.models import Person
from tram.places import api as places
from tram.sync.actions.nodes import revoke_node
from tram.sync.judge import admit
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import (
    HERE,
    NEXT_DOOR,
    PROVINCE,
    facts_of,
    identity,
    join,
    machine,
    pull,
    push,
    reasons,
    trust,
)
from tram.workforce import api as workforce

SINCE = date(2026, 1, 1)
PHRASE = "một câu rất dài"  # pragma: allowlist secret
WHO: dict[str, Any] = {"by": SYSTEM, "at": NOON}


def _register(node: Node, commune: str = HERE, name: str = "Lò Thị Lan") -> UUID:
    with node.here():
        told: dict[str, Any] = {"birth": "1956", "resident_since": SINCE, "same_name_is_new": True}
        return people.register_person(**WHO, full_name=name, commune=commune, **told).id


def _visit(node: Node, person: UUID, commune: str = HERE) -> UUID:
    by = Actor(SYSTEM.id, SYSTEM.name, frozenset(Role), None, commune=commune)
    with node.here():
        station = places.found_facility(**WHO, commune=commune, kind="commune_station", name="Trạm", day=SINCE)
        done = encounters.record_visit(by=by, at=NOON, person=person, facility=station.id, reason="Khám")
        return UUID(str(getattr(done, "id", done)))


def _count(node: Node, model: Any, **where: Any) -> int:
    with node.here():
        return int(model.objects.filter(**where).count())


def test_what_a_station_does_in_its_own_place_is_applied(world: World) -> None:
    person = _register(world.station)
    _visit(world.station, person)
    receipt = push(world.station, world.centre)
    assert reasons(receipt) == []
    assert _count(world.centre, Visit, person=person) == 1


def test_a_person_registered_in_a_foreign_place_is_kept_out(world: World) -> None:
    person = _register(world.station, NEXT_DOOR)
    assert reasons(push(world.station, world.centre)) == ["scope.place"]
    assert _count(world.centre, Person, pk=person) == 0


def test_a_visit_in_a_foreign_place_is_kept_out_though_the_person_is_at_home_here(world: World) -> None:
    person = _register(world.station)
    _visit(world.station, person, NEXT_DOOR)
    assert set(reasons(push(world.station, world.centre))) == {"scope.place"}
    assert _count(world.centre, Visit) == 0


def test_a_row_of_a_foreign_place_inside_a_fact_of_the_own_place_is_kept_out(world: World) -> None:
    with world.station.here(), deed("village.founded", **WHO, place=HERE) as fact:
        from tram.places.models import Village

        fact.add(Village(commune=NEXT_DOOR, name="Bản khác", search_key="ban khac", valid_from=SINCE))
    assert reasons(push(world.station, world.centre)) == ["scope.place"]


def test_somebody_elses_patient_is_not_touched(world: World) -> None:
    """The station learns of the neighbour's person somehow, and writes a visit at its own place about them."""
    person = _register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    pull(world.station, world.centre)
    _visit(world.station, person)
    assert reasons(push(world.station, world.centre)) == ["scope.person"]


def test_nobody_is_pulled_into_the_own_place(world: World) -> None:
    person = _register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    pull(world.station, world.centre)
    with world.station.here():
        people.move_person(**WHO, person=person, commune=HERE, on=NOON.date())
    assert reasons(push(world.station, world.centre)) == ["scope.person"]
    assert _count(world.centre, Person, pk=person, commune=NEXT_DOOR) == 1


def test_a_person_may_move_out_to_another_commune(world: World) -> None:
    person = _register(world.station)
    with world.station.here():
        people.move_person(**WHO, person=person, commune=NEXT_DOOR, on=NOON.date())
    assert reasons(push(world.station, world.centre)) == []
    assert _count(world.centre, Person, pk=person, commune=NEXT_DOOR) == 1


def test_what_the_old_home_did_before_it_knew_of_the_move_still_counts(world: World) -> None:
    """The centre moves somebody while their station is offline: the order of arrival must not decide."""
    person = _register(world.station)
    push(world.station, world.centre)
    with world.centre.here():
        people.move_person(**WHO, person=person, commune=NEXT_DOOR, on=NOON.date())
    _visit(world.station, person)
    assert reasons(push(world.station, world.centre)) == []
    assert _count(world.centre, Visit, person=person) == 1


def test_another_stations_visit_is_not_changed(world: World) -> None:
    """The person moved here, the visit made at the old home stays with its makers."""
    person = _register(world.neighbour, NEXT_DOOR)
    visit = _visit(world.neighbour, person, NEXT_DOOR)
    with world.neighbour.here():
        people.move_person(**WHO, person=person, commune=HERE, on=NOON.date())
    push(world.neighbour, world.centre)
    pull(world.station, world.centre)
    with world.station.here(), deed("visit.cancelled", **WHO, place=HERE, person=person) as fact:
        fact.change(Visit.objects.get(pk=visit), status="cancelled")
    assert reasons(push(world.station, world.centre)) == ["scope.place"]


def test_a_row_of_one_person_is_not_changed_in_a_fact_about_another(world: World) -> None:
    mine, other = _register(world.station), _register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    pull(world.station, world.centre)
    with world.station.here():
        _as_if_about(mine, "phone.changed", Person.objects.get(pk=other), phone="0912345678")
    assert reasons(push(world.station, world.centre)) == ["scope.person"]


def _as_if_about(person: UUID, name: str, row: Any, **values: Any) -> None:
    """Writes a fact that claims to be about one person and changes another's row, as an altered program may."""
    from unittest import mock

    from tram.kernel.facts import writer

    with mock.patch.object(writer, "_own"), deed(name, **WHO, place=HERE, person=person) as fact:
        fact.change(row, **values)


def test_nothing_of_the_whole_nation_is_written_by_a_station(world: World) -> None:
    with world.station.here():
        workforce.open_account(**WHO, username="oanh", name="Oanh", password=PHRASE)
    assert reasons(push(world.station, world.centre)) == ["scope.place"]


def _account(node: Node, username: str, commune: str) -> UUID:
    with node.here():
        return workforce.open_account(**WHO, username=username, name=username, password=PHRASE, commune=commune).id


def test_roles_are_given_in_the_own_place_to_own_accounts(world: World) -> None:
    account = _account(world.station, "hanh", HERE)
    with world.station.here():
        workforce.grant_role(**WHO, account=account, role="nurse", day=SINCE, commune=HERE)
    assert reasons(push(world.station, world.centre)) == []


@pytest.mark.parametrize("reach", [{}, {"province": PROVINCE}])
def test_a_role_over_more_than_the_own_place_is_not_given(world: World, reach: dict[str, Any]) -> None:
    account = _account(world.station, "hanh", HERE)
    with world.station.here():
        workforce.grant_role(**WHO, account=account, role="administrator", day=SINCE, **reach)
    assert reasons(push(world.station, world.centre)) == ["scope.role"]


def test_a_role_is_not_given_to_an_account_of_the_centre(world: World) -> None:
    """Roles hold in all places of an actor: administrator of one commune would be administrator of the centre's."""
    from tram.workforce.models import AccountChange, AccountEvent, RoleGrant, ScopeKind

    account = _account(world.centre, "oanh", "")
    with world.station.here(), deed("role.granted", **WHO, place=HERE) as fact:
        told: dict[str, Any] = {"commune": HERE, "account": account}
        fact.add(AccountEvent(**told, username="oanh", change=AccountChange.OPENED, at=NOON))
        fact.add(RoleGrant(**told, role="administrator", scope=ScopeKind.COMMUNE, scope_code=HERE, valid_from=SINCE))
    assert reasons(push(world.station, world.centre)) == ["scope.role"]


def test_a_kind_of_data_that_was_not_given_is_kept_out(world: World) -> None:
    with machine("Trường học") as school:
        join(world.centre, school, HERE, kinds="people")
        person = _register(school)
        _visit(school, person)
        receipt = push(school, world.centre)
    assert set(reasons(receipt)) == {"scope.kind"}
    assert _count(world.centre, Person, pk=person) == 1


def _refused(sender: Node, receiver: Node, facts: list[Incoming]) -> str:
    with pytest.raises(Refusal) as refused:
        push(sender, receiver, facts)
    assert _count(receiver, Fact, node__in={fact.node for fact in facts} - {sender.id, receiver.id}) == 0
    return refused.value.code


def test_facts_of_a_machine_nobody_certified_are_not_even_kept(world: World) -> None:
    with machine("Máy lạ") as stranger:
        _register(stranger)
        assert _refused(world.station, world.centre, facts_of(stranger)) == "node.relayed"
        assert _refused(stranger, world.centre, facts_of(stranger)) == "node.relayed"


def test_a_station_does_not_speak_for_its_neighbour(world: World) -> None:
    """A made-up fact in the neighbour's chain would keep the neighbour's own out, so it is not even kept."""
    _register(world.neighbour, NEXT_DOOR)
    facts = facts_of(world.neighbour)
    assert _refused(world.station, world.centre, facts) == "node.relayed"
    assert reasons(push(world.neighbour, world.centre)) == []


def test_a_station_does_not_speak_for_the_centre(world: World) -> None:
    with machine("Bản sao") as copy:
        _register(copy)
        last = facts_of(world.centre)[-1]
        (fact,) = facts_of(copy)
    made_up = msgspec.structs.replace(fact, node=world.centre.id, seq=last.seq + 1, stamp=last.stamp + 1)
    assert _refused(world.station, world.centre, [made_up]) == "node.relayed"


def test_facts_a_machine_may_not_speak_for_can_be_left_out(world: World) -> None:
    _register(world.neighbour, NEXT_DOOR)
    _register(world.station)
    own = facts_of(world.station)
    with world.centre.here():
        taken = admit(trust(world.centre), world.station.id, facts_of(world.neighbour) + own)
    assert taken == own


def test_what_a_machine_wrote_before_it_was_revoked_counts_and_nothing_after(world: World) -> None:
    before = _register(world.station)
    push(world.station, world.centre)
    with world.centre.here():
        last = revoke_node(**WHO, identity=identity(world.centre), node=world.station.id, reason="Máy bị mất")
    after = _register(world.station, name="Giàng A Ba")
    receipt = push(world.station, world.centre, facts_of(world.station, after=last))
    assert reasons(receipt) == ["node.revoked"]
    assert (_count(world.centre, Person, pk=before), _count(world.centre, Person, pk=after)) == (1, 0)


def test_others_hear_of_the_revocation_and_keep_later_facts_out_too(world: World) -> None:
    _register(world.station)
    push(world.station, world.centre)
    with world.centre.here():
        revoke_node(**WHO, identity=identity(world.centre), node=world.station.id, reason="Máy bị mất")
    pull(world.neighbour, world.centre)
    _register(world.station, name="Giàng A Ba")
    last = facts_of(world.station)[-1:]
    assert reasons(push(world.centre, world.neighbour, last)) == ["node.revoked"]


def test_a_revocation_by_somebody_not_above_does_not_count(world: World) -> None:
    from tram.sync.models import Revocation
    from tram.sync.rules.claims import REVOCATION, Revoked, seconds, sign

    said = Revoked(world.neighbour.id, world.station.id, 0, seconds(NOON))
    signature = sign(world.station.key, REVOCATION, said)
    with world.station.here(), deed("node.revoked", **WHO, place="") as fact:
        told: dict[str, Any] = {"node": said.node, "parent": said.parent, "last_seq": 0, "at": NOON}
        fact.add(Revocation(**told, reason="x", signature=signature))
    assert reasons(push(world.station, world.centre)) == ["node.certificate"]
    with world.centre.here():
        from tram.sync.trust import Trust

        assert Trust(identity(world.centre), NOON).revoked(world.neighbour.id) is None


def test_a_certificate_by_somebody_who_is_not_its_issuer_is_kept_out(world: World) -> None:
    """The station hands on, as its own fact, a certificate for itself over the nation that nobody above it signed."""
    from tram.sync.models import Certificate

    with world.station.here(), deed("node.enrolled", **WHO, place="") as fact:
        told: dict[str, Any] = {"node": world.station.id, "serial": 9, "name": "x", "places": "", "kinds": ""}
        fact.add(
            Certificate(
                **told, public_key=bytes(world.station.key.verify_key), parent=world.centre.id, valid_from=NOON,
                valid_to=NOON.replace(year=2036), signature=bytes(64),
            )
        )  # fmt: skip
    assert reasons(push(world.station, world.centre)) == ["node.certificate"]


def test_a_machine_enrolled_below_and_its_facts_come_in_one_batch(world: World) -> None:
    with machine("Máy thôn") as village:
        join(world.station, village, HERE)
        _register(village)
        facts = facts_of(world.station) + facts_of(village)
        receipt = push(world.station, world.centre, facts)
    assert reasons(receipt) == []
    assert receipt.facts == len(facts)


def test_one_bad_fact_does_not_keep_the_good_ones_out(world: World) -> None:
    first, _, third = (_register(world.station, place) for place in (HERE, NEXT_DOOR, HERE))
    assert reasons(push(world.station, world.centre)) == ["scope.place"]
    assert _count(world.centre, Person, pk__in=[first, third]) == 2


def test_units_outside_the_network_may_be_told_of_and_renewed_by_who_told(world: World) -> None:
    from tram.places.models import Facility

    with world.station.here(), deed("fhir.imported", **WHO, place="") as fact:
        rows = places.imported_facility(
            row_id=uuid7(), values={"kind": "hospital", "name": "Viện xa", "address": "", "codes": []}, parent=None
        )
        fact.add_all(rows)
    assert reasons(push(world.station, world.centre)) == []
    pull(world.neighbour, world.centre)
    for node, held in ((world.neighbour, ["scope.place"]), (world.station, [])):
        with node.here(), deed("fhir.imported", **WHO, place="") as fact:
            fact.change(Facility.objects.get(kind="hospital"), kind="other")
        assert reasons(push(node, world.centre)) == held


def test_a_station_may_forget_its_own_people_and_nobody_elses(world: World) -> None:
    from tram.kernel.facts.erasure import erase_person

    mine, other = _register(world.station), _register(world.neighbour, NEXT_DOOR)
    for node in (world.station, world.neighbour):
        push(node, world.centre)
    pull(world.station, world.centre)
    with world.station.here():
        erase_person(**WHO, person=mine, commune=HERE)
        erase_person(**WHO, person=other, commune=HERE)
    receipt: Receipt = push(world.station, world.centre)
    assert reasons(receipt) == ["scope.person"]
    assert (_count(world.centre, Person, pk=mine), _count(world.centre, Person, pk=other)) == (0, 1)


def test_what_was_kept_out_comes_in_when_the_scope_is_widened(world: World) -> None:
    from tram.kernel.facts.receive import retry
    from tram.sync.actions.nodes import renew_node
    from tram.sync.judge import judge_held
    from tram.sync.trust import Trust

    person = _register(world.station, NEXT_DOOR)
    push(world.station, world.centre)
    with world.centre.here():
        assert retry(at=NOON, judge=judge_held(Trust(identity(world.centre), NOON))).facts == 0
        told: dict[str, Any] = {"identity": identity(world.centre), "node": world.station.id, "days": 30}
        renew_node(**WHO, **told, places=f"{HERE} {NEXT_DOOR}")
        retry(at=NOON, judge=judge_held(Trust(identity(world.centre), NOON)))
        assert not Held.objects.exists()
    assert _count(world.centre, Person, pk=person) == 1


def test_a_batch_is_judged_with_a_few_questions_however_long(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tram.kernel.facts.incoming import Judged
    from tram.kernel.facts.payload import decode_raw
    from tram.sync.judge import judge_for
    from tram.sync.trust import Trust

    for number in range(40):
        _register(world.station, name=f"Lò Văn {number}")
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

    mine, other = _register(world.station), _register(world.neighbour, NEXT_DOOR)
    for node in (world.station, world.neighbour):
        push(node, world.centre)
    with world.station.here(), deed("person.erased", **WHO, place=HERE, person=other):
        pass
    *before, last = facts_of(world.station)
    bare = msgspec.structs.replace(last, rows=None, salt=None, digest=commitment(last.salt or b"", last.rows or b""))
    assert reasons(push(world.station, world.centre, [*before, bare])) == ["scope.person"]
    assert _count(world.centre, Person, pk__in=[mine, other]) == 2


def test_an_erasure_that_was_kept_out_does_not_keep_others_out(world: World) -> None:
    other = _register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    with world.station.here(), deed("person.erased", **WHO, place=HERE, person=other):
        pass
    assert reasons(push(world.station, world.centre)) == ["scope.person"]
    _visit(world.neighbour, other, NEXT_DOOR)
    assert reasons(push(world.neighbour, world.centre)) == []
    assert _count(world.centre, Visit, person=other) == 1


def test_a_home_that_was_put_right_was_a_home_all_the_same(world: World) -> None:
    """A move on the day a residence began corrects it in place; what its station did meanwhile still counts."""
    with world.station.here():
        told: dict[str, Any] = {"birth": "1956", "resident_since": NOON.date(), "commune": HERE}
        person = people.register_person(**WHO, full_name="Lò Thị Lan", **told).id
    push(world.station, world.centre)
    with world.centre.here():
        people.move_person(**WHO, person=person, commune=NEXT_DOOR, on=NOON.date())
    _visit(world.station, person)
    assert reasons(push(world.station, world.centre)) == []


def test_a_station_may_end_a_role_it_gave(world: World) -> None:
    account = _account(world.station, "hanh", HERE)
    with world.station.here():
        grant = workforce.grant_role(**WHO, account=account, role="nurse", day=SINCE, commune=HERE)
        workforce.end_role(**WHO, grant=grant.id, day=NOON.date())
    assert reasons(push(world.station, world.centre)) == []


def test_what_others_recorded_in_the_own_place_makes_the_person_a_concern(world: World) -> None:
    """The centre writes down a visit that took place at the station; the station goes on with that person."""
    person = _register(world.neighbour, NEXT_DOOR)
    push(world.neighbour, world.centre)
    visit = _visit(world.centre, person)
    pull(world.station, world.centre)
    with world.station.here():
        encounters.cancel_visit(**WHO, visit=visit, cancel_reason="Ghi nhầm người")
    assert reasons(push(world.station, world.centre)) == []


def test_what_the_own_judge_kept_back_comes_in_when_the_parent_hands_it_on(world: World) -> None:
    from tram.kernel.facts.receive import retry
    from tram.sync.judge import judge_held

    with machine("Máy hai") as second:
        join(world.centre, second, HERE)
        pull(second, world.centre)
        person = _register(world.station, NEXT_DOOR)
        facts = facts_of(world.station)
        pull(second, world.centre)
        assert reasons(push(world.station, second, facts)) == ["scope.place"]
        with second.here():
            retry(at=NOON, judge=judge_held(trust(second)))
            assert _count(second, Person, pk=person) == 0
        assert reasons(push(world.centre, second, facts)) == []
        assert _count(second, Person, pk=person) == 1


def test_a_bare_fact_in_somebodys_chain_is_left_out_before_it_is_kept(world: World) -> None:
    """Without contents there is nothing to judge; but it would stand where the neighbour's own fact belongs."""
    from tram.sync.judge import judge_for
    from tram.sync.talk.receiving import take_all

    _register(world.neighbour, NEXT_DOOR)
    (fact,) = facts_of(world.neighbour)
    bare = msgspec.structs.replace(fact, rows=None, salt=None, digest=bytes(32))
    with world.centre.here():
        judge = judge_for(trust(world.centre), world.station.id)
        assert take_all([bare], at=NOON, judge=judge, whole=True).facts == 0
    assert reasons(push(world.neighbour, world.centre)) == []
