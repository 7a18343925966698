"""This machine's side of a conversation: a question goes out sealed, and its answer is checked to be just that."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from uuid import UUID

import msgspec

from tram.kernel.refusals import Refusal
from tram.sync.identity import Identity
from tram.sync.talk import messages
from tram.sync.talk.messages import Said
from tram.sync.trust import Trust
from tram.sync.wire.envelope import Opened, open_envelope, seal

Send = Callable[[bytes], bytes]
NONCE = 16


@dataclass(slots=True)
class Line:
    """A conversation with one machine. ``seconds`` is how long the last answer took, ``busy`` all of them together."""

    identity: Identity
    trust: Trust
    node: UUID
    send: Send
    ticks: Callable[[], float] = monotonic
    session: bytes = b""
    number: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    seconds: float = 0.0
    busy: float = 0.0
    nonce: bytes = field(default_factory=lambda: os.urandom(NONCE))

    def ask(self, kind: str, said: msgspec.Struct, answered: type[Said]) -> Said:
        """The answer to a message. Raises the other's ``Refusal``, ``line.answer`` for an answer to something else."""
        return self.begin(kind, said, answered)()

    def begin(self, kind: str, said: msgspec.Struct, answered: type[Said]) -> Callable[[], Said]:
        """Sends a message and does not wait, where the way can send aside; what it returns answers as ``ask`` does.

        It must be called before anything else is sent: the other takes messages in their order.
        """
        if not self.trust.has_its_key:
            raise _keyless()
        key = self.trust.key_of(self.node)
        if key is None:
            raise _stranger()
        self.number += 1
        raw = seal(self.identity, key, kind, messages.write(said), session=self.session, number=self.number)
        self.bytes_out += len(raw)
        carry, aside = partial(self._carried, raw), getattr(self.send, "aside", None)
        return partial(self._answer, aside(carry) if aside else carry, kind, answered)

    def _answer(self, carried: Callable[[], tuple[bytes, float]], kind: str, answered: type[Said]) -> Said:
        back, self.seconds = carried()
        self.bytes_in += len(back)
        self.busy += self.seconds
        opened = open_envelope(self.identity, back, self.trust.key_of)
        header = opened.header
        if (opened.sender, header.session, header.number) != (self.node, self.session, self.number):
            raise _odd()
        return _read(opened, kind, answered)

    def _carried(self, raw: bytes) -> tuple[bytes, float]:
        """The answer, and the seconds it took. Touches nothing else: it may run beside this thread."""
        start = self.ticks()
        back = self.send(raw)
        return back, max(self.ticks() - start, 0.0)


def _read(opened: Opened, kind: str, answered: type[Said]) -> Said:
    if opened.kind == messages.REFUSED:
        no = messages.read(opened.body, messages.No)
        raise Refusal(no.code[:60], no.sentence[:300], status=no.status)
    if opened.kind != kind:
        raise _odd()
    return messages.read(opened.body, answered)


def cut() -> Refusal:
    """The line is down or was cut."""
    return Refusal(
        "line.cut",
        "Không liên lạc được hoặc đường truyền bị đứt. Máy sẽ tự thử lại, cứ làm việc bình thường.",
        status=503,
    )


def _stranger() -> Refusal:
    return Refusal(
        "line.stranger",
        "Chưa có chứng nhận còn hiệu lực của máy bên kia. Hãy kết nạp lại máy này với tuyến trên.",
        status=403,
    )


def _keyless() -> Refusal:
    return Refusal(
        "line.keyless",
        "Máy này mất tệp khoá node.key (thường do phục hồi sang máy khác). Hãy chép lại tệp từ thư mục dữ liệu cũ, "
        "hoặc xin tuyến trên mã mời cấp lại cho máy này rồi nhập lại.",
        status=403,
    )


def _odd() -> Refusal:
    return Refusal("line.answer", "Câu trả lời nhận được không phải cho câu vừa hỏi. Máy sẽ tự thử lại.", status=502)
