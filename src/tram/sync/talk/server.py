"""Answering another machine: each message opened, checked to be its turn, given to its handler, sealed again.

What must be remembered between messages lies in the database: any process of this machine can answer the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tram.kernel.refusals import Refusal
from tram.sync.actions.enrol import enrol_answer, is_enrolment
from tram.sync.identity import Identity
from tram.sync.refused import note_refused
from tram.sync.talk import fetching, handlers, messages
from tram.sync.talk.call import Call
from tram.sync.trust import Trust
from tram.sync.wire import turns
from tram.sync.wire.envelope import open_envelope, seal

Handler = Callable[[Call], bytes]
HANDLERS: dict[str, Handler] = {
    messages.HELLO: handlers.hello,
    messages.PUSH: handlers.push,
    messages.PULL: handlers.pull,
    messages.DONE: handlers.done,
    fetching.FETCH: fetching.fetch,
}  # what stands above this package adds its own kinds: see ``reactions``


def answer(identity: Identity, raw: bytes, at: datetime) -> bytes:
    """The envelope that answers an envelope; a refusal is sealed too, once it is known who asks.

    Refuses (unsealed, for who asks is then unknown) what ``open_envelope`` and an enrolment refuse.
    """
    try:
        return enrol_answer(identity, raw, at) if is_enrolment(raw) else _talk(identity, raw, at)
    except Refusal as no:
        note_refused(None, no.code, at)
        raise


def _talk(identity: Identity, raw: bytes, at: datetime) -> bytes:
    trust = Trust(identity, at)
    opened = open_envelope(identity, raw, trust.key_of)
    key = trust.key_of(opened.sender) or b""
    kind, body = _answered(Call(identity, trust, opened, at))
    return seal(identity, key, kind, body, session=opened.header.session, number=opened.header.number)


def _answered(call: Call) -> tuple[str, bytes]:
    kind = call.opened.kind
    try:
        if kind != messages.HELLO:
            turns.take(call.sender, call.opened.header.session, call.opened.header.number)
        return kind, _handler(kind)(call)
    except Refusal as no:
        note_refused(call.sender, no.code, call.at)
        return messages.REFUSED, messages.write(messages.No(no.code, no.sentence, no.status))


def _handler(kind: str) -> Handler:
    if kind not in HANDLERS:
        raise Refusal("talk.kind", "Máy bên kia hỏi điều mà bản Trạm ở máy này chưa biết. Hãy cập nhật Trạm.")
    return HANDLERS[kind]
