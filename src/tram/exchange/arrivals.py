"""A resource on its way into the record, and who it is among what is here already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext_noop

from tram.exchange.checked import Checked, Identity
from tram.exchange.index import Target, chunks
from tram.exchange.mapping import Key, Mapped
from tram.exchange.models import Received

MATCHED = gettext_noop("Khớp với hồ sơ đã có ở trạm; dữ liệu của trạm được giữ")


class Here(msgspec.Struct):
    """The head of a resource that was received before."""

    id: UUID
    digest: str
    version_at: datetime | None
    table: str
    row: UUID | None
    person: UUID | None
    state: str
    why: str


class Arrival(msgspec.Struct):
    """A resource to take in: what it becomes, whose it is, what it still waits for.

    ``codes`` are those its facility does not bear yet, when that facility was here already; ``target`` is what the
    index says of it to those that refer to it.
    """

    checked: Checked
    here: Here | None
    table: str = ""
    row: UUID | None = None
    fresh: bool = True
    matched: bool = False
    person: UUID | None = None
    why: str = ""
    pending: list[Key] = []
    codes: list[tuple[str, str]] = []
    target: Target | None = None

    @property
    def identity(self) -> Identity:
        """Who it is."""
        return self.checked.identity

    def no_row(self, why: str) -> None:
        """It becomes nothing for now; nobody may refer to a row it does not get."""
        self.why, self.row, self.table = why, None, ""
        if self.target is not None:
            self.target.row, self.target.table, self.target.waiting = None, "", bool(self.pending)

    @property
    def its_row(self) -> UUID:
        """The row it was given; asked only once it has one."""
        assert self.row is not None
        return self.row

    @property
    def whose(self) -> UUID:
        """The person it is about; asked only once that is known."""
        assert self.person is not None
        return self.person

    @property
    def mapped(self) -> Mapped | None:
        """Its rows to be; None when it is only kept."""
        becomes = self.checked.becomes
        return becomes if isinstance(becomes, Mapped) else None


def heads(identities: Iterable[Identity]) -> dict[Identity, Here]:
    """Those that were received before, by identity, in few queries."""
    wanted = set(identities)
    found: dict[Identity, Here] = {}
    for some in chunks(sorted({each.resource_id for each in wanted})):
        rows = Received.objects.filter(resource_id__in=some).values_list(
            "source", "resource_type", "resource_id", "id", "digest", "version_at", "row_table", "row_id", "person_id",
            "state", "why",
        )  # fmt: skip
        for row in rows:
            identity = Identity(*row[:3])
            if identity in wanted:
                found[identity] = Here(*row[3:])
    return found
