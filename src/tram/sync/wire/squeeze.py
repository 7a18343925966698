"""Compression with a ceiling: a few kilobytes must not unfold into gigabytes."""

from __future__ import annotations

import zstandard

from tram.sync.wire import refusals

LEVEL = 9
WINDOW = 8 * 1024 * 1024


def squeeze(body: bytes) -> bytes:
    """The body compressed (zstd)."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(body)


def unsqueeze(squeezed: bytes, size: int) -> bytes:
    """Exactly ``size`` bytes; reads one further and no more. Refuses what is longer (a bomb), shorter or no zstd."""
    reader = zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(squeezed, read_across_frames=False)
    try:
        body = reader.read(size + 1)
    except zstandard.ZstdError as error:
        raise refusals.damaged() from error
    if len(body) > size:
        raise refusals.too_large()
    if len(body) < size:
        raise refusals.damaged()
    return body
