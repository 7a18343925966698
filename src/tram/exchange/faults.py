"""Why something was not taken in: file, entry, field, reason. Never the value: it may be a name or a diagnosis."""

from __future__ import annotations

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """One refusal. ``entry`` is ``entry[3]`` or ``dòng 12``, empty for the whole file; ``reason`` is Vietnamese."""

    file: str
    entry: str
    resource: str
    field: str
    reason: str

    def sentence(self) -> str:
        """The fault in one line."""
        where = ", ".join(part for part in (self.file, self.entry, self.resource, self.field) if part)
        return f"{where}: {self.reason}"


class Unfit(Exception):  # noqa: N818 - an answer about a resource, not an error of the program
    """A resource that must be refused: the field and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason
