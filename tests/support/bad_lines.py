"""A line between two machines of one process, on which all goes wrong that can: lost, doubled, late, torn, cut."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.support import nodes
from tests.support.nodes import Node
from tram.kernel.refusals import Refusal
from tram.sync.talk.server import answer

FAULTS = (
    "question lost", "answer lost", "question twice", "question late", "question torn", "answer torn", "cut",
    "called dies", "caller dies",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and with which message of the conversation (the first is 0)."""

    kind: str = ""
    where: int = 0


@dataclass(slots=True)
class Line:
    """Carries envelopes from one machine to another. ``late`` are lost questions that turn up later on."""

    caller: Node
    called: Node
    fault: Fault
    late: list[tuple[str, bytes]]
    count: int = 0
    time: float = 0.0
    refused: list[str] = field(default_factory=list)

    def ticks(self) -> float:
        """A stopwatch that depends on nothing but how often it is read."""
        self.time += 0.05
        return self.time

    def send(self, raw: bytes) -> bytes:
        """The answer to an envelope. Raises ``OSError`` where the line gives none."""
        number, self.count = self.count, self.count + 1
        kind = self.fault.kind if number == self.fault.where else ""
        if self.fault.kind == "cut" and number >= self.fault.where:
            raise OSError
        self._stragglers()
        return self._carried(raw, kind)

    def _carried(self, raw: bytes, kind: str) -> bytes:
        if kind == "question lost":
            raise OSError
        if kind == "question late":
            self.late.append((self.called.name, raw))
            raise OSError
        if kind == "called dies":
            nodes.crash(self.called, lambda: self._answer(raw), 3 + self.fault.where * 11)
            raise OSError
        back = self._answer(_torn(raw) if kind == "question torn" else raw)
        if kind == "question twice":
            self._again(raw)
        if kind == "answer lost":
            raise OSError
        return _torn(back) if kind == "answer torn" else back

    def _answer(self, raw: bytes) -> bytes:
        with self.called.here():
            return answer(self.called.identity, raw, self.called.clock())

    def _again(self, raw: bytes) -> None:
        """An envelope that comes a second time, or long after; whatever is answered reaches nobody."""
        try:
            self._answer(raw)
        except Refusal as no:
            self.refused.append(no.code)

    def _stragglers(self) -> None:
        for place, raw in [straggler for straggler in self.late if straggler[0] == self.called.name]:
            self.late.remove((place, raw))
            self._again(raw)


def _torn(raw: bytes) -> bytes:
    return raw[: len(raw) * 2 // 3]
