"""Keys of cells in addresses: text there, typed values inside. An empty text stands for "not known"."""

from __future__ import annotations

from uuid import UUID

from tram.engines.query import Type
from tram.engines.query.model import Key
from tram.reports import refusals
from tram.reports.catalogue import Indicator
from tram.reports.reads.chosen import require_splits
from tram.reports.reads.run import compiled

BOOLS = {"true": True, "false": False}


def key_text(key: Key) -> str:
    """A key as it stands in an address."""
    if isinstance(key, bool):
        return "true" if key else "false"
    return "" if key is None else str(key)


def read_key(indicator: Indicator, split: str, text: str) -> Key:
    """The key an address means. Refuses a split the indicator does not have and a key of the wrong type."""
    require_splits(indicator, (split,))
    if text == "":
        return None
    kind = compiled(indicator).plan.split(split).kind.type
    try:
        if kind is Type.ID:
            return UUID(text)
        if kind is Type.BOOL:
            return BOOLS[text]
        return int(text) if kind is Type.INT else text
    except (ValueError, KeyError):
        raise refusals.unreadable_key(split) from None
