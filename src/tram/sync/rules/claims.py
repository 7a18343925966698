"""What one machine says of another, as bytes that can be signed: that it belongs, and that it does no more. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

CERTIFICATE, REVOCATION = b"tram certificate 1\x00", b"tram revocation 1\x00"


class Claim(msgspec.Struct, frozen=True, array_like=True):
    """What a certificate says. Times are whole seconds since 1970 UTC; ``places`` and ``kinds`` as in ``Scope``."""

    node: UUID
    serial: int
    name: str
    public_key: bytes
    parent: UUID
    places: str
    kinds: str
    valid_from: int
    valid_to: int


class Signed(msgspec.Struct, frozen=True, array_like=True):
    """A certificate's claim with its issuer's signature."""

    claim: Claim
    signature: bytes


class Revoked(msgspec.Struct, frozen=True, array_like=True):
    """What a revocation says."""

    node: UUID
    parent: UUID
    last_seq: int
    at: int


def sign(key: SigningKey, domain: bytes, said: Claim | Revoked) -> bytes:
    """The signature, 64 bytes. Each kind of claim has a domain, so that none can be passed off as another."""
    return key.sign(domain + msgspec.msgpack.encode(said)).signature


def holds(key: bytes, domain: bytes, said: Claim | Revoked, signature: bytes) -> bool:
    """Whether the holder of this public key signed exactly this."""
    try:
        VerifyKey(key).verify(domain + msgspec.msgpack.encode(said), signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True


def seconds(at: datetime) -> int:
    """Whole seconds since 1970 UTC."""
    return int(at.timestamp())


def instant(told: int) -> datetime:
    """The instant, UTC."""
    return datetime.fromtimestamp(told, UTC)
