"""What became of an exchange."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from tram.sync.models.peers import Stage
from tram.sync.talk.messages import Kept


@dataclass(slots=True)
class Outcome:
    """Whether it came to its end; if not, where and why it stopped. Facts, bytes, and what became of the rows.

    ``snapshot`` are bytes of the snapshot a new machine begins with. ``there`` and ``here`` count rows in the six
    words, as the other machine and as this one took them.
    """

    node: UUID
    done: bool = False
    stage: Stage = Stage.NONE
    reason: str = ""
    sentence: str = ""
    sent: int = 0
    received: int = 0
    snapshot: int = 0
    conflicts: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    seconds: float = 0.0
    there: Counter[str] = field(default_factory=Counter)
    here: Counter[str] = field(default_factory=Counter)
    kept: list[Kept] = field(default_factory=list)

    @property
    def moved(self) -> bool:
        """Whether anything went over the line."""
        return bool(self.sent or self.received or self.snapshot)
