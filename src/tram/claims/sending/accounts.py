"""The accounts this machine has on the insurer's portal, one a facility; they lie in the data folder, for its owner."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tram.claims.sending.keys import TOKEN, SigningKey, key_from_file, key_from_token
from tram.claims.sending.refusals import bad_account, no_account
from tram.kernel.home import home

FOLDER, FILE = "claims", "accounts.json"
PASSPHRASE = "TRAM_CLAIMS_PASSPHRASE"  # noqa: S105 - the name of the environment variable


class Account(msgspec.Struct, frozen=True):
    """How a facility signs in to the portal and signs its claims.

    ``facility``: its insurance code (MACSKCB); ``password_hash``: MD5 in upper case, as the portal takes it;
    ``staff_name``, ``staff_id``: who looks cards up; ``key``: file, or ``pkcs11:…``; ``passphrase``: of the key, the
    environment variable TRAM_CLAIMS_PASSPHRASE goes before it.
    """

    facility: str
    address: str
    username: str
    password_hash: str
    key: str
    passphrase: str = ""
    staff_name: str = ""
    staff_id: str = ""

    def __repr__(self) -> str:
        return f"Account({self.facility})"


def password_hash(password: str) -> str:
    """A password as the portal takes it: MD5, upper case. Its choice, not ours."""
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest().upper()


def accounts() -> dict[str, Account]:
    """Every account by the facility's insurance code; none before the first was set. Refuses ``claims.bad_account``."""
    path = _path()
    if not path.is_file():
        return {}
    try:
        found = msgspec.json.decode(path.read_bytes(), type=list[Account])
    except (msgspec.DecodeError, OSError):
        raise bad_account(f"{FOLDER}/{FILE}") from None
    return {one.facility: one for one in found}


def account(facility: str) -> Account:
    """The account of a facility. Refuses ``claims.no_account``."""
    found = accounts().get(facility)
    if found is None:
        raise no_account(facility)
    return found


def keep_account(new: Account) -> None:
    """Keeps an account, in place of the facility's earlier one; the key is tried first. Refuses ``claims.bad_key``."""
    with signing_key(new):
        pass
    held = {**accounts(), new.facility: new}
    path = _path()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(sorted(held.values(), key=lambda one: one.facility)))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@contextmanager
def signing_key(of: Account) -> Iterator[SigningKey]:
    """The account's key, while it is needed. Refuses ``claims.bad_key``."""
    secret = os.environ.get(PASSPHRASE) or of.passphrase
    if of.key.startswith(TOKEN):
        with key_from_token(of.key, secret) as key:
            yield key
    else:
        yield key_from_file(Path(of.key).expanduser(), secret)


def _path() -> Path:
    return home() / FOLDER / FILE
