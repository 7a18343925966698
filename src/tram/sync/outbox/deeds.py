"""Deeds on messages to outside systems: noted, told, marked by hand, written anew. Each is a fact, so all see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from tram.engines.deadlines import due_at
from tram.kernel.actors import SYSTEM, Actor, not_found, require
from tram.kernel.facts import deed
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.places.api import working_days
from tram.sync.models import Message, MessageKind, MessageState, Trying
from tram.sync.outbox.bodies import KEY_SIZE, Subject, Telling, digest_of

NAMESPACE = UUID("6f1d8f0a-3c52-5e0e-9a44-0e5d1c7b2a10")
MANAGE = "outbox.manage"
REASON_SIZE = 250
UNTOLD = (MessageState.PENDING, MessageState.REFUSED)
OVER = (MessageState.ACCEPTED, MessageState.BY_HAND)


def public_id(message: Message) -> UUID:
    """By what a destination knows a message: it follows from what is said of whom.

    Two machines that find the same cause make a row each, and the destination sees one message.
    """
    return uuid5(NAMESPACE, f"{message.destination}/{message.subject}/{message.key}/{message.kind}")


def note_messages(*, destination: str, fact: Fact, subject: Subject, at: datetime) -> int:
    """Brings the messages about a subject up to what must be told of it now (fact ``message.noted``).

    New ones wait to be sent; those not told yet that no longer hold are withdrawn; for those told already a message
    that takes them back is made. Returns how many rows were written; none, when everything stands as it should.
    """
    held = {row.key: row for row in Message.objects.filter(destination=destination, subject=subject.id)}
    told = {one.key: one for one in subject.told}
    reports = [row for row in held.values() if row.kind == MessageKind.REPORT]
    new = [_new(destination, fact, subject, one, at) for key, one in told.items() if key not in held]
    new += [_withdrawal(row, fact, at) for row in reports if row.key not in told and _was_told(row, held)]
    changed = [(row, values) for row in reports if (values := _change(row, told.get(row.key)))]
    if not new and not changed:
        return 0
    with deed("message.noted", by=SYSTEM, at=at, place=subject.commune, person=subject.person) as draft:
        draft.add_all(new)
        for row, values in changed:
            draft.change(row, **values)
    return len(new) + len(changed)


def _new(destination: str, fact: Fact, subject: Subject, told: Telling, at: datetime) -> Message:
    since = min(told.since, at)
    return Message(
        commune=subject.commune,
        person_id=subject.person,
        destination=destination,
        rule=told.rule.id,
        subject=subject.id,
        key=told.key,
        fact=fact.id,
        title=told.title,
        body=told.body,
        digest=told.digest,
        since=since,
        due_at=due_at(since, told.rule.deadline, working_days()),
    )


def _change(row: Message, told: Telling | None) -> dict[str, Any]:
    """What becomes of a report that is there already: nothing, as a rule."""
    if told is None:
        return {"state": MessageState.WITHDRAWN} if row.state in UNTOLD else {}
    if row.state == MessageState.WITHDRAWN or (row.digest != told.digest and (told.anew or row.state in UNTOLD)):
        body = {"body": told.body, "digest": told.digest, "title": told.title}
        return {"state": MessageState.PENDING, "reason": "", **body}
    return {}


def _was_told(row: Message, held: Mapping[str, Message]) -> bool:
    return row.state not in (*UNTOLD, MessageState.WITHDRAWN) and _back(row.key) not in held


def _back(key: str) -> str:
    """The key of what takes a report back."""
    return f"-{key}"[:KEY_SIZE]


def _withdrawal(row: Message, fact: Fact, at: datetime) -> Message:
    """As much time as the report had."""
    body = f'{{"withdraws": "{public_id(row)}"}}'
    return Message(
        commune=row.commune,
        person_id=row.person_id,
        destination=row.destination,
        rule=row.rule,
        kind=MessageKind.WITHDRAWAL,
        subject=row.subject,
        key=_back(row.key),
        fact=fact.id,
        title=row.title,
        body=body,
        digest=digest_of(body),
        since=at,
        due_at=at + (row.due_at - row.since),
    )


def answer_message(
    *, message: Message, at: datetime, state: str, tries: int, reference: str = "", reason: str = ""
) -> None:
    """What the destination answered (facts ``message.sent``, ``message.accepted``, ``message.refused``).

    Refuses ``row.stale`` when somebody marked the message meanwhile.
    """
    with deed(f"message.{state}", by=SYSTEM, at=at, place=message.commune, person=message.person_id) as draft:
        draft.change(
            message,
            state=state,
            told_at=message.told_at or at,
            tries=tries,
            reference=reference[:120] or message.reference,
            reason=reason[:REASON_SIZE],
        )


def mark_message(*, by: Actor, at: datetime, message: UUID, reason: str, based_on: int | None = None) -> None:
    """Somebody told the destination in another way, and says how (fact ``message.marked``).

    Refuses without a reason, a message that was accepted, marked or withdrawn already, and (404) one out of scope.
    """
    row = _managed(by, message, based_on)
    said = nfc(reason)[:REASON_SIZE]
    if not said:
        raise Refusal("outbox.reason", "Hãy ghi đã báo bằng cách nào, cho ai.", {"field": "reason"})
    if row.state in (*OVER, MessageState.WITHDRAWN):
        raise Refusal("outbox.over", "Tin này đã xong, không cần đánh dấu nữa.", status=409)
    with deed("message.marked", by=by, at=at, place=row.commune, person=row.person_id) as draft:
        draft.change(row, state=MessageState.BY_HAND, told_at=at, reason=said)


def renew_message(*, by: Actor, at: datetime, message: UUID, body: str, based_on: int | None = None) -> None:
    """A refused message goes out again with what the record says now (fact ``message.renewed``).

    Refuses (404) one out of scope, and one that was not refused.
    """
    row = _managed(by, message, based_on)
    if row.state != MessageState.REFUSED:
        raise Refusal("outbox.not_refused", "Chỉ gửi lại tin bị từ chối.", status=409)
    with deed("message.renewed", by=by, at=at, place=row.commune, person=row.person_id) as draft:
        draft.change(row, state=MessageState.PENDING, body=body, digest=digest_of(body), reason="")
    Trying.objects.filter(pk=message).delete()


def _managed(by: Actor, message: UUID, based_on: int | None) -> Message:
    require(by, MANAGE)
    row = Message.objects.filter(pk=message).first()
    if row is None:
        raise not_found()
    require(by, MANAGE, row.commune)
    if based_on is not None and row.stamp != based_on:
        raise Refusal("row.stale", "Người khác vừa sửa bản ghi này. Hãy tải lại trang và xem lại.", status=409)
    return row
