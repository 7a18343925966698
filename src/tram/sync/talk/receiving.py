"""Taking a batch in: unpacked, and applied in small transactions, so that nobody at the desk waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tram.kernel.facts.incoming import Incoming, Judge, Receipt
from tram.kernel.facts.receive import receive
from tram.kernel.refusals import Refusal
from tram.sync.actions.leaving import refill
from tram.sync.judge import Bench
from tram.sync.talk.messages import Batch, Kept, Taken
from tram.sync.talk.travel import introduce
from tram.sync.wire.batch import BatchError, unpack_facts

AT_ONCE = 200


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


def take_all(facts: Sequence[Incoming], *, at: datetime, judge: Judge, whole: bool) -> Receipt:
    """Takes facts in, slice by slice; those the sender may not speak for are left out."""
    receipt = Receipt()
    facts = judge.admitted(facts) if isinstance(judge, Bench) else facts
    for start in range(0, len(facts), AT_ONCE):
        some = facts[start : start + AT_ONCE]
        taken_in = receive(some, at=at, judge=judge, whole=whole)
        if taken_in.known:
            refill(some, at)
        receipt.add(taken_in)
    return receipt


def taken(receipt: Receipt) -> Taken:
    """A receipt as it is answered."""
    held = [Kept(kept.node, kept.seq, kept.reason) for kept in receipt.held]
    return Taken(receipt.facts, receipt.known, receipt.conflicts, dict(receipt.rows), held)
