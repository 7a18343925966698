"""Taking a batch in: unpacked, and applied in small transactions, so that nobody at the desk waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

from tram.kernel.facts.incoming import Incoming, Judge, Receipt
from tram.kernel.facts.receive import receive
from tram.kernel.refusals import Refusal
from tram.sync.actions.leaving import refill
from tram.sync.judge import Bench
from tram.sync.rules.pace import AT_ONCE, next_slice
from tram.sync.talk.messages import Batch, Kept, Taken
from tram.sync.talk.travel import introduce
from tram.sync.wire.batch import BatchError, unpack_facts


def facts_of(batch: Batch) -> list[Incoming]:
    """The facts of a batch. Refuses ``batch.…`` what cannot be read."""
    try:
        return unpack_facts(batch.facts)
    except BatchError as error:
        if str(error) == "content":
            raise Refusal(
                "batch.unreadable", "Gói dữ liệu bị hỏng, không đọc được. Hãy gửi lại.", status=400
            ) from error
        raise Refusal(
            f"batch.{error}", "Máy bên kia dùng bản Trạm mới hơn. Hãy cập nhật Trạm ở máy này.", status=400
        ) from error


def take_in(batch: Batch, *, at: datetime, judge: Judge, whole: bool) -> Receipt:
    """What became of the facts. Refuses what the kernel's ``receive`` refuses; earlier slices then stand."""
    introduce(batch.nodes)
    return take_all(facts_of(batch), at=at, judge=judge, whole=whole)


def take_all(
    facts: Sequence[Incoming], *, at: datetime, judge: Judge, whole: bool, ticks: Callable[[], float] = monotonic
) -> Receipt:
    """Takes facts in, slice by slice; those the sender may not speak for are left out.

    A slice grows while the database is quick, so that nobody at the desk waits behind a large one.
    """
    receipt, start, size = Receipt(), 0, AT_ONCE
    facts = judge.admitted(facts) if isinstance(judge, Bench) else facts
    while start < len(facts):
        some, before = facts[start : start + size], ticks()
        taken_in = receive(some, at=at, judge=judge, whole=whole)
        if taken_in.known:
            refill(some, at)
        receipt.add(taken_in)
        start += size
        size = next_slice(size, ticks() - before)
    return receipt


def taken(receipt: Receipt) -> Taken:
    """A receipt as it is answered."""
    held = [Kept(kept.node, kept.seq, kept.reason) for kept in receipt.held]
    return Taken(receipt.facts, receipt.known, receipt.conflicts, dict(receipt.rows), held)
