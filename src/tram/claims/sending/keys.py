"""The key that signs: from a PEM or PKCS#12 file, or from a token (PKCS#11) that never gives it out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from tram.claims.sending.refusals import bad_key

SMALLEST = 2048
TOKEN = "pkcs11:"  # noqa: S105 - how the address of a token begins
WRONG_FILE = "Mật khẩu của khoá ký không đúng, hoặc tệp khoá không phải PEM hay PKCS#12 (.p12, .pfx)."
NO_CERTIFICATE = "Tệp khoá không có chứng thư số đi kèm. Hãy dùng tệp .p12, hoặc tệp PEM có cả khoá và chứng thư."
OTHER_PAIR = "Khoá ký và chứng thư số không phải một cặp. Hãy xin lại tệp từ nơi cấp chữ ký số."
WEAK = "Khoá ký phải là RSA từ 2048 bit. Hãy xin chứng thư số mới từ nơi cấp chữ ký số."
NO_LIBRARY = "Ký bằng USB token cần thư viện python-pkcs11. Hãy chạy: .venv/bin/python -m pip install python-pkcs11"
SILENT = "Không dùng được USB token: {why}. Hãy cắm token, xem lại tên token, mã PIN và đường dẫn phần mềm của token."


class Signs(Protocol):
    """What signs bytes with RSA and SHA-256: a private key of ``cryptography`` does, a token's does alike."""

    def sign(self, data: bytes, padding: Any, algorithm: Any) -> bytes:
        """The signature, as long as the key."""
        ...


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that can sign, and the certificates that say whose it is: its own first, then those above it."""

    key: Signs = field(repr=False)
    certificates: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        """The key's own certificate."""
        return self.certificates[0]


def key_from_file(path: Path, passphrase: str = "") -> SigningKey:
    """The key in a PEM file (key and certificates together) or a PKCS#12 file.

    Refuses ``claims.bad_key``: unreadable, wrong passphrase, no certificate, another's, not RSA or
    too short.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise bad_key(f"Không đọc được tệp khoá ký {path.name}. Hãy xem lại đường dẫn.") from None
    secret = passphrase.encode() or None
    try:
        key, found = _from_pem(data, secret) if b"-----BEGIN" in data else _from_pkcs12(data, secret)
    except (ValueError, TypeError):
        raise bad_key(WRONG_FILE) from None
    return SigningKey(key, _own_first(key, found))


def _from_pem(data: bytes, secret: bytes | None) -> tuple[rsa.RSAPrivateKey, list[x509.Certificate]]:
    certificates = x509.load_pem_x509_certificates(data) if b"BEGIN CERTIFICATE" in data else []
    encrypted = b"ENCRYPTED" in data
    return _rsa(load_pem_private_key(data, secret if encrypted else None)), certificates


def _from_pkcs12(data: bytes, secret: bytes | None) -> tuple[rsa.RSAPrivateKey, list[x509.Certificate]]:
    key, own, others = pkcs12.load_key_and_certificates(data, secret)
    return _rsa(key), [*([own] if own else []), *others]


def _rsa(key: object) -> rsa.RSAPrivateKey:
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST:
        raise bad_key(WEAK)
    return key


def _own_first(key: rsa.RSAPrivateKey, found: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    if not found:
        raise bad_key(NO_CERTIFICATE)
    public = key.public_key()
    own = [one for one in found if one.public_key() == public]
    if not own:
        raise bad_key(OTHER_PAIR)
    return (own[0], *(one for one in found if one is not own[0]))


@dataclass(frozen=True, slots=True)
class TokenAddress:
    """Which key of which token: ``pkcs11:/path/to/library.so?token=NAME&object=LABEL``."""

    library: str
    token: str
    label: str


def token_address(written: str) -> TokenAddress:
    """The parts of a token's address. Refuses ``claims.bad_key`` one that names no library or no token."""
    library, _mark, rest = written.removeprefix(TOKEN).partition("?")
    told = dict(one.partition("=")[::2] for one in rest.split("&") if one)
    if not library or not told.get("token"):
        raise bad_key("Địa chỉ token phải có dạng pkcs11:/đường/dẫn/thư-viện.so?token=TÊN&object=NHÃN.")
    return TokenAddress(unquote(library), unquote(told["token"]), unquote(told.get("object", "")))


@dataclass(frozen=True, slots=True)
class _TokenKey:
    """A key inside a token: what is to be signed goes in, the signature comes out."""

    inside: object

    def sign(self, data: bytes, padding: Any, algorithm: Any) -> bytes:
        """RSA PKCS#1 v1.5 over SHA-256, which is what claims are signed with."""
        import pkcs11

        return bytes(self.inside.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))  # type: ignore[attr-defined]


@contextmanager
def key_from_token(written: str, pin: str) -> Iterator[SigningKey]:
    """The key of a token while its session is open. Refuses ``claims.bad_key`` without library, token, PIN or pair."""
    address = token_address(written)
    try:
        import pkcs11
    except ImportError:
        raise bad_key(NO_LIBRARY) from None
    try:
        with pkcs11.lib(address.library).get_token(token_label=address.token).open(user_pin=pin) as session:
            yield _inside(session, address.label)
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise bad_key(SILENT.format(why=type(error).__name__)) from None


def _inside(session: object, label: str) -> SigningKey:
    import pkcs11

    named = {pkcs11.Attribute.LABEL: label} if label else {}
    kinds = pkcs11.ObjectClass
    find = session.get_objects  # type: ignore[attr-defined]
    keys = list(find({pkcs11.Attribute.CLASS: kinds.PRIVATE_KEY, **named}))
    found = [bytes(one[pkcs11.Attribute.VALUE]) for one in find({pkcs11.Attribute.CLASS: kinds.CERTIFICATE, **named})]
    if len(keys) != 1 or not found:
        raise bad_key("Token không có đúng một khoá ký kèm chứng thư số dưới nhãn này. Hãy ghi thêm object=NHÃN.")
    return SigningKey(_TokenKey(keys[0]), tuple(x509.load_der_x509_certificate(one) for one in found))
