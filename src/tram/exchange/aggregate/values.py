"""A number as it stands in a message, before anybody knows what it means here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tram.exchange.faults import Fault, Unfit

MEGABYTE = 1024 * 1024
LARGEST = 50 * MEGABYTE
MOST_VALUES = 500_000
LONGEST_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class DataValue:
    """One value of a data element for a place and period; ``row`` is where it stands in its file (1 is the first).

    ``period`` is written as DHIS2 does (``202610``, ``2026Q4``); one that could not be turned into that is as it came.
    ``value`` is None where the message has none. ``combo`` and ``attribute`` name option combinations (DXF), ``keys``
    the options one by one (ADX).
    """

    element: str
    period: str
    place: str
    value: str | None
    combo: str = ""
    attribute: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    data_set: str = ""
    comment: str = ""
    deleted: bool = False
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Message:
    """The values of a file in its order, and what in it could not be read as a value."""

    kind: str
    values: tuple[DataValue, ...]
    faults: tuple[Fault, ...] = ()


def kept(text: str) -> str:
    """A text of a message. Refuses one that is too long to be one."""
    if len(text) > LONGEST_TEXT:
        raise Unfit("", f"Có chữ dài quá {LONGEST_TEXT} ký tự.")
    return text


def not_too_many(count: int) -> None:
    """Refuses a file of more values than anybody means to send."""
    if count > MOST_VALUES:
        raise Unfit("", f"Tệp có quá {MOST_VALUES} giá trị. Hãy chia thành nhiều tệp.")
