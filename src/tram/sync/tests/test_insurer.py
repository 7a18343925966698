"""Claims through the outbox: each counts once whatever the portal, the line and the power do, and none slows a save.

What is built of a visit is the builder's affair and tested there: here each visit has a model claim of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from uuid import UUID

import msgspec
import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import nodes
from tests.support.nodes import NOON
from tram.claims.checks.examples import changed
from tram.claims.cover.asking import PortalSilent
from tram.claims.format import render_file
from tram.claims.models import Claim, ClaimRefusal
from tram.claims.sending import deliver, settle
from tram.claims.sending.accounts import Account
from tram.claims.sending.deeds import give_up, send_again
from tram.claims.sending.receiver import Box
from tram.claims.sending.replies import PortalReply, read_reply
from tram.claims.sending.tests import world
from tram.encounters.api import DiagnosisInput, amend_visit, cancel_visit, find_visit, record_visit, visit_history
from tram.kernel import facts
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.people.models import Person
from tram.places.models import Facility
from tram.sync.models import Message, Route
from tram.sync.outbox.collect import log_end
from tram.sync.outbox.sending import Sent, send_due

HERE, NEXT_DOOR = "03424", "03390"
HOUR = timedelta(hours=1)
DRUG = world.model().tables["XML2"][0]["MA_THUOC"]


class Portal:
    """A line to a trial portal: what happens to each sending is told beforehand, at the end all goes well."""

    def __init__(self, *fates: str, box: Box | None = None) -> None:
        self.fates, self.box = list(fates), box or Box()
        self.box.clock = lambda: NOON
        self.account, self.calls = world.account_at("test:"), 0

    def send(self, document: bytes, decision: str) -> PortalReply:
        self.calls += 1
        fate = self.fates.pop(0) if self.fates else "ok"
        if fate == "down":
            raise PortalSilent("không nối được")
        if fate == "busy":
            return read_reply(b"")
        told = self.box.claim({"maCSKCB": world.FACILITY}, document)
        if fate == "twice":
            assert self.box.claim({"maCSKCB": world.FACILITY}, document)["maGiaoDich"] == told["maGiaoDich"]
        if fate == "lost":
            raise PortalSilent("đứt giữa chừng")
        return reply_of(told)

    def result(self, reference: str) -> PortalReply:
        self.calls += 1
        return reply_of(self.box.result({"maGiaoDich": reference}))


def reply_of(told: dict[str, str]) -> PortalReply:
    return read_reply(msgspec.json.encode(told))


class Builder:
    """Stands for the building of claims: the model claim with the visit's own number, drug and note."""

    def __init__(self) -> None:
        self.facility: UUID | None = None
        self.errors: set[UUID] = set()

    def claim_of(self, visit: UUID, at):
        found = find_visit(visit)
        assert found is not None
        first = visit_history(SYSTEM, visit)[-1].id
        number = f"{world.FACILITY}.{first.hex}"
        mine = {"MA_LK": number}
        rows = {"XML1": {**mine, "GHI_CHU": found.note, "CHAN_DOAN_RV": found.symptoms or "Cảm"}}
        rows |= {f"{table}#{n}": mine for table in ("XML2", "XML3") for n in (1, 2)}
        tables = changed(world.model(), rows | {"XML4": mine, "XML14": mine, "XML2": mine, "XML3": mine}).tables
        if found.advice == "đổi thuốc":
            tables = {**tables, "XML2": tables["XML2"][1:]}
        return SimpleNamespace(
            number=number, person=found.person, commune=found.commune, visit=first, visit_now=visit,
            facility=self.facility, month=found.day.replace(day=1), layout=world.model().layout, tables=tables,
        )  # fmt: skip

    def document(self, built, made_on) -> bytes:
        return render_file(built.layout, built.tables, facility=world.FACILITY, made_on=made_on)

    def check_claims(self, claims, at):
        return [SimpleNamespace(errors=int(one.tables["XML1"][0]["GHI_CHU"] == "thiếu")) for one in claims]


@pytest.fixture
def builder(monkeypatch) -> Builder:
    made = Builder()
    for module in (settle, deliver):
        monkeypatch.setattr(module, "claim_of", made.claim_of)
    monkeypatch.setattr(settle, "check_claims", made.check_claims)
    monkeypatch.setattr(deliver, "document", made.document)
    monkeypatch.setattr(deliver, "signing_key", Unlocked)
    monkeypatch.setattr(deliver, "insurance_code", lambda _facility: world.FACILITY)
    return made


class Unlocked:
    """The key, as it is while it is needed."""

    def __init__(self, account: Account) -> None:
        pass

    def __enter__(self):
        return world.signing_key()

    def __exit__(self, *told: object) -> None:
        pass


def _station(builder: Builder) -> nodes.Node:
    node = nodes.make("station")
    with node.here():
        builder.facility = _found()
        Route.objects.create(destination="to-insurer", address="https://cong.example", places=HERE)
        send_due(NOON)  # marks where the log ends
    return node


def _found():
    founded = Facility(kind="station", commune=HERE, valid_from=NOON.date())
    with facts.deed("facility.founded", by=SYSTEM, at=NOON, place=HERE) as fact:
        fact.add(founded)
    return founded.id


@pytest.fixture
def station(builder) -> Iterator[nodes.Node]:
    node = _station(builder)
    with node.here():
        yield node
    node.close()


def _person(commune: str = HERE):
    person = Person(full_name="Lò Thị Lan", search_key="lan", sort_key="lan", commune=commune)
    with facts.deed("person.registered", by=SYSTEM, at=NOON, place=commune, person=person.id) as fact:
        fact.add(person)
    return person.id


def _nurse(commune: str = HERE) -> Actor:
    return Actor(uuid7(), "Hạnh", frozenset({Role.NURSE}), frozenset({commune}), commune=commune)


def _visit(commune: str = HERE, payer: str = "bhyt", **content) -> UUID:
    diagnoses = [DiagnosisInput("I10", role="main")]
    person = _person(commune)
    return record_visit(by=_nurse(commune), at=NOON, person=person, diagnoses=diagnoses, payer=payer, **content).id


def _send(portal: Portal, monkeypatch, at=NOON, limit: int = 50) -> Sent:
    monkeypatch.setattr(deliver, "portal_of", lambda _code, _address: portal)
    return send_due(at, limit)


def test_an_insured_visit_becomes_a_claim_that_is_sent_and_accepted(station, monkeypatch):
    visit = _visit()
    portal = Portal()
    assert _send(portal, monkeypatch) == Sent(made=1, accepted=1)
    claim = Claim.objects.get()
    assert (claim.visit, claim.state, claim.attempt, claim.reference) == (visit, "accepted", 1, "GD00000001")
    assert (claim.sent_at, claim.answered_at, bool(claim.document_digest)) == (NOON, NOON, True)
    assert list(Fact.objects.order_by("arrival").values_list("name", flat=True))[-4:] == [
        "claim.readied", "message.noted", "claim.accepted", "message.accepted",
    ]  # fmt: skip
    assert _send(portal, monkeypatch, NOON + HOUR) == Sent()


def test_what_the_insurance_does_not_pay_and_other_places_are_not_asked_for(station, monkeypatch):
    _visit(payer="self")
    _visit(NEXT_DOOR)
    assert _send(Portal(), monkeypatch) == Sent()
    assert Claim.objects.count() == 0


def test_a_claim_with_errors_stays_here_until_the_visit_is_mended(station, monkeypatch):
    visit = _visit(note="thiếu")
    portal = Portal()
    assert _send(portal, monkeypatch) == Sent()
    assert (Claim.objects.get().state, Claim.objects.get().errors, portal.calls) == ("errors", 1, 0)
    amend_visit(by=_nurse(), at=NOON + HOUR, visit=visit, change_reason="Bổ sung", note="đủ")
    assert _send(portal, monkeypatch, NOON + HOUR).accepted == 1
    assert (Claim.objects.get().state, Claim.objects.get().attempt) == ("accepted", 1)


def test_a_refused_line_is_corrected_and_accepted_as_the_same_claim(station, monkeypatch):
    visit = _visit()
    portal = Portal(box=Box(refuse={DRUG: "Ngoài danh mục"}))
    assert _send(portal, monkeypatch).refused == 1
    claim, line = Claim.objects.get(), ClaimRefusal.objects.get()
    assert (claim.state, claim.reason, line.table, line.line, line.state) == (
        "refused", "Ngoài danh mục", "XML2", 1, "open",
    )  # fmt: skip
    assert line.amount > 0
    assert _send(portal, monkeypatch, NOON + HOUR) == Sent()
    amend_visit(by=_nurse(), at=NOON + HOUR, visit=visit, change_reason="Đổi thuốc", advice="đổi thuốc")
    assert _send(portal, monkeypatch, NOON + HOUR).accepted == 1
    after = Claim.objects.get()
    assert (after.state, after.attempt, after.number) == ("accepted", 2, claim.number)
    assert ClaimRefusal.objects.get().state == "corrected"
    assert Message.objects.get().state == "accepted"


def test_a_correction_of_an_accepted_visit_is_told_anew_under_its_number(station, monkeypatch):
    visit = _visit()
    portal = Portal()
    _send(portal, monkeypatch)
    amend_visit(by=_nurse(), at=NOON + HOUR, visit=visit, change_reason="Ghi thêm", symptoms="Đau đầu")
    assert _send(portal, monkeypatch, NOON + HOUR).accepted == 1
    assert (len(portal.box.claims), portal.box.taken, Claim.objects.get().attempt) == (1, 2, 2)


def test_an_amendment_that_changes_nothing_of_the_claim_sends_nothing(station, monkeypatch):
    visit = _visit()
    portal = Portal()
    _send(portal, monkeypatch)
    amend_visit(by=_nurse(), at=NOON + HOUR, visit=visit, change_reason="Ghi thêm", treatment="Nghỉ ngơi")
    assert _send(portal, monkeypatch, NOON + HOUR) == Sent()


def test_a_cancelled_visit_is_withdrawn_before_and_asked_back_by_hand_after(station, monkeypatch):
    early, late = _visit(), _visit()
    portal = Portal("down")
    _send(portal, monkeypatch, NOON)
    cancel_visit(by=_nurse(), at=NOON, visit=early, cancel_reason="Ghi nhầm người")
    assert _send(portal, monkeypatch, NOON + HOUR).accepted == 1
    cancel_visit(by=_nurse(), at=NOON + HOUR, visit=late, cancel_reason="Ghi nhầm người")
    assert _send(portal, monkeypatch, NOON + 2 * HOUR).refused == 1
    assert sorted(Message.objects.values_list("kind", "state")) == [
        ("report", "accepted"), ("report", "withdrawn"), ("withdrawal", "refused"),
    ]  # fmt: skip
    assert set(Claim.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_claim_the_portal_has_not_decided_is_asked_about_and_not_sent_again(station, monkeypatch):
    _visit()
    portal = Portal(box=Box(undecided=1))
    assert _send(portal, monkeypatch).sent == 1
    assert Claim.objects.get().state == "sent"
    assert _send(portal, monkeypatch, NOON + HOUR).accepted == 1
    assert (Claim.objects.get().state, portal.box.taken, portal.calls) == ("accepted", 1, 2)


def test_a_refused_claim_may_go_out_again_as_it_is_or_be_given_up(station, monkeypatch):
    _visit()
    portal = Portal(box=Box(refuse={DRUG: "Ngoài danh mục"}))
    _send(portal, monkeypatch)
    claim = Claim.objects.get().id
    with pytest.raises(Refusal) as hidden:
        send_again(by=_nurse(NEXT_DOOR), at=NOON, claim=claim)
    assert hidden.value.status == 404
    send_again(by=_nurse(), at=NOON + HOUR, claim=claim)
    assert _send(portal, monkeypatch, NOON + HOUR).refused == 1
    give_up(by=_nurse(), at=NOON + HOUR, claim=claim)
    assert sorted(ClaimRefusal.objects.values_list("attempt", "state")) == [(1, "corrected"), (2, "given_up")]
    with pytest.raises(Refusal, match="không còn dòng"):
        give_up(by=_nurse(), at=NOON + HOUR, claim=claim)
    portal.box.refuse.clear()
    send_again(by=_nurse(), at=NOON + 2 * HOUR, claim=claim)
    assert _send(portal, monkeypatch, NOON + 2 * HOUR).accepted == 1
    with pytest.raises(Refusal, match="bị từ chối"):
        send_again(by=_nurse(), at=NOON + HOUR, claim=claim)


def test_a_visit_that_cannot_be_built_keeps_nobody_else(station, builder, monkeypatch):
    broken, sound = _visit(), _visit()
    build = builder.claim_of

    def fails(visit: UUID, at):
        if visit == broken:
            raise ZeroDivisionError
        return build(visit, at)

    monkeypatch.setattr(settle, "claim_of", fails)
    assert _send(Portal(), monkeypatch).accepted == 1
    assert Claim.objects.get().visit == sound


def test_a_machine_without_an_account_keeps_its_claims_and_says_why(station, monkeypatch, tmp_path):
    monkeypatch.setenv("TRAM_HOME", str(tmp_path))
    _visit()
    assert send_due(NOON) == Sent(made=1, later=1)
    assert "chưa có tài khoản" in Route.objects.get().reason
    assert Claim.objects.get().state == "waiting"


def test_saving_a_visit_waits_for_nothing_of_the_claim(station, builder, monkeypatch):
    build = builder.claim_of

    def slowly(visit: UUID, at):
        assert not connections["default"].in_atomic_block
        time.sleep(0.2)
        return build(visit, at)

    monkeypatch.setattr(settle, "claim_of", slowly)
    monkeypatch.setattr(deliver, "claim_of", slowly)
    begun = time.perf_counter()
    _visit()
    assert time.perf_counter() - begun < 0.2
    assert _send(Portal(), monkeypatch).accepted == 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    bad=st.tuples(
        st.lists(st.sampled_from(["ok", "down", "busy", "lost", "twice"]), max_size=15),
        st.integers(0, 2),
        st.lists(st.integers(1, 90), max_size=4),
    ),
    visits=st.integers(1, 4),
)
def test_whatever_the_portal_and_the_power_do_each_claim_counts_exactly_once(builder, monkeypatch, bad, visits):
    fates, undecided, cuts = bad
    portal = Portal(*fates, box=Box(undecided=undecided))
    node = _station(builder)
    with node.here():
        for _ in range(visits):
            _visit()
    at = NOON
    for cut in cuts:
        at += HOUR
        nodes.crash(node, partial(_send, portal, monkeypatch, at, 3), cut)
    with node.here():
        for _ in range(30):
            at += HOUR
            _send(portal, monkeypatch, at, 3)
        assert list(Claim.objects.values_list("state", "attempt")) == [("accepted", 1)] * visits
        assert list(Message.objects.values_list("state", flat=True)) == ["accepted"] * visits
        assert set(Claim.objects.values_list("number", flat=True)) == set(portal.box.claims)
        assert facts.verify(rows=True).holds
    node.close()
    assert portal.box.taken == visits


def test_what_is_saved_right_after_the_route_is_set_is_sent_and_what_was_before_is_not(builder, monkeypatch):
    node = nodes.make("station")
    with node.here():
        builder.facility = _found()
        early = _visit()
        Route.objects.create(destination="to-insurer", address="https://cong.example", places=HERE, arrival=log_end())
        late = _visit()
        assert _send(Portal(), monkeypatch).accepted == 1
        assert Claim.objects.get().visit == late != early
    node.close()
