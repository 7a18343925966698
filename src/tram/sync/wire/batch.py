"""Facts as bytes for a line that is slow and dear: laid out in columns, ids made short, compressed with a dictionary.

Header: one byte for the layout, one for the dictionary (0 = none). Then a zstd frame of msgpack columns. The raw rows
come out byte for byte as they went in: the chain is a hash over them. Figures: ``docs/decisions`` (what travels).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import zstandard

from tram.kernel.facts.incoming import Incoming
from tram.sync.wire.shorten import lengthen, shorten

LAYOUT = 1
LEVEL = 9
LARGEST = 64 * 1024 * 1024
DICTIONARIES = Path(__file__).with_name("dictionaries")
ID, DIGEST, SALT = 16, 32, 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class BatchError(ValueError):
    """Bytes that are no batch of facts, or are one of a newer program; ``str()`` says which, never what they hold."""


class _Table(msgspec.Struct, array_like=True):
    """A column of few different values: each once, and which one every fact has."""

    values: list[bytes]
    which: list[int]

    def all(self) -> list[bytes]:
        return [self.values[index] for index in self.which]


class _Columns(msgspec.Struct, array_like=True):
    """The batch turned on its side; ``text`` is a line a fact: its quoted person, if any, and its raw rows."""

    ids: bytes
    nodes: _Table
    seqs: list[int]
    stamps: list[int]
    lags: list[int]
    actors: _Table
    names: _Table
    versions: list[int]
    places: _Table
    salts: bytes
    digests: bytes
    gaps: list[int]
    previous: bytes
    row_ids: bytes
    text: bytes


_READ = msgspec.msgpack.Decoder(_Columns)


def pack_facts(facts: Sequence[Incoming], dictionary: int = 0, level: int = LEVEL) -> bytes:
    """The facts as bytes, in their order. ``dictionary`` is one the receiver said it has."""
    trained = _dictionary(dictionary) if dictionary else None
    squeeze = zstandard.ZstdCompressor(level=level, dict_data=trained, write_dict_id=False)
    return bytes((LAYOUT, dictionary)) + squeeze.compress(lay_out(facts))


def unpack_facts(packed: bytes, largest: int = LARGEST) -> list[Incoming]:
    """The facts that were packed. Raises ``BatchError`` for anything else, also beyond ``largest`` bytes of content."""
    if len(packed) < 2 or packed[0] != LAYOUT:
        raise BatchError("layout")
    if packed[1] and packed[1] not in known_dictionaries():
        raise BatchError("dictionary")
    try:
        return _facts(_READ.decode(_expand(packed[2:], packed[1], largest)), largest)
    except (ValueError, IndexError, OverflowError, zstandard.ZstdError) as error:
        raise BatchError("content") from error


@cache
def known_dictionaries() -> tuple[int, ...]:
    """The numbers of the dictionaries this program has, oldest first."""
    return tuple(sorted(int(path.stem.rpartition("-")[2]) for path in DICTIONARIES.glob("facts-*.zdict")))


def shared_dictionary(theirs: Iterable[int]) -> int:
    """The newest dictionary both programs have; 0 when they share none."""
    return max(set(theirs) & set(known_dictionaries()), default=0)


@cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict((DICTIONARIES / f"facts-{number}.zdict").read_bytes())


def _expand(frame: bytes, dictionary: int, largest: int) -> bytes:
    """The frame's content; the size it claims is looked at first, for the library believes it."""
    if not 0 <= zstandard.frame_content_size(frame) <= largest:
        raise ValueError("too large")
    trained = _dictionary(dictionary) if dictionary else None
    return zstandard.ZstdDecompressor(dict_data=trained).decompress(frame, max_output_size=largest)


def lay_out(facts: Sequence[Incoming]) -> bytes:
    """The columns of the facts, not yet compressed: what a dictionary is trained on."""
    text, row_ids = shorten(b"\n".join(_line(fact) for fact in facts))
    gaps = [index for index, fact in enumerate(facts) if fact.previous is not None]
    columns = _Columns(
        ids=_turn(b"".join(fact.id.bytes for fact in facts)),
        nodes=_table(fact.node.bytes for fact in facts),
        seqs=_steps([(fact.node, fact.seq) for fact in facts]),
        stamps=_steps([(fact.node, fact.stamp) for fact in facts]),
        lags=[_lag(fact) for fact in facts],
        actors=_table(fact.actor.bytes for fact in facts),
        names=_table(fact.name.encode() for fact in facts),
        versions=[fact.version for fact in facts],
        places=_table(fact.place.encode() for fact in facts),
        salts=b"".join(fact.salt or b"" for fact in facts),
        digests=b"".join(fact.digest or b"" for fact in facts if fact.rows is None),
        gaps=gaps,
        previous=b"".join(facts[index].previous or b"" for index in gaps),
        row_ids=_turn(bytes.fromhex(b"".join(row_ids).decode())),
        text=text,
    )
    return msgspec.msgpack.encode(columns)


def _line(fact: Incoming) -> bytes:
    person = b'"%b"' % fact.person.hex.encode() if fact.person else b""
    return person + (fact.rows or b"")


def _facts(columns: _Columns, largest: int) -> list[Incoming]:
    row_ids = [row.hex().encode() for row in _pieces(_turn_back(columns.row_ids), ID)]
    lines = lengthen(columns.text, row_ids, largest).split(b"\n") if columns.ids else []
    nodes = [UUID(bytes=node) for node in columns.nodes.all()]
    salts, digests = iter(_pieces(columns.salts, SALT)), iter(_pieces(columns.digests, DIGEST))
    gaps = dict(zip(columns.gaps, _pieces(columns.previous, DIGEST), strict=True))
    stamps = _sums(nodes, columns.stamps)
    return [
        Incoming(UUID(bytes=id_), node, seq, stamp, _instant(stamp, lag), UUID(bytes=actor), name.decode(), version,
                 *_person(line), place.decode(), *_content(line, salts, digests), gaps.get(index))
        for index, (id_, node, seq, stamp, lag, actor, name, version, place, line) in enumerate(zip(
            _pieces(_turn_back(columns.ids), ID), nodes, _sums(nodes, columns.seqs), stamps, columns.lags,
            columns.actors.all(), columns.names.all(), columns.versions, columns.places.all(), lines, strict=True))
    ]  # fmt: skip


def _person(line: bytes) -> tuple[UUID | None]:
    return (UUID(line[1:33].decode()) if line[:1] == b'"' else None,)


def _content(line: bytes, salts: Any, digests: Any) -> tuple[bytes | None, bytes | None, bytes | None]:
    """(salt, raw rows, None), or (None, None, digest) of a fact that was emptied."""
    rows = line[34:] if line[:1] == b'"' else line
    try:
        return (next(salts), rows, None) if rows else (None, None, next(digests))
    except StopIteration:
        raise ValueError("salts and rows differ") from None


def _table(values: Iterable[bytes]) -> _Table:
    places: dict[bytes, int] = {}
    which = [places.setdefault(value, len(places)) for value in values]
    return _Table(list(places), which)


def _steps(chained: Sequence[tuple[UUID, int]]) -> list[int]:
    """Each number as its distance from the one before it of the same node."""
    last: dict[UUID, int] = {}
    found = []
    for node, number in chained:
        found.append(number - last.get(node, 0))
        last[node] = number
    return found


def _sums(nodes: Sequence[UUID], steps: Sequence[int]) -> list[int]:
    last: dict[UUID, int] = {}
    found = []
    for node, step in zip(nodes, steps, strict=True):
        last[node] = last.get(node, 0) + step
        found.append(last[node])
    return found


def _lag(fact: Incoming) -> int:
    """Microseconds from the stamp's millisecond to the instant of the deed: small where the clock is right."""
    return (fact.at - _EPOCH) // _MICROSECOND - (fact.stamp >> 16) * 1000


def _instant(stamp: int, lag: int) -> datetime:
    return _EPOCH + timedelta(microseconds=(stamp >> 16) * 1000 + lag)


def _turn(joined: bytes) -> bytes:
    """Ids column by column: their first bytes (the time) are alike and compress, their last ones never do."""
    return b"".join(joined[column::ID] for column in range(ID))


def _turn_back(turned: bytes) -> bytes:
    count = len(turned) // ID
    return b"".join(turned[row::count] for row in range(count)) if count else b""


def _pieces(joined: bytes, size: int) -> list[bytes]:
    if len(joined) % size:
        raise ValueError("a piece is cut off")
    return [joined[start : start + size] for start in range(0, len(joined), size)]
