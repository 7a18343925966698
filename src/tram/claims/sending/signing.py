"""The facility's XML signature in ``CHUKYDONVI``: enveloped over the whole file, RSA with SHA-256, certificate beside.

The profile is a working integrator's (one source; no official one was seen): docs/explanation/claim-sending.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidCertificate, SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from tram.claims.sending.keys import SigningKey
from tram.claims.sending.refusals import bad_key, not_signed
from tram.kernel.clock import VN_TZ

DSIG = "http://www.w3.org/2000/09/xmldsig#"
PLACE = "CHUKYDONVI"
CERTIFICATE = f"{{{DSIG}}}X509Certificate"
EXPECTED = SignatureConfiguration(
    location=f".//{PLACE}/",
    expect_references=1,
    signature_methods=frozenset({SignatureMethod.RSA_SHA256}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
)
UNREADABLE = "Tệp không phải XML đọc được an toàn (có DTD, thực thể, hoặc bị hỏng). Hãy lấy lại tệp."
NO_PLACE = "Tệp không có đúng một chỗ ký CHUKYDONVI, hoặc đã ký rồi."
UNSIGNED = "Tệp chưa ký: CHUKYDONVI trống."
OUT_OF_TIME = "Chứng thư số không còn hạn (đến {until}). Hãy gia hạn chữ ký số rồi đặt lại khoá ký."
EXPIRED = "Chứng thư số trong tệp không còn hạn lúc kiểm. Hãy ký lại bằng chứng thư còn hạn."
BROKEN = "Chữ ký không khớp nội dung: tệp đã bị sửa sau khi ký, hoặc ký sai. Hãy lập và ký lại."


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed a file, as the certificate in it says. Whether to trust that certificate is another question."""

    name: str
    serial: int
    valid_from: datetime
    valid_to: datetime
    certificate: x509.Certificate


def sign(document: bytes, key: SigningKey, *, at: datetime) -> bytes:
    """The same file with the signature in its empty ``CHUKYDONVI``: UTF-8 with an XML declaration.

    Refuses ``claims.bad_key``, a certificate out of its time; ``claims.signature``: not safe XML, no single place to
    sign, or signed already.
    """
    own = key.certificate
    if not own.not_valid_before_utc <= at <= own.not_valid_after_utc:
        raise bad_key(OUT_OF_TIME.format(until=f"{own.not_valid_after_utc.astimezone(VN_TZ):%d/%m/%Y}"))
    root = _root(document)
    places = list(root.iter(PLACE))
    if len(places) != 1 or len(places[0]):
        raise not_signed(NO_PLACE)
    etree.SubElement(places[0], f"{{{DSIG}}}Signature", {"Id": "placeholder"}, {"ds": DSIG})
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    signed = signer.sign(root, key=cast("RSAPrivateKey", key.key), cert=list(key.certificates))
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def verify(document: bytes, *, at: datetime) -> Signer:
    """Who signed the file, once the signature holds over all of it and the certificate was in its time then.

    Refuses ``claims.signature``: not safe XML, unsigned, changed since, signed over a part only, certificate expired.
    """
    root = _root(document)
    chain = [_certificate(one.text or "") for one in root.iterfind(f".//{PLACE}/{{{DSIG}}}Signature//{CERTIFICATE}")]
    if not chain:
        raise not_signed(UNSIGNED)
    if not _is_plain(root) or _is_forged(chain):
        raise not_signed(BROKEN)
    pem = chain[0].public_bytes(Encoding.PEM).decode()
    try:
        XMLVerifier().verify(root, x509_cert=pem, expect_config=replace(EXPECTED, verification_time=at))
    except InvalidCertificate:
        raise not_signed(EXPIRED) from None
    except (SignXMLException, ValueError, UnsupportedAlgorithm, etree.LxmlError):
        raise not_signed(BROKEN) from None
    return _signer(chain[0])


def _signer(certificate: x509.Certificate) -> Signer:
    return Signer(
        name=_name(certificate),
        serial=certificate.serial_number,
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        certificate=certificate,
    )


def _is_plain(root: etree._Element) -> bool:
    """Whether one reference covers the whole file, and nothing stands where a signature does not look: a comment, or
    within the signature what is none of its own parts."""
    references = [one.get("URI") for one in root.iter(f"{{{DSIG}}}Reference")]
    if references != [""] or next(root.iter(etree.Comment), None) is not None:
        return False
    inside = (etree.QName(part) for one in root.iter(f"{{{DSIG}}}Signature") for part in one.iter("*"))
    return all(part.namespace == DSIG and part.localname != "Object" for part in inside)


def _is_forged(chain: Sequence[x509.Certificate]) -> bool:
    """Whether a certificate was changed after it was given out, as far as the file's own certificates can tell."""
    try:
        issuers = [[other for other in chain if other.subject == one.issuer] for one in chain]
    except ValueError:
        return True
    return any(known and not any(_issued(one, by) for by in known) for one, known in zip(chain, issuers, strict=True))


def _issued(one: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _root(document: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False, huge_tree=True)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        raise not_signed(UNREADABLE) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise not_signed(UNREADABLE)
    return root


def _certificate(text: str) -> x509.Certificate:
    body = "".join(text.split())
    pem = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        raise not_signed(BROKEN) from None


def _name(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.subject.rfc4514_string()
