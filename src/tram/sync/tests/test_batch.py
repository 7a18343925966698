"""Facts as bytes: out as they went in, small, and never unfolded beyond what was allowed."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tram.kernel.facts.incoming import Incoming
from tram.sync.wire import batch
from tram.sync.wire.batch import BatchError, known_dictionaries, pack_facts, shared_dictionary, unpack_facts
from tram.sync.wire.shorten import LATELY, lengthen, shorten

AT = datetime(2026, 11, 2, 5, 0, 0, 7, tzinfo=UTC)
UUIDS = some.uuids()
ROWS = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20) | UUIDS.map(lambda found: found.hex),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FACTS = some.builds(
    Incoming,
    id=UUIDS,
    node=UUIDS,
    seq=some.integers(1, 2**40),
    stamp=some.integers(0, 2**62),
    at=some.integers(0, 7 * 10**15).map(lambda told: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=told)),
    actor=UUIDS,
    name=some.text(max_size=60),
    version=some.integers(1, 99),
    person=some.none() | UUIDS,
    place=some.sampled_from(["", "03424", "03390"]),
    salt=some.binary(min_size=16, max_size=16),
    rows=ROWS.map(lambda rows: msgspec.json.encode([rows])),
    digest=some.none(),
    previous=some.none() | some.binary(min_size=32, max_size=32),
)
ERASED = FACTS.map(lambda fact: msgspec.structs.replace(fact, salt=None, rows=None, digest=b"d" * 32))


@given(some.lists(FACTS | ERASED, max_size=12))
def test_facts_come_out_as_they_went_in(facts):
    for dictionary in (0, *known_dictionaries()):
        assert unpack_facts(pack_facts(facts, dictionary)) == facts


@given(some.lists(UUIDS, max_size=5 * LATELY), some.integers(0, 10**6))
def test_ids_are_shortened_and_spelled_again(ids, seed):
    chosen = random.Random(seed).choices(ids, k=300) if ids else []
    text = b",".join(b'"%b"' % one.hex.encode() for one in chosen)
    short, fresh = shorten(text)
    assert lengthen(short, fresh, 10**6) == text
    assert len(fresh) == len(set(chosen))


@given(some.binary(max_size=200))
def test_noise_is_refused_and_nothing_else_happens(noise):
    with pytest.raises(BatchError):
        unpack_facts(bytes((batch.LAYOUT, 0)) + noise)


@given(some.lists(FACTS, min_size=1, max_size=4), some.data())
def test_a_batch_with_one_byte_changed_is_refused_or_is_another_batch(facts, data):
    packed = bytearray(pack_facts(facts))
    where = data.draw(some.integers(0, len(packed) - 1))
    packed[where] ^= data.draw(some.integers(1, 255))
    with suppress(BatchError):
        assert isinstance(unpack_facts(bytes(packed)), list)


def test_a_batch_of_a_newer_program_says_so():
    with pytest.raises(BatchError, match="layout"):
        unpack_facts(b"\x09\x00")
    with pytest.raises(BatchError, match="dictionary"):
        unpack_facts(bytes((batch.LAYOUT, 250)))


def test_marks_cannot_unfold_into_more_than_was_allowed():
    with pytest.raises(ValueError, match="too large"):
        lengthen(b"\x01" + b"\x02 " * 1000, [b"0" * 32], 10_000)


def test_programs_use_the_newest_dictionary_both_have():
    assert shared_dictionary([]) == 0
    assert shared_dictionary([200, 201]) == 0
    assert shared_dictionary([*known_dictionaries(), 250]) == max(known_dictionaries())


def visit(number: int) -> Incoming:
    dice = random.Random(number)
    ids = [UUID(int=dice.getrandbits(128), version=4).hex for _ in range(6)]
    rows = [
        ["encounters_visit", ids[1], None, {"person_id": ids[0], "commune": "03424", "reason": "Ho có đờm"}],
        *(
            [
                "encounters_observation",
                one,
                None,
                {"person_id": ids[0], "visit_id": ids[1], "code": "8310-5", "number": "37"},
            ]
            for one in ids[2:]
        ),
    ]
    return Incoming(
        UUID(int=dice.getrandbits(128)), UUID(int=1), number, number << 20, AT + timedelta(seconds=number), UUID(int=2),
        "visit.recorded", 1, UUID(hex=ids[0]), "03424", dice.randbytes(16), msgspec.json.encode(rows), None,
    )  # fmt: skip


def test_a_dictionary_makes_a_single_visit_less_than_half():
    alone, helped = pack_facts([visit(1)]), pack_facts([visit(1)], max(known_dictionaries()))
    assert len(helped) < len(alone) * 0.75


def test_a_hundred_visits_take_little_more_than_their_random_bytes():
    facts = [visit(number) for number in range(100)]
    noise = 100 * (16 + 7 * 16)  # salts and ids of no order compress to nothing less
    assert len(pack_facts(facts)) < noise + 100 * 40
