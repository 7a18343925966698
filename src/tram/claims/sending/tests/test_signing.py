"""The signature in CHUKYDONVI: it holds, another's program says so too, and nothing can be changed under it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tram.claims.sending.keys import SigningKey, key_from_file, key_from_token, token_address
from tram.claims.sending.signing import sign, verify
from tram.claims.sending.tests import world
from tram.claims.sending.tests.world import AT, NAME
from tram.kernel.refusals import Refusal


def test_a_signed_file_says_who_signed_it_and_changes_nothing_else():
    signed = world.claim_file()
    signer = verify(signed, at=AT)
    assert (signer.name, signer.serial) == (NAME, 5)
    before, rest = signed.split(b"<ds:Signature", 1)
    after = rest.split(b"</ds:Signature>", 1)[1]
    unsigned = (before + after).replace(b"<CHUKYDONVI></CHUKYDONVI>", b"<CHUKYDONVI/>")
    assert sign(unsigned, world.signing_key(), at=AT) == signed


def xmlsec(file: bytes, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Debian's xmlsec1 on a file, trusting the station's certificate alone."""
    (folder / "claim.xml").write_bytes(file)
    (folder / "station.pem").write_bytes(world.signing_key().certificate.public_bytes(Encoding.PEM))
    words = ["xmlsec1", "--verify", "--verification-gmt-time", "2026-11-02 03:00:00", "--trusted-pem", "station.pem"]
    return subprocess.run([*words, "claim.xml"], cwd=folder, capture_output=True, check=False, timeout=30)


@pytest.mark.needs_xmlsec
def test_a_program_that_is_not_ours_finds_the_signature_right(tmp_path: Path):
    done = xmlsec(world.claim_file(), tmp_path)
    assert (done.returncode, b"1/1" in done.stderr + done.stdout) == (0, True), done.stderr


@pytest.mark.needs_xmlsec
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_both_find_a_changed_byte(tmp_path: Path, share: float):
    changed = changed_byte(world.claim_file(), share)
    assert xmlsec(changed, tmp_path).returncode != 0
    with pytest.raises(Refusal, match="đã bị sửa"):
        verify(changed, at=AT)


def changed_byte(file: bytes, share: float) -> bytes:
    """The file with one letter of its base64 exchanged for another, so that it stays XML."""
    end = file.index(b"<ds:Signature")
    place = next(n for n in range(int(end * share), end) if file[n : n + 1].isupper() and file[n - 1 : n].isupper())
    letter = b"A" if file[place : place + 1] != b"A" else b"B"
    return file[:place] + letter + file[place + 1 :]


def test_a_signature_over_a_part_only_does_not_count():
    signed = world.claim_file().replace(b'<ds:Reference URI=""', b'<ds:Reference URI="#part"')
    with pytest.raises(Refusal, match="không khớp"):
        verify(signed, at=AT)


HIDDEN = b"<HOSO/>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</ds:Signature>", b"<ds:Object>" + HIDDEN + b"</ds:Object></ds:Signature>"),
        (b"</ds:KeyInfo>", b'<o xmlns="urn:o">' + HIDDEN + b"</o></ds:KeyInfo>"),
        (b"<MACSKCB>", b"<MACSKCB><!-- 1 -->"),
        (b"</CHUKYDONVI>", b"</CHUKYDONVI><CHUKYDONVI/>"),
        (b"<HOSO>", b"<HOSO/><HOSO>"),
    ],
)
def test_nothing_can_be_slipped_in_beside_what_is_signed(old: bytes, new: bytes):
    with pytest.raises(Refusal, match="không khớp"):
        verify(world.claim_file().replace(old, new, 1), at=AT)


def test_a_changed_bit_in_the_signature_is_refused_in_words_and_one_in_the_certificate_forges_no_key():
    signed, dice = world.claim_file(), Random(6)
    first, certificate = signed.index(b"<ds:Signature"), signed.index(b"<ds:X509Certificate>")
    for _turn in range(300):
        place = dice.randrange(first, signed.index(b"</CHUKYDONVI>"))
        changed = signed[:place] + bytes([signed[place] ^ 1 << dice.randrange(7)]) + signed[place + 1 :]
        with suppress(Refusal):
            signer = verify(changed, at=AT)
            assert place > certificate
            assert signer.certificate.public_key() == world.pair().public_key()


def test_an_unsigned_file_is_no_signed_file():
    with pytest.raises(Refusal, match="chưa ký"):
        verify(b"<GIAMDINHHS><CHUKYDONVI/></GIAMDINHHS>", at=AT)


@pytest.mark.parametrize(
    "document",
    [
        b"<GIAMDINHHS><A/></GIAMDINHHS>",
        b"<GIAMDINHHS><CHUKYDONVI/><CHUKYDONVI/></GIAMDINHHS>",
        world.claim_file(),
        b"<GIAMDINHHS>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><GIAMDINHHS><CHUKYDONVI/>&b;</GIAMDINHHS>',
    ],
)
def test_what_cannot_be_signed_is_refused(document: bytes):
    with pytest.raises(Refusal) as no:
        sign(document, world.signing_key(), at=AT)
    assert no.value.code == "claims.signature"


def test_a_certificate_that_ran_out_neither_signs_nor_holds():
    old = world.certificate(world.pair(), until=AT - timedelta(days=1))
    with pytest.raises(Refusal, match="không còn hạn"):
        sign(b"<GIAMDINHHS><CHUKYDONVI/></GIAMDINHHS>", SigningKey(world.pair(), (old,)), at=AT)
    with pytest.raises(Refusal, match="không còn hạn"):
        verify(world.claim_file(), at=datetime(2030, 1, 1, tzinfo=UTC))


def test_a_key_is_read_from_pem_and_pkcs12_with_its_passphrase(tmp_path: Path):
    own = world.certificate(world.pair())
    for path in (
        world.pem(tmp_path / "open.pem"),
        world.pem(tmp_path / "shut.pem", passphrase="bí mật"),
        world.p12(tmp_path / "shut.p12", "bí mật"),
    ):
        found = key_from_file(path, "bí mật")
        assert found.certificate.serial_number == own.serial_number
        assert verify(sign(b"<A><CHUKYDONVI/></A>", found, at=AT), at=AT).name == NAME


def test_a_key_that_cannot_be_used_says_why(tmp_path: Path):
    other = world.certificate(world.pair(3072))
    cases = {
        "Mật khẩu": world.p12(tmp_path / "wrong.p12", "khác"),
        "một cặp": world.pem(tmp_path / "pair.pem", of=other),
        "2048": world.pem(tmp_path / "weak.pem", key=world.pair(1024)),
        "Không đọc được": tmp_path / "none.p12",
    }
    (tmp_path / "text.p12").write_text("không phải khoá")
    cases["tệp khoá không phải"] = tmp_path / "text.p12"
    bare = world.pem(tmp_path / "bare.pem").read_bytes().split(b"-----BEGIN CERTIFICATE")[0]
    (tmp_path / "bare.pem").write_bytes(bare)
    cases["chứng thư số đi kèm"] = tmp_path / "bare.pem"
    for words, path in cases.items():
        with pytest.raises(Refusal, match=words):
            key_from_file(path, "bí mật")


def test_a_token_is_named_by_its_library_name_and_label():
    found = token_address("pkcs11:/usr/lib/token.so?token=VNPT%20CA&object=tram")
    assert (found.library, found.token, found.label) == ("/usr/lib/token.so", "VNPT CA", "tram")
    with pytest.raises(Refusal, match="pkcs11:"):
        token_address("pkcs11:/usr/lib/token.so")


class Held(dict[str, bytes]):
    """An object of a token as python-pkcs11 gives it: attributes by key."""

    def sign(self, data: bytes, *, mechanism: str) -> bytes:
        assert mechanism == "SHA256_RSA_PKCS"
        return world.pair().sign(data, PKCS1v15(), SHA256())


class Session:
    """A token that holds one key and its certificate under the label ``tram``."""

    def __enter__(self):
        return self

    def __exit__(self, *told: object) -> None:
        pass

    def get_objects(self, wanted: dict[str, str]):
        if wanted.get("LABEL", "tram") == "tram":
            yield Held(VALUE=world.signing_key().certificate.public_bytes(Encoding.DER))


@pytest.fixture
def token(monkeypatch):
    """A library that stands for python-pkcs11 (tried with SoftHSM by hand): PIN 1234, token VNPT."""

    class PKCS11Error(Exception):
        pass

    def opened(user_pin: str) -> Session:
        if user_pin != "1234":
            raise PKCS11Error
        return Session()

    library = SimpleNamespace(get_token=lambda **_token: SimpleNamespace(open=opened))
    names = SimpleNamespace(LABEL="LABEL", CLASS="CLASS", VALUE="VALUE")
    kinds = SimpleNamespace(PRIVATE_KEY="key", CERTIFICATE="certificate")
    mechanisms = SimpleNamespace(SHA256_RSA_PKCS="SHA256_RSA_PKCS")
    module = SimpleNamespace(
        lib=lambda _path: library, PKCS11Error=PKCS11Error, Attribute=names, ObjectClass=kinds, Mechanism=mechanisms
    )
    monkeypatch.setitem(sys.modules, "pkcs11", module)


def test_a_key_in_a_token_signs_without_leaving_it(token):
    with key_from_token("pkcs11:/lib.so?token=VNPT&object=tram", "1234") as key:
        signed = sign(b"<A><CHUKYDONVI/></A>", key, at=AT)
    assert verify(signed, at=AT).name == NAME


def test_a_token_says_no_in_words(token, monkeypatch):
    with pytest.raises(Refusal, match="mã PIN"), key_from_token("pkcs11:/lib.so?token=VNPT", "9"):
        pass
    with pytest.raises(Refusal, match="đúng một khoá"), key_from_token("pkcs11:/lib.so?token=VNPT&object=x", "1234"):
        pass
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(Refusal, match="python-pkcs11"), key_from_token("pkcs11:/lib.so?token=VNPT", "1234"):
        pass
