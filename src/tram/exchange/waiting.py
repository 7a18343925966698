"""Resources whose references led nowhere when they came: looked at again at the end, so order does not matter."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import zstandard

from tram.exchange.arrivals import Here
from tram.exchange.index import Index
from tram.exchange.limits import LARGEST_FILE, LOOKUP
from tram.exchange.mapping.keys import key_from_text
from tram.exchange.models import Received
from tram.exchange.reading.units import Entry
from tram.exchange.taking import Intake


def settle(intake: Intake) -> int:
    """Takes in what waited and now finds what it refers to; returns how many. Each is tried once."""
    settled, tried = 0, set[UUID]()
    while True:
        intake.index.forget()
        some = _found(intake.index, tried)
        if not some:
            return settled
        tried |= {here.id for _, here in some}
        settled += intake.take_again(some)


def _found(index: Index, tried: set[UUID]) -> list[tuple[Entry, Here]]:
    """Waiting resources, a bounded number, at least one of whose references leads somewhere now."""
    waiting = Received.objects.exclude(pending="").order_by("id").values_list("id", "pending")
    chosen: list[UUID] = []
    for some in _in_lists(waiting.iterator(chunk_size=2000)):
        keys = {row: [key_from_text(line) for line in text.split("\n")] for row, text in some if row not in tried}
        index.prefetch(key for each in keys.values() for key in each)
        chosen += [row for row, each in keys.items() if any(index.settled(key) for key in each)]
        if len(chosen) >= LOOKUP:
            break
    return [_again(row) for row in Received.objects.filter(id__in=chosen[:LOOKUP]).order_by("id")]


def _again(row: Received) -> tuple[Entry, Here]:
    raw = zstandard.ZstdDecompressor().decompress(bytes(row.body), max_output_size=LARGEST_FILE)
    here = Here(row.id, row.digest, row.version_at, row.row_table, row.row_id, row.person_id, row.state, row.why)
    return Entry(str(row.id), raw, row.full_url), here


def _in_lists(rows: Iterator[tuple[UUID, str]]) -> Iterator[list[tuple[UUID, str]]]:
    some: list[tuple[UUID, str]] = []
    for row in rows:
        some.append(row)
        if len(some) >= LOOKUP:
            yield some
            some = []
    if some:
        yield some
