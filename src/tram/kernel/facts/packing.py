"""Numbers and ids packed so that a general compressor finds what is alike: differences, and the bytes of one weight
side by side."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from itertools import accumulate, pairwise

WIDTHS = ((1, "B"), (2, "H"), (4, "I"), (8, "Q"))
DIFFERENCES = 0x10
SMALL = 128
ID, TIME = 16, 6


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """Whole numbers of up to 63 bits as bytes; as differences where those are smaller."""
    if not numbers or (min(numbers) >= 0 and max(numbers) < SMALL):
        return _pack([number << 1 for number in numbers], 0)
    plain = [_fold(number) for number in numbers]
    steps = [_fold(after - before) for before, after in pairwise((0, *numbers))]
    if sum(steps) < sum(plain) and max(steps) < 1 << 64:
        return _pack(steps, DIFFERENCES)
    return _pack(plain, 0)


def unpack_numbers(packed: bytes, count: int) -> list[int]:
    """The numbers. Raises ``ValueError`` when the bytes are not ``count`` of them."""
    width, code = next((each for each in WIDTHS if packed and each[0] == packed[0] & ~DIFFERENCES), (0, ""))
    if not width or len(packed) != 1 + width * count:
        raise ValueError("numbers")
    found = array(code)
    found.frombytes(_interleaved(packed[1:], width))
    if sys.byteorder == "big":
        found.byteswap()
    numbers = [(each >> 1) ^ -(each & 1) for each in found]
    return list(accumulate(numbers)) if packed[0] & DIFFERENCES else numbers


def pack_ids(ids: Sequence[bytes]) -> bytes:
    """Ids of 16 bytes, sorted: their times as differences, then the rest."""
    times = pack_numbers([int.from_bytes(each[:TIME]) for each in ids])
    return len(times).to_bytes(4) + times + _planes(b"".join(each[TIME:] for each in ids), ID - TIME)


def unpack_ids(packed: bytes, count: int) -> list[bytes]:
    """The ids. Raises ``ValueError`` when the bytes are not ``count`` of them."""
    end = 4 + int.from_bytes(packed[:4])
    times = unpack_numbers(packed[4:end], count)
    rest = _interleaved(packed[end:], ID - TIME)
    if len(rest) != (ID - TIME) * count or (count and not 0 <= min(times) <= max(times) < 1 << 8 * TIME):
        raise ValueError("ids")
    size = ID - TIME
    return [time.to_bytes(TIME) + rest[at * size : at * size + size] for at, time in enumerate(times)]


def _fold(number: int) -> int:
    """Small numbers of either sign as small numbers."""
    return number << 1 if number >= 0 else (-number << 1) - 1


def _pack(folded: list[int], flag: int) -> bytes:
    most = max(folded, default=0)
    width, code = next(each for each in WIDTHS if most < 1 << 8 * each[0])
    packed = array(code, folded)
    if sys.byteorder == "big":
        packed.byteswap()
    return bytes((width | flag,)) + _planes(packed.tobytes(), width)


def _planes(content: bytes, width: int) -> bytes:
    return b"".join(content[each::width] for each in range(width))


def _interleaved(planes: bytes, width: int) -> bytes:
    count, left = divmod(len(planes), width)
    if left:
        raise ValueError("planes")
    content = bytearray(len(planes))
    for each in range(width):
        content[each::width] = planes[each * count : each * count + count]
    return bytes(content)
