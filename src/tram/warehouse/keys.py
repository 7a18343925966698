"""The key that stands between the record's ids and those of a published store: kept in TRAM_HOME, never in a store."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from tram.kernel.home import home
from tram.warehouse import refusals

SIZE = 32
BLOCK = 64
NAMED = b"tram warehouse key"


def key_file() -> Path:
    """Where this machine keeps its key. All provinces of one national store use copies of one key."""
    return home() / "warehouse.key"


def own_key(path: Path | None = None) -> bytes:
    """The key of a file, this machine's by default, which is made on first use and readable by its owner only."""
    if path is None:
        path = key_file()
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(SIZE))
        except FileExistsError:
            pass
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        raise refusals.bad_key(path) from None
    if len(key) != SIZE:
        raise refusals.bad_key(path)
    return key


def fingerprint(key: bytes) -> str:
    """What a store tells of the key it was made with: enough to know the same key again, nothing of the key."""
    return hmac.new(key, NAMED, hashlib.sha256).hexdigest()[:16]


def pseudonym(key: bytes, told: bytes) -> bytes:
    """A keyed hash (HMAC-SHA-256, RFC 2104) of an id."""
    return hmac.new(key, told, hashlib.sha256).digest()


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer pad of HMAC, for a database that knows only the plain hash."""
    filled = key.ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in filled), bytes(byte ^ 0x5C for byte in filled)
