"""An envelope is opened by its recipient alone, as its sender wrote it, once, and never beyond its size."""

from __future__ import annotations

import os
import tracemalloc
from uuid import UUID, uuid4

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import Box
from nacl.signing import SigningKey

from tests.support.nodes import NOON
from tram.kernel.refusals import Refusal
from tram.sync.identity import Identity
from tram.sync.tests.conftest import World
from tram.sync.wire import envelope, turns
from tram.sync.wire.envelope import DOMAIN, LIMIT, MAGIC, PROTOCOL, Header, Opened, open_envelope, seal

STATION = Identity(uuid4(), SigningKey(bytes([1]) * 32))
CENTRE = Identity(uuid4(), SigningKey(bytes([2]) * 32))
STRANGER = Identity(uuid4(), SigningKey(bytes([3]) * 32))
KEYS = {STATION.node: STATION.public, CENTRE.node: CENTRE.public}


def _open(raw: bytes, by: Identity = CENTRE) -> Opened:
    return open_envelope(by, raw, KEYS.get)


def _refused(raw: bytes, by: Identity = CENTRE) -> str:
    with pytest.raises(Refusal) as refused:
        _open(raw, by)
    assert refused.value.sentence.endswith(".")
    return refused.value.code


def _sealed(body: bytes = b"chao", kind: str = "push") -> bytes:
    return seal(STATION, CENTRE.public, kind, body, session=b"s" * 16, number=7)


@given(body=st.binary(max_size=5000), kind=st.sampled_from(["push", "pull", "snapshot"]), number=st.integers(0, 2**32))
@settings(max_examples=50)
def test_what_was_sealed_is_what_is_opened(body: bytes, kind: str, number: int) -> None:
    opened = _open(seal(STATION, CENTRE.public, kind, body, session=b"x" * 16, number=number))
    assert (opened.sender, opened.kind, opened.body) == (STATION.node, kind, body)
    assert (opened.header.session, opened.header.number, opened.header.size) == (b"x" * 16, number, len(body))


@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
@settings(max_examples=150)
def test_no_bit_can_be_changed_on_the_way(place: float, change: int) -> None:
    raw = bytearray(_sealed(b"Ten nguoi benh" * 10))
    raw[int(place * len(raw))] ^= change
    assert _refused(bytes(raw)).startswith("envelope.")


@given(kept=st.floats(0, 1, exclude_max=True))
@settings(max_examples=60)
def test_an_envelope_cut_anywhere_is_refused(kept: float) -> None:
    raw = _sealed(os.urandom(300))
    assert _refused(raw[: int(kept * len(raw))]) in {"envelope.truncated", "envelope.signature"}


@given(raw=st.binary(max_size=600))
@settings(max_examples=100)
def test_noise_is_refused(raw: bytes) -> None:
    assert _refused(raw).startswith("envelope.")
    assert _refused(MAGIC + raw).startswith("envelope.")


def test_nobody_else_can_read_it() -> None:
    body = "Lò Thị Lan, tăng huyết áp".encode()
    raw = _sealed(body)
    assert body not in raw
    assert _refused(raw, STRANGER) == "envelope.recipient"


def test_a_sender_without_a_certificate_is_not_listened_to() -> None:
    assert _refused(seal(STRANGER, CENTRE.public, "push", b"x")) == "envelope.sender"


def test_a_forged_signature_is_refused() -> None:
    """A stranger with a key of its own writes in the station's name."""
    forger = Identity(STATION.node, STRANGER.signing)
    assert _refused(seal(forger, CENTRE.public, "push", b"x")) == "envelope.signature"


def test_an_envelope_cannot_be_passed_on_to_another_machine() -> None:
    """The centre, altered, hands what the station told it to a third machine as if the station had told that one."""
    raw = _sealed(b"x")
    header, start = envelope.read_header(raw)
    turned = msgspec.msgpack.encode(msgspec.structs.replace(header, recipient=STRANGER.public))
    assert _refused(MAGIC + len(turned).to_bytes(2, "big") + turned + raw[start:], STRANGER) == "envelope.signature"


def test_a_signature_over_something_else_does_not_serve() -> None:
    """Certificates and envelopes are signed with the same key, each in a domain of its own."""
    raw = _sealed(b"x")[:-64]
    assert _refused(raw + STATION.signing.sign(b"tram certificate 1\x00" + raw).signature) == "envelope.signature"
    assert _open(raw + STATION.signing.sign(DOMAIN + raw).signature).body == b"x"


def _made(size: int, squeezed: bytes, kind: str = "push", protocol: int = PROTOCOL) -> bytes:
    """An envelope by an altered program: genuine but for what it says of itself."""
    header = msgspec.msgpack.encode(Header(protocol, STATION.node.bytes, CENTRE.public, kind, b"", 0, size))
    box = Box(STATION.signing.to_curve25519_private_key(), CENTRE.signing.verify_key.to_curve25519_public_key())
    content = MAGIC + len(header).to_bytes(2, "big") + header + bytes(box.encrypt(squeezed))
    return content + STATION.signing.sign(DOMAIN + content).signature


@pytest.mark.parametrize("declared", [10, LIMIT])
def test_a_bomb_is_not_unfolded(declared: int) -> None:
    """256 MiB of zeros weigh 8 kB on the wire; memory stays near what was declared."""
    zeros, compressor = bytes(1024 * 1024), zstandard.ZstdCompressor(level=19).compressobj()
    bomb = b"".join(compressor.compress(zeros) for _ in range(256)) + compressor.flush()
    raw = _made(declared, bomb)
    assert len(raw) < 64 * 1024
    tracemalloc.start()
    try:
        assert _refused(raw) == "envelope.too_large"
        assert tracemalloc.get_traced_memory()[1] < 3 * declared + 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_bomb_that_declares_its_size_is_not_unfolded() -> None:
    bomb = zstandard.ZstdCompressor().compress(bytes(64 * 1024 * 1024))
    assert _refused(_made(64 * 1024 * 1024, bomb)) == "envelope.too_large"
    assert _refused(_made(100, bomb)) == "envelope.too_large"


def test_a_frame_that_wants_a_huge_window_is_refused() -> None:
    huge = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    content = zstandard.ZstdCompressor(compression_params=huge).compressobj()
    assert _refused(_made(2, content.compress(b"hi") + content.flush())) == "envelope.damaged"


def test_a_body_that_is_shorter_than_told_or_no_zstd_is_refused() -> None:
    assert _refused(_made(5, zstandard.compress(b"abc"))) == "envelope.damaged"
    assert _refused(_made(5, b"abcde")) == "envelope.damaged"


def test_a_body_beyond_the_limit_is_neither_sent_nor_read() -> None:
    with pytest.raises(Refusal) as refused:
        seal(STATION, CENTRE.public, "push", bytes(LIMIT + 1))
    assert refused.value.code == "envelope.too_large"
    assert len(_open(seal(STATION, CENTRE.public, "snapshot", bytes(LIMIT + 1))).body) == LIMIT + 1
    assert _refused(bytes(9 * 1024 * 1024)) == "envelope.too_large"


def test_another_version_of_the_protocol_is_named_as_such() -> None:
    assert _refused(_made(0, b"", protocol=2)) == "envelope.version"


def _take(world: World, session: bytes, number: int) -> str:
    with world.centre.here():
        try:
            turns.take(world.station.id, session, number)
        except Refusal as refusal:
            return refusal.code
    return ""


def test_a_message_is_heard_once(world: World) -> None:
    with world.centre.here():
        session = turns.begin(world.station.id, NOON)
    heard = [_take(world, session, number) for number in (1, 1, 3, 2, 3, 4)]
    assert heard == ["", "envelope.replayed", "", "envelope.replayed", "envelope.replayed", ""]


def test_a_message_of_an_older_conversation_is_a_replay(world: World) -> None:
    with world.centre.here():
        old = turns.begin(world.station.id, NOON)
        new = turns.begin(world.station.id, NOON)
    assert old != new
    assert (_take(world, old, 1), _take(world, new, 1)) == ("envelope.replayed", "")
    assert _take(world, b"", 9) == "envelope.replayed"


def test_one_machines_conversation_is_not_anothers(world: World) -> None:
    with world.centre.here():
        session = turns.begin(world.neighbour.id, NOON)
    assert _take(world, session, 1) == "envelope.replayed"


def test_an_envelope_costs_less_than_two_hundred_bytes() -> None:
    body = os.urandom(1000)
    assert len(_sealed(body)) - len(zstandard.compress(body)) < 200
    assert isinstance(_open(_sealed(body)).sender, UUID)
