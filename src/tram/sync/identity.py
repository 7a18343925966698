"""Who this machine is: its node and the Ed25519 key that signs what it says. The key never leaves the data folder."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from nacl.signing import SigningKey

from tram.kernel.facts import local_node
from tram.kernel.refusals import Refusal

KEY_FILE = "node.key"
SEED_SIZE = 32


@dataclass(frozen=True, slots=True)
class Identity:
    """A node and its signing key. ``public`` are the key's 32 public bytes; the same key opens what is sealed to it."""

    node: UUID
    signing: SigningKey = field(repr=False)

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return bytes(self.signing.verify_key)


def load_identity(home: Path) -> Identity:
    """This machine's identity; the key is made on first use, readable by the owner of the data folder only.

    Refuses ``identity.key`` when the key's file is not a key.
    """
    return Identity(local_node().id, SigningKey(_seed(home / KEY_FILE)))


def _seed(path: Path) -> bytes:
    fresh = bytes(SigningKey.generate())
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh.hex())
            file.flush()
            os.fsync(file.fileno())
        return fresh
    except FileExistsError:
        return _read(path)


def _read(path: Path) -> bytes:
    try:
        seed = bytes.fromhex(path.read_text().strip())
    except ValueError:
        seed = b""
    if len(seed) != SEED_SIZE:
        raise Refusal(
            "identity.key",
            "Tệp khoá node.key của máy này bị hỏng. Hãy chép lại tệp từ bản sao lưu, hoặc xin mã mời mới ở tuyến trên.",
            status=500,
        )
    return seed
