"""The one-time code of an invitation: short enough to be read over a telephone, and it notices a slip of the finger.

``TRAM-`` and six groups of five signs (Crockford's alphabet: no I, L, O, U): a handle (4 signs) that finds the
invitation, a secret (16 signs, 80 bits) that proves it and is never sent, the beginning of the fingerprint of the
parent's key (9 signs), and a check sign.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from tram.kernel.refusals import Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # pragma: allowlist secret
PREFIX = "TRAM"
HANDLE, SECRET, FINGERPRINT, GROUP = 4, 16, 9, 5
LENGTH = HANDLE + SECRET + FINGERPRINT + 1
SECRET_BYTES = SECRET * 5 // 8
_MEANT = str.maketrans("OILU", "011V", "- \t\n\u2013\u2014")
_BASE = len(ALPHABET)


@dataclass(frozen=True, slots=True)
class Code:
    """A code in its parts."""

    handle: str
    secret: bytes = field(repr=False)
    fingerprint: str

    def text(self) -> str:
        """The code as it is written down."""
        signs = self.handle + _signs(self.secret) + self.fingerprint
        signs += _check(signs)
        return "-".join([PREFIX, *(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))])


def read_code(text: str) -> Code:
    """The code somebody typed: small letters, O for 0, blanks are forgiven. Refuses ``code.typo`` what is mistyped."""
    signs = text.upper().translate(_MEANT)
    signs = signs.removeprefix(PREFIX) if len(signs) == LENGTH + len(PREFIX) else signs
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET) or _check(signs[:-1]) != signs[-1]:
        raise Refusal("code.typo", "Mã mời gõ sai. Hãy so lại từng nhóm năm ký tự với mã được cấp.", {"field": "code"})
    secret = int("".join(f"{ALPHABET.index(sign):05b}" for sign in signs[HANDLE : HANDLE + SECRET]), 2)
    return Code(signs[:HANDLE], secret.to_bytes(SECRET_BYTES, "big"), signs[HANDLE + SECRET : -1])


def fingerprint(public_key: bytes) -> str:
    """The first 45 bits of the hash of a key, as signs."""
    return _signs(hashlib.sha256(public_key).digest())[:FINGERPRINT]


def handle_of(random: bytes) -> str:
    """Four signs from at least three random bytes."""
    return _signs(random)[:HANDLE]


def _signs(content: bytes) -> str:
    """The bytes, five bits a sign; bits left over at the end are left out."""
    bits = "".join(f"{byte:08b}" for byte in content)
    return "".join(ALPHABET[int(bits[start : start + 5], 2)] for start in range(0, len(bits) - 4, 5))


def _check(signs: str) -> str:
    """Luhn's check sign to the base of 32: notices every single wrong sign and nearly all swapped neighbours."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        doubled = ALPHABET.index(sign) * (2 if place % 2 == 0 else 1)
        total += doubled // _BASE + doubled % _BASE
    return ALPHABET[-total % _BASE]
