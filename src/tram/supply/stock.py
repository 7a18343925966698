"""What other rooms may ask of the stock, once it is kept. Until then nobody knows how much there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID


class Stock(Protocol):
    """Who knows how much of an item a station has."""

    def available(self, commune: str, items: Iterable[UUID], day: date) -> Mapping[UUID, Decimal]:
        """How much there is on a day, in the item's unit; an item whose stock is not kept is left out."""
        ...


class Unknown:
    """A station that keeps no stock here."""

    def available(self, commune: str, items: Iterable[UUID], day: date) -> Mapping[UUID, Decimal]:
        """Nothing is known of any item."""
        return {}


_kept: list[Stock] = [Unknown()]


def stock() -> Stock:
    """Who is asked about stock."""
    return _kept[-1]
