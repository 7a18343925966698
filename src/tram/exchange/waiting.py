"""Resources whose references led nowhere when they came: looked at again at the end, so order does not matter."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import zstandard

from tram.exchange.arrivals import Here
from tram.exchange.checked import checked, opened
from tram.exchange.faults import Unfit
from tram.exchange.index import Index
from tram.exchange.limits import LARGEST_FILE, LOOKUP
from tram.exchange.mapping import Mapped
from tram.exchange.mapping.keys import key_from_text
from tram.exchange.mapping.table import MAPPINGS
from tram.exchange.models import Received, ReceivedState
from tram.exchange.reading.units import Entry, Unit
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


def look_again(intake: Intake) -> int:
    """Takes in what was kept because nothing could use it then, and can be used now; returns how much.

    A later version of Trạm, or a longer list of vaccines, understands what an earlier one could only keep.
    """
    kept = Received.objects.filter(state=ReceivedState.KEPT, pending="", resource_type__in=MAPPINGS).order_by("id")
    ids, taken = list(kept.values_list("id", flat=True)), 0
    for start in range(0, len(ids), LOOKUP):
        rows = Received.objects.filter(id__in=ids[start : start + LOOKUP]).order_by("id")
        useful = [(entry, here) for entry, here in map(_again, rows) if _useful(entry)]
        taken += intake.take_again(useful) if useful else 0
    return taken


def _useful(entry: Entry) -> bool:
    """Whether the resource would become rows now."""
    try:
        return isinstance(checked(opened(entry, Unit("", [entry]))).becomes, Mapped)
    except Unfit:
        return False


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
