"""The portal and its client: tokens that run out, claims taken once, refusals by line, slowness, silence."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from tram.claims.cover.asking import CardAsked, PortalSilent
from tram.claims.sending import accounts, replies
from tram.claims.sending.accounts import password_hash
from tram.claims.sending.portal import PortalClient
from tram.claims.sending.receiver import Box, Manners
from tram.claims.sending.replies import read_reply
from tram.claims.sending.tests import world
from tram.claims.sending.tests.world import AT, FACILITY, PASSWORD, Clock, claim_file, portal
from tram.kernel.refusals import Refusal

DECISION = world.model().layout.decision
DRUG = world.model().tables["XML2"][0]["MA_THUOC"]
NUMBER = world.model().tables["XML1"][0]["MA_LK"]
CARD = CardAsked("DT4121234567890", "Lò Thị Lan", "01/05/1960")


def test_a_claim_is_taken_with_a_reference_and_the_time():
    box = Box(passwords={"12001_BV": password_hash(PASSWORD)})
    with portal(box) as client:
        reply = client.send(claim_file(), DECISION)
    assert (reply.outcome, reply.reference, reply.received_at) == ("accepted", "GD00000001", AT)
    assert list(box.claims) == [NUMBER]


def test_a_claim_sent_twice_counts_once_and_a_correction_takes_its_place():
    box = Box()
    with portal(box) as client:
        first, second = client.send(claim_file(), DECISION), client.send(claim_file(), DECISION)
        assert (first.reference, box.taken) == (second.reference, 1)
        later = client.send(claim_file(GHI_CHU="đã sửa"), DECISION)
    assert (later.outcome, len(box.claims), box.taken) == ("accepted", 1, 2)


def test_what_is_kept_in_a_file_is_known_after_the_portal_starts_anew(tmp_path):
    kept = tmp_path / "kept.jsonl"
    with portal(Box(kept=kept)) as client:
        first = client.send(claim_file(), DECISION)
    box = Box(kept=kept)
    with portal(box) as client:
        assert client.send(claim_file(), DECISION).reference == first.reference
    assert box.taken == 1
    assert "Lan" not in kept.read_text()


def test_a_token_that_ran_out_is_taken_anew_before_and_after_the_portal_says_so():
    clock, box = Clock(), Box(token_life=timedelta(minutes=10))
    with portal(box, clock=clock) as client:
        client.send(claim_file(), DECISION)
        clock.at += timedelta(minutes=11)
        assert client.send(claim_file(), DECISION).outcome == "accepted"
        assert len(box.tokens) == 2
        box.tokens.clear()  # the portal forgot it: it answers 401
        assert client.send(claim_file(), DECISION).outcome == "accepted"
        box.tokens.clear()
        assert client.look_up(CARD).code == "000"


def test_a_wrong_password_is_said_and_nothing_is_sent():
    box = Box(passwords={"12001_BV": password_hash("khác")})
    with portal(box) as client, pytest.raises(PortalSilent, match="không nhận tài khoản"):
        client.send(claim_file(), DECISION)
    assert box.claims == {}


def test_one_line_is_refused_with_its_table_line_field_and_reason():
    box = Box(refuse={DRUG: "Thuốc ngoài danh mục được duyệt"})
    with portal(box) as client:
        reply = client.send(claim_file(), DECISION)
    assert (reply.outcome, reply.code) == ("refused", "202")
    (fault,) = reply.faults
    told = (fault.table, fault.line, fault.field, fault.code, fault.sentence)
    assert told == ("XML2", 1, "MA_THUOC", "TUCHOI", "Thuốc ngoài danh mục được duyệt")
    assert box.claims == {}


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (claim_file().replace(b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"), "201"),
        (b"khong phai xml", "201"),
        (claim_file(GIOI_TINH="9"), "202"),
    ],
)
def test_unsigned_broken_and_wrong_claims_are_refused(file: bytes, code: str):
    with portal() as client:
        reply = client.send(file, DECISION)
    assert (reply.outcome, reply.code) == ("refused", code)


def test_a_claim_of_another_facility_is_forbidden():
    with portal() as client:
        other = PortalClient(replace(client.account, facility="12002"), clock=client._clock)
        with pytest.raises(PortalSilent, match="không được gửi"):
            other.send(claim_file(), DECISION)


def test_a_portal_that_takes_the_claim_and_hangs_up_is_heard_as_silence():
    box, manners = Box(), Manners()
    with portal(box, manners) as client:
        client.take_token()
        manners.mute = 1.0
        with pytest.raises(PortalSilent, match="Không nối được"):
            client.send(claim_file(), DECISION)
        manners.mute = 0.0
        assert client.send(claim_file(), DECISION).reference == "GD00000001"
    assert box.taken == 1


def test_a_busy_portal_is_tried_again_later():
    manners = Manners()
    with portal(manners=manners) as client:
        client.take_token()
        manners.busy = 1.0
        assert client.send(claim_file(), DECISION).outcome == "later"


def test_a_slow_portal_is_waited_for_and_a_dead_one_is_not(monkeypatch):
    with portal(manners=Manners(slow=0.2)) as client:
        assert client.send(claim_file(), DECISION).outcome == "accepted"
        monkeypatch.setattr(client._pool, "connection_pool_kw", {**client._pool.connection_pool_kw, "timeout": 0.05})
        client._pool.clear()
        with pytest.raises(PortalSilent):
            client.send(claim_file(), DECISION)
    with pytest.raises(PortalSilent, match="Không nối được"):
        client.take_token()


def test_a_claim_under_way_is_asked_about_by_its_reference():
    with portal(Box(undecided=1)) as client:
        first = client.send(claim_file(), DECISION)
        assert (first.outcome, first.reference) == ("later", "GD00000001")
        assert client.result(first.reference).outcome == "accepted"
        assert client.result("GD99999999").outcome == "refused"


def test_a_check_in_is_taken_and_something_else_is_not():
    box = Box()
    with portal(box) as client:
        assert client.check_in(b"<CHI_TIEU_TRANG_THAI_KCB/>", DECISION).reference == "CI00000001"
        assert client.check_in(b"<A/>", DECISION).outcome == "refused"


def test_a_card_is_looked_up_and_its_days_are_read():
    told = {"maKetQua": "004", "maThe": CARD.number, "gtTheTu": "01/01/2026", "gtTheDen": "31/12/2026", "maKV": "K1"}
    with portal(Box(cards={CARD.number: told})) as client:
        answer = client.look_up(CARD)
        assert (answer.code, answer.valid_from, answer.valid_to) == ("004", date(2026, 1, 1), date(2026, 12, 31))
        assert (answer.area, answer.new_to) == ("K1", None)
        assert client.look_up(CardAsked("GD4121234567890", "x", "1960")).code == "050"


@pytest.mark.parametrize(
    "raw",
    [b"", b"<html>", b"[]", b'{"maKetQua": 7e9}', b'{"maKetQua": "999"}', b"\xff\xfe", b'{"maKetQua": {"a": 1}}'],
)
def test_a_reply_nobody_understands_decides_nothing(raw: bytes):
    assert read_reply(raw).outcome == replies.LATER


def test_what_comes_from_outside_is_cut_to_what_we_keep():
    long = "x" * 5000
    fault = {"bang": long, "stt": -4, "moTaLoi": long}
    reply = read_reply(json.dumps({"maKetQua": 202, "maGiaoDich": long, "danhSachLoi": [fault]}).encode())
    assert (reply.outcome, len(reply.reference)) == ("refused", 100)
    assert (len(reply.faults[0].table), reply.faults[0].line, len(reply.faults[0].sentence)) == (10, 0, 500)


def test_accounts_stay_in_the_data_folder_and_out_of_what_is_printed(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAM_HOME", str(tmp_path))
    key = world.p12(tmp_path / "station.p12", "bí mật")
    accounts.keep_account(replace(world.account_at("https://cong.example", str(key)), passphrase="bí mật"))
    assert accounts.accounts()[FACILITY].username == "12001_BV"
    file = tmp_path / "claims" / "accounts.json"
    assert file.stat().st_mode & 0o077 == 0
    assert "bí mật" not in repr(accounts.account(FACILITY))
    file.write_text("{")
    with pytest.raises(Refusal, match="đặt lại tài khoản"):
        accounts.accounts()
