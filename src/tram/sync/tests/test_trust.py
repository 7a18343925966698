"""Whose certificate counts, for how long, and that nobody can give themselves more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support import nodes
from tests.support.nodes import NOON
from tram.kernel.actors import SYSTEM
from tram.kernel.refusals import Refusal
from tram.sync.actions.enrol import enrol_accept, enrol_answer, enrol_request
from tram.sync.actions.nodes import invite_node, renew_node, revoke_node
from tram.sync.identity import Identity, load_identity
from tram.sync.models import Certificate, Peer, PeerRole
from tram.sync.talk.client import exchange
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


def _copy_certificates(source: nodes.Node, target: nodes.Node) -> None:
    with source.here():
        papers = list(Certificate.objects.all())
    with target.here():
        trusted = {row.pk for row in Certificate.objects.all()}
        _write([row for row in papers if row.pk not in trusted])


def _write(rows) -> None:
    from tram.kernel.facts import deed

    with deed("test.copied", by=SYSTEM, at=NOON, place="") as fact:
        fact.add_all(rows)


def _row(claim, signature: bytes) -> Certificate:
    from tram.sync.rules.claims import instant

    told = {
        **msgspec.structs.asdict(claim),
        "valid_from": instant(claim.valid_from),
        "valid_to": instant(claim.valid_to),
    }
    return Certificate(**told, signature=signature)


def test_a_machine_that_lost_its_key_is_let_in_again_by_a_code_made_for_it(
    centre: nodes.Node, station: nodes.Node, thief: nodes.Node
) -> None:
    _join(centre, station)
    code = _code(centre, renews=station.id)
    renewed = Identity(station.id, thief.key)
    with station.here():
        question = enrol_request(renewed, code, "máy cũ")
    answer = _answer(centre, question)
    with station.here():
        enrol_accept(renewed, code, question, answer)
    with centre.here():
        assert _trust(centre).key_of(station.id) == renewed.public


def test_a_grandchild_is_trusted_through_its_parent(centre: nodes.Node, station: nodes.Node, thief: nodes.Node) -> None:
    """Province, centre, station: the province knows the station by the certificate the centre wrote."""
    province, middle, low = centre, station, thief
    _join(province, middle, places="12", name="Trung tâm")
    _join(middle, low)
    _copy_certificates(middle, province)
    with province.here():
        assert _trust(province).key_of(low.id) == bytes(low.key.verify_key)
        assert _trust(province).above(low.id) == [middle.id, province.id]
    with low.here():
        assert _trust(low).key_of(province.id) == bytes(province.key.verify_key)


def test_a_station_that_widens_its_own_scope_convinces_nobody(centre: nodes.Node, station: nodes.Node) -> None:
    """It signs itself a certificate for the nation, as its own issuer and in its parent's name."""
    from tram.sync.rules.claims import CERTIFICATE, sign

    _join(centre, station)
    with centre.here():
        true = _trust(centre).paper(station.id).claim
        for parent in (station.id, centre.id):
            claim = msgspec.structs.replace(true, serial=9, places="", parent=parent)
            _write([_row(claim, sign(station.key, CERTIFICATE, claim))])
        assert _trust(centre).scope(station.id).places_text == HERE


def test_a_certificate_that_gives_more_than_its_issuer_has_counts_for_nothing(
    centre: nodes.Node, station: nodes.Node, thief: nodes.Node
) -> None:
    from tram.sync.rules.claims import CERTIFICATE, sign

    _join(centre, station)
    with centre.here():
        true = _trust(centre).paper(station.id).claim
        key = bytes(thief.key.verify_key)
        claim = msgspec.structs.replace(true, node=thief.id, public_key=key, parent=station.id, places=NEXT_DOOR)
        _write([_row(claim, sign(station.key, CERTIFICATE, claim))])
        assert _trust(centre).key_of(thief.id) is None
        within = msgspec.structs.replace(claim, places=HERE, serial=2)
        _write([_row(within, sign(station.key, CERTIFICATE, within))])
        assert _trust(centre).key_of(thief.id) == key


def test_a_machine_whose_time_has_run_out_is_not_talked_to(centre: nodes.Node, station: nodes.Node) -> None:
    _join(centre, station, days=30)
    with centre.here():
        late = NOON + timedelta(days=31)
        assert _trust(centre, late).key_of(station.id) is None
        assert _trust(centre, late).scope(station.id) is not None
        renew_node(by=SYSTEM, at=late, identity=_identity(centre), node=station.id, days=30)
        assert _trust(centre, late).key_of(station.id) is not None


def test_a_station_whose_clock_is_wrong_still_trusts_the_centre(centre: nodes.Node, station: nodes.Node) -> None:
    _join(centre, station)
    with station.here():
        for year in (1970, 2099):
            assert _trust(station, NOON.replace(year=year)).key_of(centre.id) is not None


def test_a_revoked_machine_and_those_below_it_are_not_talked_to(
    centre: nodes.Node, station: nodes.Node, thief: nodes.Node
) -> None:
    _join(centre, station)
    _join(station, thief)
    _copy_certificates(station, centre)
    with centre.here():
        assert _trust(centre).key_of(thief.id) is not None
        revoke_node(by=SYSTEM, at=NOON, identity=_identity(centre), node=station.id, reason="Máy bị mất")
        assert _trust(centre).revoked(station.id) == 0
        assert _trust(centre).key_of(station.id) is None
        assert _trust(centre).key_of(thief.id) is None


def test_a_machine_cannot_revoke_the_one_above_it(centre: nodes.Node, station: nodes.Node) -> None:
    _join(centre, station)
    with station.here(), pytest.raises(Refusal) as refused:
        revoke_node(by=SYSTEM, at=NOON, identity=_identity(station), node=centre.id, reason="x")
    assert refused.value.code == "node.unknown"


def test_the_key_is_made_once_and_readable_by_its_owner_only(station: nodes.Node, tmp_path: Path) -> None:
    with station.here():
        first, second = load_identity(tmp_path), load_identity(tmp_path)
    assert first.public == second.public
    assert (tmp_path / "node.key").stat().st_mode & 0o777 == 0o600


def test_a_key_file_that_is_no_key_is_refused(station: nodes.Node, tmp_path: Path) -> None:
    (tmp_path / "node.key").write_text("không phải khoá")
    with station.here(), pytest.raises(Refusal) as refused:
        load_identity(tmp_path)
    assert refused.value.code == "identity.key"


def test_a_machine_that_lost_its_key_is_told_so_before_it_calls(
    centre: nodes.Node, station: nodes.Node, thief: nodes.Node
) -> None:
    _join(centre, station)
    other = Identity(station.id, thief.key)
    with station.here():
        assert Trust(_identity(station), NOON).has_its_key
        peer = Peer.objects.create(node=centre.id, role=PeerRole.PARENT)
        outcome = exchange(other, peer, lambda _raw: pytest.fail("sent"), NOON)
    assert (outcome.done, outcome.reason) == (False, "line.keyless")
