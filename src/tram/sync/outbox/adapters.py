"""How a destination is spoken to: JSON over HTTP, or the insurer's portal. A reply lost on the way never doubles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import msgspec
import urllib3
from django.utils.translation import gettext_noop

from tram.claims import api as claims
from tram.sync.models import MessageKind, MessageState

LARGEST_REPLY = 64 * 1024
TIMEOUT = urllib3.Timeout(connect=5, read=20)
REFUSED = (400, 409, 410, 413, 415, 422)
ACCEPTED, RECEIVED = (200, 201), 202
BY_HAND = gettext_noop("Cổng giám định không có cách rút hồ sơ. Hãy báo giám định viên huỷ, rồi đánh dấu đã báo tay.")
UNREACHABLE = gettext_noop("Không nối được tới nơi nhận.")
UNCLEAR = gettext_noop("Nơi nhận trả lời không rõ (HTTP {status}).")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way at an instant. ``key`` names this very content: the same key twice must count once."""

    id: UUID
    key: str
    destination: str
    rule: str
    kind: str
    due_at: datetime
    content: str
    at: datetime


class Reply(msgspec.Struct, frozen=True):
    """What came back: a state the message is in now, or None when nothing sure was heard and it must be tried again.

    ``unreachable``: nobody answers there, so the others need not be tried now.
    """

    state: str | None
    reference: str = ""
    reason: str = ""
    unreachable: bool = False


class Adapter(Protocol):
    """One way of speaking to destinations."""

    def send(self, address: str, message: Outgoing) -> Reply:
        """Sends, or asks again about what was sent: the same message may come any number of times."""
        ...


class _Told(msgspec.Struct):
    state: str = ""
    reference: str = ""
    reason: str = ""


def envelope(message: Outgoing) -> bytes:
    """The JSON that goes out; the same bytes for the same message."""
    head = {
        "id": str(message.id),
        "key": message.key,
        "destination": message.destination,
        "rule": message.rule,
        "kind": message.kind,
        "due_at": message.due_at.astimezone(UTC).isoformat(),
    }
    return msgspec.json.encode({**head, "content": msgspec.Raw(message.content.encode())})


class Http:
    """POST of JSON with the header ``Idempotency-Key``; 200 and 201 accept, 202 has it, 4xx about content refuse."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(retries=False, timeout=TIMEOUT, maxsize=2)

    def send(self, address: str, message: Outgoing) -> Reply:
        """Whatever happens on the way is heard as "try again"; only a clear answer changes the message."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
        try:
            answer = self._pool.request(
                "POST", address, body=envelope(message), headers=headers, redirect=False, preload_content=False
            )
            try:
                raw = answer.read(LARGEST_REPLY)
            finally:
                answer.close()
        except (urllib3.exceptions.HTTPError, OSError):
            return Reply(None, reason=UNREACHABLE, unreachable=True)
        return understood(answer.status, raw)


def understood(status: int, raw: bytes) -> Reply:
    """An HTTP answer as a reply."""
    try:
        told = msgspec.json.decode(raw, type=_Told)
    except msgspec.DecodeError:
        told = None
    if status in ACCEPTED and told is not None and told.state == MessageState.ACCEPTED:
        return Reply(MessageState.ACCEPTED, told.reference)
    if status == RECEIVED and told is not None:
        return Reply(MessageState.SENT, told.reference)
    if status in REFUSED:
        return Reply(MessageState.REFUSED, reason=(told.reason if told else "") or f"HTTP {status}")
    return Reply(None, reason=UNCLEAR.format(status=status))


class _Claim(msgspec.Struct):
    claim: UUID
    digest: str


class Insurer:
    """The insurer's portal. The message names a claim; its room builds, signs and sends it and keeps the answer."""

    def send(self, address: str, message: Outgoing) -> Reply:
        """What the portal said of the claim. It knows no way to take one back: a person must ask for that."""
        if message.kind == MessageKind.WITHDRAWAL:
            return Reply(MessageState.REFUSED, reason=BY_HAND)
        named = msgspec.json.decode(message.content, type=_Claim)
        found = claims.send_claim(claim=named.claim, digest=named.digest, at=message.at, address=address)
        return Reply(found.state, found.reference, found.reason, found.unreachable)


ADAPTERS: dict[str, Adapter] = {"http": Http(), "insurer": Insurer()}
