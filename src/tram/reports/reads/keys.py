"""Keys of cells in addresses: text there, typed values inside. An empty text stands for "not known"."""

from __future__ import annotations

from uuid import UUID

from tram.engines.query import Type
from tram.engines.query.model import Key
from tram.reports import refusals
from tram.reports.catalogue import Indicator
from tram.reports.reads.run import compiled


def key_text(key: Key) -> str:
    """A key as it stands in an address."""
    return "" if key is None else str(key)


def read_key(indicator: Indicator, split: str, text: str) -> Key:
    """The key an address means. Refuses a split the indicator does not have and a key of the wrong type."""
    if split not in indicator.split_ids():
        raise refusals.unknown_split(split, indicator.split_ids())
    if text == "":
        return None
    kind = compiled(indicator).plan.split(split).kind.type
    try:
        if kind is Type.ID:
            return UUID(text)
        return int(text) if kind in (Type.INT, Type.BOOL) else text
    except ValueError:
        raise refusals.unreadable_key(split) from None
