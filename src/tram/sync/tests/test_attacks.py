"""Whoever stands on the line, or changed a station's program, is refused; nothing they say is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import zstandard

from tests.support import nodes
from tests.support.nodes import NOON, Node
from tram.kernel.facts.incoming import Incoming
from tram.kernel.refusals import Refusal
from tram.sync.models import Refused
from tram.sync.talk import messages
from tram.sync.talk.messages import Batch, Hello, Named, Pull, Taken, Welcome
from tram.sync.talk.server import answer
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import HERE, facts_of, identity, trust
from tram.sync.tests.talking import Send, facts, line, person, talk
from tram.sync.wire import batch
from tram.sync.wire.batch import pack_facts
from tram.sync.wire.envelope import seal


class Speaker:
    """A station whose program says what it likes, in its own name."""

    def __init__(self, node: Node, to: Node) -> None:
        self.node, self.to, self.session, self.number = node, to, b"", 0

    def say(self, kind: str, body: bytes, number: int | None = None) -> bytes:
        """The envelope of a message."""
        self.number += 1
        return seal(
            identity(self.node), identity(self.to).public, kind, body,
            session=self.session, number=self.number if number is None else number,
        )  # fmt: skip

    def hear(self, raw: bytes, kind: type[Any]) -> Any:
        """What is answered to an envelope, or the refusal."""
        with self.to.here():
            back = answer(identity(self.to), raw, NOON)
        with self.node.here():
            opened = messages_of(self.node, back)
        if opened.kind == messages.REFUSED:
            no = messages.read(opened.body, messages.No)
            raise Refusal(no.code, no.sentence)
        return messages.read(opened.body, kind)

    def hello(self) -> None:
        """Begins a conversation."""
        said = Hello(0, b"n" * 16, [], [])
        self.session = self.hear(self.say(messages.HELLO, messages.write(said)), Welcome).session

    def batch(self, told: Sequence[Incoming]) -> Batch:
        """Facts as they are sent."""
        return Batch(pack_facts(told), [Named(self.node.id, self.node.name)])

    def push(self, told: Sequence[Incoming]) -> Taken:
        """Sends facts."""
        taken: Taken = self.hear(self.say(messages.PUSH, messages.write(self.batch(told))), Taken)
        return taken


def messages_of(node: Node, raw: bytes) -> Any:
    from tram.sync.wire.envelope import open_envelope

    return open_envelope(identity(node), raw, trust(node).key_of)


@pytest.fixture
def speaker(world: World) -> Speaker:
    found = Speaker(world.station, world.centre)
    found.hello()
    return found


def test_a_message_said_twice_is_refused(world: World, speaker: Speaker):
    person(world.station, "Lò Văn Ba")
    raw = speaker.say(messages.PUSH, messages.write(speaker.batch(facts_of(world.station))))
    assert speaker.hear(raw, Taken).facts == 1
    refused("envelope.replayed", lambda: speaker.hear(raw, Taken))


def test_a_message_out_of_its_order_is_refused(world: World, speaker: Speaker):
    late = speaker.say(messages.PULL, messages.write(Pull(messages.Cursor(), 5000)))
    speaker.hear(speaker.say(messages.PULL, messages.write(Pull(messages.Cursor(), 5000))), messages.Pulled)
    refused("envelope.replayed", lambda: speaker.hear(late, messages.Pulled))


def test_a_message_of_a_conversation_that_is_over_is_refused(world: World, speaker: Speaker):
    old = speaker.say(messages.PULL, messages.write(Pull(messages.Cursor(), 5000)))
    Speaker(world.station, world.centre).hello()
    refused("envelope.replayed", lambda: speaker.hear(old, messages.Pulled))


def test_a_conversation_ends_when_nobody_spoke_for_minutes(world: World, speaker: Speaker):
    raw = speaker.say(messages.PULL, messages.write(Pull(messages.Cursor(), 5000)))
    with world.centre.here():
        back = answer(identity(world.centre), raw, NOON + timedelta(minutes=20))
    with world.station.here():
        assert b"talk.over" in messages_of(world.station, back).body


def test_a_fact_altered_in_the_middle_of_the_chain_is_refused_and_nothing_after_it_is_written(
    world: World, speaker: Speaker
):
    for number in range(5):
        person(world.station, f"Lò Văn Ba {number}")
    told = facts_of(world.station)
    altered = (told[2].rows or b"").replace("Lò Văn Ba 2".encode(), "Lò Văn Bá 2".encode())
    told[2] = msgspec.structs.replace(told[2], rows=altered)
    speaker.push(told)  # a chain of the station's own making; only its own program can tell
    assert len(facts(world.centre) & {fact.id for fact in told}) == 5
    honest = talk(world.station, world.centre)
    assert honest.reason == "chain.forked"


def test_a_fact_altered_after_the_centre_held_it_is_refused(world: World, speaker: Speaker):
    for number in range(3):
        person(world.station, f"Lò Văn Ba {number}")
    told = facts_of(world.station)
    speaker.push(told)
    before = facts(world.centre)
    told[1] = msgspec.structs.replace(told[1], rows=(told[1].rows or b"").replace(b"female", b"male"))
    refused("chain.forked", lambda: speaker.push(told))
    assert facts(world.centre) == before


def test_leaving_a_fact_out_is_refused(world: World, speaker: Speaker):
    for number in range(4):
        person(world.station, f"Lò Văn Ba {number}")
    told = facts_of(world.station)
    refused("chain.broken", lambda: speaker.push([told[0], told[2], told[3]]))
    assert not facts(world.centre) & {fact.id for fact in told[1:]}


def test_leaving_a_fact_out_is_refused_also_when_the_hash_before_is_told(world: World, speaker: Speaker):
    for number in range(3):
        person(world.station, f"Lò Văn Ba {number}")
    told = facts_of(world.station)
    told[2] = msgspec.structs.replace(told[2], previous=b"\1" * 32)
    refused("chain.broken", lambda: speaker.push([told[0], told[2]]))


def test_a_batch_that_is_cut_off_writes_nothing(world: World, speaker: Speaker):
    person(world.station, "Lò Văn Ba")
    half = pack_facts(facts_of(world.station))[:-20]
    raw = speaker.say(messages.PUSH, messages.write(Batch(half, [])))
    before = facts(world.centre)
    refused("batch.unreadable", lambda: speaker.hear(raw, Taken))
    assert facts(world.centre) == before


def test_a_small_batch_that_unfolds_into_gigabytes_is_not_unfolded(world: World, speaker: Speaker):
    bomb = bytes((batch.LAYOUT, 0)) + zstandard.ZstdCompressor(level=19).compress(bytes(200 * 1024 * 1024))
    assert len(bomb) < 32 * 1024
    raw = speaker.say(messages.PUSH, messages.write(Batch(bomb, [])))
    refused("batch.unreadable", lambda: speaker.hear(raw, Taken))


def test_an_unknown_kind_of_message_is_refused_with_a_sentence(world: World, speaker: Speaker):
    refused("talk.kind", lambda: speaker.hear(speaker.say("sesame", b""), Taken))


def test_nonsense_inside_a_good_envelope_is_refused(world: World, speaker: Speaker):
    refused("talk.unreadable", lambda: speaker.hear(speaker.say(messages.PUSH, b"\xff\xff"), Taken))


@pytest.mark.parametrize("where", [0, 3, 40, 200, -1], ids=str)
def test_an_envelope_with_one_bit_turned_is_refused_and_counted(world: World, speaker: Speaker, where: int):
    raw = bytearray(speaker.say(messages.PULL, messages.write(Pull(messages.Cursor(), 5000))))
    raw[where] ^= 1
    with world.centre.here():
        with pytest.raises(Refusal) as no:
            answer(identity(world.centre), bytes(raw), NOON)
        assert no.value.code.startswith("envelope.")
        assert Refused.objects.filter(reason=no.value.code).exists()


def test_a_stranger_is_refused(world: World):
    stranger = nodes.make("Kẻ lạ")
    raw = Speaker(stranger, world.centre).say(messages.HELLO, b"")
    with world.centre.here():
        refused("envelope.sender", lambda: answer(identity(world.centre), raw, NOON))
    stranger.close()


def test_an_old_answer_is_not_taken_for_a_new_one(world: World):
    kept: list[bytes] = []

    def listening(way: Send) -> Send:
        def send(raw: bytes) -> bytes:
            kept.append(way(raw))
            return kept[-1]

        return send

    talk(world.station, world.centre, listening(line(world.centre)))
    answers = iter(kept)
    assert talk(world.station, world.centre, lambda _: next(answers)).reason == "line.answer"


def test_an_answer_of_another_machine_is_refused(world: World):
    talk(world.station, world.centre)
    talk(world.neighbour, world.centre)
    talk(world.station, world.centre)

    def elsewhere(raw: bytes) -> bytes:
        with world.neighbour.here():
            return seal(identity(world.neighbour), identity(world.station).public, messages.HELLO, b"", number=1)

    assert talk(world.station, world.centre, elsewhere).reason in {"line.answer", "envelope.sender"}


def test_a_station_cannot_ask_for_people_of_other_places(world: World, speaker: Speaker):
    somebody = person(world.centre, "Vàng A Páo", "03390")
    wants = [messages.Want("people_person", somebody), messages.Want("no_such_table", somebody)]
    raw = speaker.say(messages.PULL, messages.write(Pull(messages.Cursor(), 5000, wants)))
    pulled = speaker.hear(raw, messages.Pulled)
    told = batch.unpack_facts(pulled.batch.facts)
    assert all(fact.person != somebody for fact in told)


def refused(code: str, deed: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as no:
        deed()
    assert no.value.code == code


def test_the_scope_is_the_certificates_not_what_a_station_says_of_itself(world: World):
    with world.station.here():
        mine = trust(world.station).scope(world.station.id)
    with world.centre.here():
        theirs = trust(world.centre).scope(world.station.id)
    assert mine == theirs
    assert json.dumps(sorted(theirs.places)) == json.dumps([HERE])
