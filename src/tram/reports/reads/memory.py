"""Remembering heavy numbers: right until the record changes, then forgotten.

The key holds how far the fact log has come, so a remembered number is never older than the last fact. It lives in this
process only and holds counts, no people.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from tram.kernel.models import Node

T = TypeVar("T")
LARGEST = 512


class Memory:
    """The last answers, oldest forgotten first."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def answer(self, key: Hashable, work: Callable[[], T]) -> T:
        """The remembered answer, or that of ``work``, kept for next time."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast("T", self._answers[key])
        found = work()
        with self._lock:
            self._answers[key] = found
            while len(self._answers) > self._largest:
                self._answers.popitem(last=False)
        return found


def record_position() -> tuple[tuple[str, int], ...]:
    """How far every machine's facts have come in this database."""
    return tuple(sorted((str(node), seq) for node, seq in Node.objects.values_list("pk", "seq")))
