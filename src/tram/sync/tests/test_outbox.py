"""Messages to outside systems: made once from the log, delivered once in effect, seen by people when they are not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import nodes
from tests.support.nodes import NOON
from tram.encounters.api import DiagnosisInput, amend_visit, cancel_visit, record_visit
from tram.kernel import facts
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.people.api import record_death, withdraw_death
from tram.people.models import Person
from tram.sync.models import Message, Route, Trying
from tram.sync.outbox.adapters import Http, Outgoing, Reply, envelope, understood
from tram.sync.outbox.deeds import mark_message, renew_message
from tram.sync.outbox.receiver import Inbox, Manners, serve
from tram.sync.outbox.sending import Sent, send_due

HERE, NEXT_DOOR = "03424", "03390"
HOUR = timedelta(hours=1)
MEASLES, MALARIA = "B05.9", "B51.9"


@pytest.fixture
def station() -> Iterator[nodes.Node]:
    node = nodes.make("station")
    with node.here():
        Route.objects.create(destination="to-surveillance", address="test:", places=HERE)
        yield node
    node.close()


def _person(commune: str = HERE) -> Any:
    person = Person(
        full_name="Lò Thị Lan", search_key="lo thi lan", sort_key="lan", commune=commune,
        birth_date=date(2019, 5, 1), sex="female",
    )  # fmt: skip
    with facts.deed("person.registered", by=SYSTEM, at=NOON, place=commune, person=person.id) as fact:
        fact.add(person)
    return person.id


def _nurse(commune: str = HERE) -> Actor:
    return Actor(uuid7(), "Hạnh", frozenset({Role.NURSE}), frozenset({commune}), commune=commune)


def _visit(*codes: str, person: Any = None, at: datetime = NOON, commune: str = HERE) -> Any:
    who = person or _person(commune)
    diagnoses = [DiagnosisInput(code, role="main" if n == 0 else "accompanying") for n, code in enumerate(codes)]
    return record_visit(by=_nurse(commune), at=at, person=who, diagnoses=diagnoses).id


class Line:
    """A line to a receiver: what happens to each sending is told beforehand, at the end all goes well."""

    def __init__(self, *fates: str, refuse: str = "") -> None:
        self.fates, self.inbox = list(fates), Inbox(refuse=refuse)
        self.sent: list[Outgoing] = []

    def send(self, address: str, message: Outgoing) -> Reply:
        self.sent.append(message)
        fate = self.fates.pop(0) if self.fates else "ok"
        if fate == "down":
            return Reply(None, reason="không nối được", unreachable=True)
        if fate == "busy":
            return understood(503, b"")
        if fate == "received":
            return understood(202, b'{"state": "sent"}')
        status, told = self.inbox.take(message.key, envelope(message))
        if fate == "twice":
            assert self.inbox.take(message.key, envelope(message)) == (status, told)
        if fate == "lost":
            return Reply(None, reason="đứt giữa chừng", unreachable=True)
        if fate == "cut":
            return understood(status, json.dumps(told).encode()[:9])
        return understood(status, json.dumps(told).encode())


def _send(line: Line, at: datetime = NOON, limit: int = 50) -> Sent:
    return send_due(at, limit, {"http": line})


def test_a_case_becomes_one_message_with_its_deadline_and_is_accepted(station):
    visit = _visit(MEASLES, "I10")
    line = Line()
    assert _send(line) == Sent(made=1, accepted=1)
    message = Message.objects.get()
    assert (message.rule, message.title, message.state) == ("case-24h", "Sởi (B05.9)", "accepted")
    assert (message.subject, message.commune, message.reference) == (visit, HERE, "TN-000001")
    assert message.due_at == NOON + 24 * HOUR
    content = line.inbox.effects[0]["content"]
    assert (content["icd10"], content["person"]["full_name"]) == (MEASLES, "Lò Thị Lan")
    assert list(Fact.objects.order_by("arrival").values_list("name", flat=True))[-2:] == [
        "message.noted",
        "message.accepted",
    ]


def test_nothing_is_told_of_other_diseases_other_places_or_the_time_before_the_law(station):
    _visit("I10")
    _visit("A15.0")  # weekly: not a message of its own
    _visit(MEASLES, commune=NEXT_DOOR)
    _visit(MEASLES, at=datetime(2026, 6, 30, 3, 0, tzinfo=UTC))
    assert _send(Line()) == Sent()
    assert Message.objects.count() == 0


def test_two_diseases_of_one_visit_are_two_messages_the_urgent_one_first(station):
    _visit(MALARIA, MEASLES)
    line = Line()
    assert _send(line).accepted == 2
    assert [one.rule for one in line.sent] == ["case-24h", "case-48h"]


def test_an_amendment_that_keeps_the_disease_tells_nothing_twice(station):
    visit = _visit(MEASLES)
    line = Line()
    _send(line)
    amend_visit(by=_nurse(), at=NOON + HOUR, visit=visit, change_reason="Ghi thêm", symptoms="Sốt, phát ban")
    assert _send(line, NOON + HOUR) == Sent()
    assert len(line.inbox.effects) == 1


def test_an_amendment_before_sending_withdraws_one_and_tells_the_other(station):
    visit = _visit(MEASLES)
    down = Line("down")
    _send(down)
    amend_visit(
        by=_nurse(), at=NOON + HOUR, visit=visit, change_reason="Xét nghiệm", diagnoses=[DiagnosisInput(MALARIA)]
    )
    line = Line()
    _send(line, NOON + HOUR)
    assert sorted(Message.objects.values_list("title", "state")) == [
        ("Sốt rét (B51.9)", "accepted"),
        ("Sởi (B05.9)", "withdrawn"),
    ]
    assert [one["content"]["icd10"] for one in line.inbox.effects] == [MALARIA]


def test_a_visit_cancelled_after_it_was_told_is_taken_back_once(station):
    visit = _visit(MEASLES)
    line = Line()
    _send(line)
    cancel_visit(by=_nurse(), at=NOON + HOUR, visit=visit, cancel_reason="Ghi nhầm người")
    _send(line, NOON + HOUR)
    _send(line, NOON + 2 * HOUR)
    kinds = [one["kind"] for one in line.inbox.effects]
    assert kinds == ["report", "withdrawal"]
    assert line.inbox.effects[1]["content"]["withdraws"] == line.inbox.effects[0]["id"]


def test_a_death_from_a_listed_disease_is_told_and_taken_back(station):
    person = _person()
    record_death(by=_nurse(), at=NOON, person=person, died="01/11/2026", cause_code="A15.0", cause_text="Lao")
    line = Line()
    _send(line)
    withdraw_death(by=_nurse(), at=NOON + HOUR, person=person)
    _send(line, NOON + HOUR)
    assert [(one["rule"], one["kind"]) for one in line.inbox.effects] == [
        ("death-24h", "report"),
        ("death-24h", "withdrawal"),
    ]


def test_a_wrong_clock_neither_hides_nor_delays_a_message(station):
    _visit(MEASLES, at=datetime(2099, 1, 1, tzinfo=UTC))
    ahead = datetime(2099, 1, 1, tzinfo=UTC)
    send_due(ahead, adapters={"http": Line("busy")})
    assert Trying.objects.get().next_at > ahead
    line = Line()
    assert _send(line, NOON).accepted == 1


def test_a_refused_message_goes_out_again_with_what_the_record_says_now(station):
    _visit(MEASLES)
    line = Line(refuse="Lan")
    assert _send(line).refused == 1
    message = Message.objects.get()
    assert (message.state, message.reason) == ("refused", "nội dung có «Lan»")
    assert _send(line, NOON + HOUR) == Sent()
    renew_message(by=_nurse(), at=NOON + HOUR, message=message.id, body=message.body.replace("Lan", "Mai"))
    assert _send(line, NOON + HOUR).accepted == 1


def test_what_was_told_by_hand_is_not_sent_and_needs_a_reason(station):
    _visit(MEASLES)
    _send(Line("down"))
    message = Message.objects.get().id
    with pytest.raises(Refusal, match="cách nào"):
        mark_message(by=_nurse(), at=NOON, message=message, reason=" ")
    with pytest.raises(Refusal) as hidden:
        mark_message(by=_nurse(NEXT_DOOR), at=NOON, message=message, reason="Gọi điện")
    assert hidden.value.status == 404
    mark_message(by=_nurse(), at=NOON, message=message, reason="Gọi điện cho CDC, chị Oanh nghe")
    line = Line()
    assert _send(line, NOON + 5 * HOUR) == Sent()
    assert Message.objects.get().state == "by_hand"
    assert line.sent == []


def test_a_destination_that_is_down_is_left_alone_for_longer_and_longer(station):
    for _ in range(3):
        _visit(MEASLES)
    line = Line(*["down"] * 20)
    _send(line)
    assert len(line.sent) == 1
    waits = []
    for minute in range(240):
        before = len(line.sent)
        _send(line, NOON + timedelta(minutes=minute))
        if len(line.sent) > before:
            waits.append(minute)
    gaps = [later - earlier for earlier, later in pairwise(waits)]
    assert gaps[-1] > 3 * gaps[0] > 0
    assert Fact.objects.filter(name__startswith="message.").count() == 3  # noted; trying in vain is nobody else's news


def test_a_machine_without_a_route_or_with_one_switched_off_sends_nothing(station):
    Route.objects.update(on=False)
    _visit(MEASLES)
    line = Line()
    assert _send(line) == Sent()
    assert (line.sent, Message.objects.count()) == ([], 0)


def test_two_machines_that_find_the_same_case_say_it_once(station):
    visit = _visit(MEASLES)
    other = nodes.make("second computer")
    copied = nodes.copy(station)
    nodes.restore(other, copied)
    line = Line()
    _send(line)
    with other.here():
        _send(line)
        assert Message.objects.get().subject == visit
    other.close()
    assert (len(line.sent), len(line.inbox.effects)) == (2, 1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fates=st.lists(st.sampled_from(["ok", "down", "busy", "lost", "cut", "twice", "received"]), max_size=25),
    codes=st.lists(st.sampled_from([MEASLES, MALARIA, "A00.1", "I10"]), min_size=1, max_size=5),
    cuts=st.lists(st.integers(1, 60), max_size=4),
)
def test_whatever_the_receiver_and_the_power_do_each_message_counts_exactly_once(fates, codes, cuts):
    node = nodes.make("station")
    line = Line(*fates)
    with node.here():
        Route.objects.create(destination="to-surveillance", address="test:", places=HERE)
        for code in codes:
            _visit(code)
    at = NOON
    for cut in cuts:
        at += HOUR
        nodes.crash(node, partial(_send, line, at, 3), cut)
    with node.here():
        for _ in range(40):
            at += HOUR
            _send(line, at, 3)
        wanted = sum(code != "I10" for code in codes)
        assert Message.objects.count() == wanted
        assert set(Message.objects.values_list("state", flat=True)) <= {"accepted"}
        assert facts.verify(rows=True).holds
    node.close()
    ids = [one["id"] for one in line.inbox.effects]
    assert len(ids) == len(set(ids)) == wanted


def test_over_real_http_lost_answers_and_busy_moments_double_nothing(station):
    inbox = Inbox()
    server = serve(0, inbox, Manners(busy=0.3, mute=0.3, undecided=1), lambda _: None)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        Route.objects.update(address=f"http://127.0.0.1:{server.server_address[1]}/")
        for _ in range(4):
            _visit(MEASLES)
        http = Http()
        for hour in range(60):
            send_due(NOON + hour * HOUR, adapters={"http": http})
    finally:
        server.shutdown()
        server.server_close()
    assert set(Message.objects.values_list("state", flat=True)) == {"accepted"}
    assert len(inbox.effects) == 4


@pytest.mark.django_db
@pytest.mark.on_both
def test_both_databases_make_send_and_withdraw_alike():
    Route.objects.create(destination="to-surveillance", address="test:", places=HERE)
    visit = _visit(MEASLES, MALARIA)
    line = Line("ok", "busy")
    assert _send(line) == Sent(made=2, accepted=1, later=1)
    cancel_visit(by=_nurse(), at=NOON + HOUR, visit=visit, cancel_reason="Ghi nhầm người")
    assert _send(line, NOON + HOUR) == Sent(made=2, accepted=1)
    assert sorted(Message.objects.values_list("rule", "kind", "state")) == [
        ("case-24h", "report", "accepted"),
        ("case-24h", "withdrawal", "accepted"),
        ("case-48h", "report", "withdrawn"),
    ]
