"""A machine is enrolled with a one-time code, and by nobody who does not know it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.support import nodes
from tests.support.nodes import NOON
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.sync.actions.enrol import Asked, Said, enrol_accept, enrol_answer, enrol_request
from tram.sync.actions.nodes import invite_node
from tram.sync.enrolment.join import join_parent
from tram.sync.identity import Identity
from tram.sync.models import Certificate, Peer, PeerRole
from tram.sync.trust import Trust

HERE, NEXT_DOOR = "03424", "03390"


@pytest.fixture
def centre() -> Iterator[nodes.Node]:
    yield from _machine("centre")


@pytest.fixture
def station() -> Iterator[nodes.Node]:
    yield from _machine("station")


@pytest.fixture
def thief() -> Iterator[nodes.Node]:
    yield from _machine("thief")


def _machine(name: str) -> Iterator[nodes.Node]:
    node = nodes.make(name)
    yield node
    node.close()


def _identity(node: nodes.Node) -> Identity:
    return Identity(node.id, node.key)


def _code(centre: nodes.Node, **told) -> str:
    given = {"name": "Trạm Bản Bo", "places": HERE} | told
    with centre.here():
        return invite_node(by=SYSTEM, at=NOON, identity=_identity(centre), **given).code


def _ask(node: nodes.Node, code: str) -> bytes:
    with node.here():
        return enrol_request(_identity(node), code, "máy mới")


def _answer(centre: nodes.Node, question: bytes, at=NOON) -> bytes:
    with centre.here():
        return enrol_answer(_identity(centre), question, at)


def _accept(node: nodes.Node, code: str, question: bytes, answer: bytes):
    with node.here():
        return enrol_accept(_identity(node), code, question, answer)


def _join(centre: nodes.Node, node: nodes.Node, **told):
    code = _code(centre, **told)
    question = _ask(node, code)
    return _accept(node, code, question, _answer(centre, question))


def _trust(node: nodes.Node, at=NOON) -> Any:
    return Trust(_identity(node), at)


def _with_other_proof(question: bytes) -> bytes:
    said = msgspec.msgpack.decode(question[3:], type=Said)
    return question[:3] + msgspec.msgpack.encode(Said(said.body, bytes(32)))


def test_both_sides_know_each_other_after_an_enrolment(centre: nodes.Node, station: nodes.Node) -> None:
    joined = _join(centre, station)
    assert (joined.own.places, joined.own.name) == (HERE, "Trạm Bản Bo")
    with centre.here():
        assert _trust(centre).key_of(station.id) == bytes(station.key.verify_key)
        assert _trust(centre).scope(station.id).places_text == HERE
    with station.here():
        trust = _trust(station)
        assert trust.parent == centre.id
        assert trust.key_of(centre.id) == bytes(centre.key.verify_key)
        assert trust.scope(station.id).places_text == HERE


def test_the_secret_of_the_code_is_in_neither_message(centre: nodes.Node, station: nodes.Node) -> None:
    code = _code(centre)
    question = _ask(station, code)
    answer = _answer(centre, question)
    with centre.here():
        from tram.sync.models import Invitation

        secret = bytes(Invitation.objects.get().secret)
    assert secret not in question + answer


def test_a_machine_whose_answer_was_lost_asks_again_and_gets_the_same(centre: nodes.Node, station: nodes.Node) -> None:
    code = _code(centre)
    first = _answer(centre, _ask(station, code))
    question = _ask(station, code)
    second = _answer(centre, question)
    assert first != second
    _accept(station, code, question, second)
    with centre.here():
        assert Certificate.objects.filter(node=station.id).count() == 1


def test_a_code_serves_one_machine_only(centre: nodes.Node, station: nodes.Node, thief: nodes.Node) -> None:
    code = _code(centre)
    _answer(centre, _ask(station, code))
    with pytest.raises(Refusal, match="đã dùng cho máy khác") as refused:
        _answer(centre, _ask(thief, code))
    assert refused.value.code == "enrol.over"


def test_a_code_ends_after_seven_days(centre: nodes.Node, station: nodes.Node) -> None:
    question = _ask(station, _code(centre))
    with pytest.raises(Refusal) as refused:
        _answer(centre, question, NOON + timedelta(days=7, seconds=1))
    assert refused.value.code == "enrol.over"


def test_five_wrong_tries_lock_a_code(centre: nodes.Node, station: nodes.Node) -> None:
    question = _ask(station, _code(centre))
    wrong = _with_other_proof(question)
    for _ in range(5):
        with pytest.raises(Refusal) as refused:
            _answer(centre, wrong)
        assert refused.value.code == "enrol.code"
    with pytest.raises(Refusal) as refused:
        _answer(centre, question)
    assert refused.value.code == "enrol.locked"


def test_a_question_altered_on_the_way_is_refused(centre: nodes.Node, station: nodes.Node, thief: nodes.Node) -> None:
    said = msgspec.msgpack.decode(_ask(station, _code(centre))[3:], type=Said)
    asked = msgspec.msgpack.decode(said.body, type=Asked)
    body = msgspec.msgpack.encode(msgspec.structs.replace(asked, public_key=bytes(thief.key.verify_key)))
    with pytest.raises(Refusal) as refused:
        _answer(centre, b"TRE" + msgspec.msgpack.encode(Said(body, said.proof)))
    assert refused.value.code == "enrol.code"


@pytest.mark.parametrize(
    "noise", [b"", b"TRE", b"TRE\x92\xc4\x01\xff\xc4\x00", b"TRE" + b"\x91" * 60_000, b"TRE" * 30_000]
)
def test_noise_in_place_of_a_question_is_refused(centre: nodes.Node, noise: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        _answer(centre, noise)
    assert refused.value.code == "sync.unreadable"


def test_somebody_who_answers_in_the_parents_place_is_found_out(
    centre: nodes.Node, station: nodes.Node, thief: nodes.Node
) -> None:
    code, own = _code(centre), _code(thief)
    question = _ask(station, code)
    answer = _answer(thief, _ask(station, own))
    with pytest.raises(Refusal) as refused:
        _accept(station, code, question, answer)
    assert refused.value.code == "enrol.parent"
    with station.here():
        assert _trust(station).parent is None


def test_a_machine_cannot_take_the_number_of_another(
    centre: nodes.Node, station: nodes.Node, thief: nodes.Node
) -> None:
    _join(centre, station)
    code = _code(centre, places=NEXT_DOOR)
    with thief.here():
        question = enrol_request(Identity(station.id, thief.key), code, "máy mới")
    with pytest.raises(Refusal) as refused:
        _answer(centre, question)
    assert refused.value.code == "enrol.taken"


def test_a_scope_beyond_the_parents_own_cannot_be_given(centre: nodes.Node, station: nodes.Node) -> None:
    _join(centre, station)
    for places in (NEXT_DOOR, "12", ""):
        with pytest.raises(Refusal) as refused:
            _code(station, places=places)
        assert refused.value.code == "node.scope"


def test_a_nurse_may_not_invite_a_machine(centre: nodes.Node) -> None:
    nurse = Actor(id=uuid7(), name="Hạnh", roles=frozenset({Role.NURSE}), communes=frozenset({HERE}))
    with centre.here(), pytest.raises(Refusal) as refused:
        invite_node(by=nurse, at=NOON, identity=_identity(centre), name="x", places=HERE)
    assert refused.value.code == "access.role"


def test_a_child_of_one_centre_is_not_taken_by_another(
    centre: nodes.Node, station: nodes.Node, thief: nodes.Node
) -> None:
    _join(centre, station)
    code = _code(thief)
    question = _ask(station, code)
    answer = _answer(thief, question)
    with pytest.raises(Refusal) as refused:
        _accept(station, code, question, answer)
    assert refused.value.code == "enrol.has_parent"


def test_an_enrolment_is_one_fact_of_the_nation(centre: nodes.Node, station: nodes.Node) -> None:
    _join(centre, station)
    with centre.here():
        facts = list(Fact.objects.order_by("seq").values_list("name", "place"))
    assert facts == [("node.enrolled", ""), ("node.enrolled", "")]  # the root's own, and the station's


def test_a_machine_that_joined_knows_where_its_parent_is(centre: nodes.Node, station: nodes.Node) -> None:
    code, lines = _code(centre), []

    def send(raw: bytes) -> bytes:
        lines.append(raw)
        if len(lines) == 1:
            raise Refusal("line.cut", "Đường truyền bị ngắt.")
        return _answer(centre, raw)

    told: dict[str, Any] = {"identity": _identity(station), "name": "x", "address": "http://a:1", "code": code}
    with station.here():
        for _ in range(2):
            with suppress(Refusal):
                join_parent(by=SYSTEM, at=NOON, send=send, **told)
        peer = Peer.objects.get()
    assert (peer.node, peer.role, peer.address, peer.name) == (centre.id, PeerRole.PARENT, "http://a:1", "centre")


def test_a_mistyped_code_is_noticed_before_anything_is_sent(station: nodes.Node) -> None:
    told: dict[str, Any] = {"identity": _identity(station), "name": "x", "address": "http://a:1", "code": "TRAM-1"}
    with station.here(), pytest.raises(Refusal) as refused:
        join_parent(by=SYSTEM, at=NOON, send=lambda _raw: pytest.fail("sent"), **told)
    assert refused.value.code == "code.typo"
