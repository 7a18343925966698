"""What a mapping answers: rows for a table, or why the resource is kept unused."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec

from tram.exchange.mapping.keys import Key

Table = Literal[
    "person", "facility", "staff", "role", "visit", "observation", "diagnosis", "procedure", "prescription", "document",
    "allergy", "dose", "deferral",
]  # fmt: skip


class Mapped(msgspec.Struct):
    """A resource that becomes rows of one table. ``rows`` are column values; ``links`` what they point at, by column.

    ``links["person"]`` must resolve, others may come later.
    """

    table: Table
    rows: list[dict[str, Any]]
    links: dict[str, Key] = {}
    day: date | None = None
    texts: dict[str, Key] = {}


class Kept(msgspec.Struct):
    """A resource that becomes nothing yet; ``why`` is a Vietnamese sentence."""

    why: str
