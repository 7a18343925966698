"""What tests of sending share: a key with its certificate, a model claim as a file, a portal on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from tram.claims.checks.examples import MODELS, Model, changed, read_models
from tram.claims.format import render_file
from tram.claims.sending.accounts import Account, password_hash
from tram.claims.sending.keys import SigningKey
from tram.claims.sending.portal import PortalClient
from tram.claims.sending.receiver import Box, Manners, serve
from tram.claims.sending.signing import sign
from tram.engines.definitions.toml import read_toml
from tram.kernel.definitions import ROOT

AT = datetime(2026, 11, 2, 3, tzinfo=UTC)
NAME = "Trạm Y tế xã Bản Bo"
FACILITY = "12001"
PASSWORD = "mật khẩu cổng"


@cache
def pair(size: int = 2048) -> rsa.RSAPrivateKey:
    """A key, made once: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


def certificate(
    key: rsa.RSAPrivateKey, *, until: datetime = AT + timedelta(days=365), days: int = 730
) -> x509.Certificate:
    """A certificate the station signed for itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(5).not_valid_before(until - timedelta(days=days)).not_valid_after(until)
    return made.sign(key, hashes.SHA256())


def lasting_certificate() -> x509.Certificate:
    """One that is in its time whenever the tests run."""
    return certificate(pair(), until=datetime(2100, 1, 1, tzinfo=UTC), days=36_500)


@cache
def signing_key() -> SigningKey:
    """The station's key."""
    return SigningKey(pair(), (certificate(pair()),))


def pem(path: Path, *, passphrase: str = "", key: rsa.RSAPrivateKey | None = None, of: x509.Certificate | None = None):
    """A PEM file of key and certificate."""
    own = key or pair()
    shut = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    told = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, shut)
    path.write_bytes(told + (of or certificate(own)).public_bytes(Encoding.PEM))
    return path


def p12(path: Path, passphrase: str) -> Path:
    """A PKCS#12 file of the same."""
    shut = BestAvailableEncryption(passphrase.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"tram", pair(), certificate(pair()), None, shut))
    return path


@cache
def model() -> Model:
    """The model claim of the rules' examples: an examination with drugs, a test and an appointment."""
    found = read_models(read_toml(ROOT / "claims" / MODELS)[0])["exam"]
    return changed(found, {"XML1": {"MA_CSKCB": FACILITY}})


def claim_file(**fields: str) -> bytes:
    """The model claim as a signed file, with some fields of XML1 changed."""
    tables = changed(model(), {"XML1": fields}).tables if fields else model().tables
    document = render_file(model().layout, tables, facility=FACILITY, made_on=date(2026, 11, 2))
    return sign(document, signing_key(), at=AT)


class Clock:
    """A clock that stands until it is put on."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at


@contextmanager
def portal(
    box: Box | None = None, manners: Manners | None = None, clock: Clock | None = None
) -> Iterator[PortalClient]:
    """A client of a portal that runs meanwhile; both go by one clock."""
    clock = clock or Clock()
    box = box or Box()
    box.clock = clock
    server = serve(0, box, manners or Manners(), lambda _: None)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield PortalClient(account_at(f"http://127.0.0.1:{server.server_address[1]}"), clock=clock)
    finally:
        server.shutdown()
        server.server_close()


def account_at(address: str, key: str = "") -> Account:
    """The station's account."""
    return Account(FACILITY, address, "12001_BV", password_hash(PASSWORD), key, "", "Lò Thị Hạnh", "012345678901")
