"""What an import did: every resource read is in exactly one column, by type; and why those refused were refused."""

from __future__ import annotations

import msgspec

from tram.exchange.faults import Fault
from tram.exchange.limits import FAULTS_KEPT

UNKNOWN_TYPE = "?"


class Tally(msgspec.Struct):
    """``read`` is the sum of the others."""

    read: int = 0
    new_used: int = 0
    new_kept: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0

    @property
    def new(self) -> int:
        """Everything that was not here before."""
        return self.new_used + self.new_kept

    def add(self, other: Tally) -> None:
        """Adds another tally to this one."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Report(msgspec.Struct):
    """The whole import. ``linked`` resources came earlier and found now what they referred to."""

    types: dict[str, Tally] = {}
    files: int = 0
    files_refused: int = 0
    skipped: list[str] = []
    absent: list[str] = []
    faults: list[Fault] = []
    faults_more: int = 0
    linked: int = 0
    stopped: bool = False
    seconds: float = 0.0

    def count(self, resource_type: str, column: str, by: int = 1) -> None:
        """Counts a resource read under what became of it."""
        tally = self.types.setdefault(resource_type or UNKNOWN_TYPE, Tally())
        tally.read += by
        setattr(tally, column, getattr(tally, column) + by)

    def settle(self, resource_type: str) -> None:
        """A resource first kept, for want of what it refers to, was used before the import ended."""
        tally = self.types[resource_type]
        tally.new_kept -= 1
        tally.new_used += 1

    def fault(self, *faults: Fault) -> None:
        """Notes why; the list is kept short, the rest is counted."""
        room = max(0, FAULTS_KEPT - len(self.faults))
        self.faults += faults[:room]
        self.faults_more += len(faults[room:])

    @property
    def total(self) -> Tally:
        """All types together."""
        total = Tally()
        for tally in self.types.values():
            total.add(tally)
        return total

    @property
    def rate(self) -> float:
        """Resources a second."""
        return self.total.read / self.seconds if self.seconds else 0.0

    @property
    def anything_refused(self) -> bool:
        """Whether some file or resource was refused."""
        return bool(self.files_refused or self.total.refused or self.absent)
