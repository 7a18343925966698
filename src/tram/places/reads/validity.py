"""Which rows hold on a day."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.db.models import Q


class Dated(Protocol):
    """Anything with a first and a last day."""

    @property
    def valid_from(self) -> date:
        """The first day."""

    @property
    def valid_to(self) -> date | None:
        """The last day; None while it goes on."""


def on(day: date) -> Q:
    """Rows valid on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def holds(row: Dated, day: date) -> bool:
    """Whether a row that was read already is valid on a day."""
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
