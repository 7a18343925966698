"""Row ids made short: each is spelled once a batch, later ones say how lately it was last named.

Rows of one visit name the same few ids again and again (the person, the visit, the commune's facility). Written as
"the one named two before", visits of the same shape become the same bytes, and a general compressor sees it.
"""

from __future__ import annotations

import re

LATELY = 32
_ID = re.compile(rb'"([0-9a-f]{32})"')
_MARK = re.compile(rb"\x01|\x02([\x20-\x3f])|\x03([0-9]{1,9});")
NEW, RECENT, BEFORE = b"\x01", b"\x02", b"\x03"
ID_TEXT = 34


class _Named:
    """The ids named so far: all in order of first naming, and the last few by how lately they were named."""

    def __init__(self) -> None:
        self.ids: list[bytes] = []
        self.places: dict[bytes, int] = {}
        self.lately: list[bytes] = []

    def first(self, spelled: bytes) -> None:
        self.places[spelled] = len(self.ids)
        self.ids.append(spelled)
        self.to_front(spelled)

    def to_front(self, spelled: bytes) -> None:
        self.lately.insert(0, spelled)
        del self.lately[LATELY:]

    def again(self, rank: int) -> bytes:
        spelled = self.lately.pop(rank)
        self.lately.insert(0, spelled)
        return spelled


def shorten(text: bytes) -> tuple[bytes, list[bytes]]:
    """The text with every quoted id as a mark, and the ids in the order they are first named.

    The text must hold no control characters but line ends; JSON has none.
    """
    named = _Named()

    def mark(found: re.Match[bytes]) -> bytes:
        spelled = found[1]
        if spelled in named.lately:
            rank = named.lately.index(spelled)
            named.again(rank)
            return RECENT + bytes((rank + 32,))
        if spelled in named.places:
            named.to_front(spelled)
            return b"%b%d;" % (BEFORE, len(named.ids) - named.places[spelled])
        named.first(spelled)
        return NEW

    return _ID.sub(mark, text), named.ids


def lengthen(text: bytes, ids: list[bytes], largest: int) -> bytes:
    """The text ``shorten`` was given. Raises ``ValueError`` for marks without an id, and beyond ``largest`` bytes."""
    marks = text.count(NEW) + text.count(RECENT) + text.count(BEFORE)
    if len(text) + marks * ID_TEXT > largest:
        raise ValueError("too large")
    named, fresh = _Named(), iter(ids)

    def spell(found: re.Match[bytes]) -> bytes:
        if found[1]:
            spelled = named.again(found[1][0] - 32)
        elif found[2]:
            spelled = _back(named, int(found[2]))
        else:
            spelled = next(fresh)
            named.first(spelled)
        return b'"%b"' % spelled

    try:
        return _MARK.sub(spell, text)
    except (IndexError, StopIteration) as error:
        raise ValueError("a mark without its id") from error


def _back(named: _Named, distance: int) -> bytes:
    if not 0 < distance <= len(named.ids):
        raise IndexError
    spelled = named.ids[len(named.ids) - distance]
    named.to_front(spelled)
    return spelled
