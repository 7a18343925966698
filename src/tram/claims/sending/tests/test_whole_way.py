"""The whole way of real visits: built, checked, signed, sent to a portal, refused, corrected, accepted, paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from msgspec.structs import replace

from tram.claims.build.tests.world import AT, CODE, World, tablets, visit, world
from tram.claims.models import Claim, ClaimMark, ClaimRefusal
from tram.claims.sending.accounts import keep_account
from tram.claims.sending.deeds import cancel_payment, note_payment
from tram.claims.sending.deliver import Delivered, send_claim
from tram.claims.sending.lines import card_desk
from tram.claims.sending.months import month_balance
from tram.claims.sending.portal import PortalClient
from tram.claims.sending.reads import claim_to_send, worklist
from tram.claims.sending.receiver import Box, Manners, serve
from tram.claims.sending.replies import PortalReply
from tram.claims.sending.settle import settle_claims, settle_visit
from tram.claims.sending.tests import world as keys
from tram.encounters.api import amend_visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import verify
from tram.kernel.facts.erasure import erase_person
from tram.kernel.ids import uuid7
from tram.kernel.models import ReadEntry
from tram.kernel.refusals import Refusal
from tram.people.api import covers_of_people, withdraw_cover

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at:UserWarning")]
LATER = AT + timedelta(hours=2)
MONTH = date(2026, 10, 1)
NONE = Decimal(0)


@dataclass(slots=True)
class Portal:
    """A portal that runs, and how it behaves."""

    box: Box = field(default_factory=lambda: Box(clock=lambda: LATER))
    manners: Manners = field(default_factory=Manners)
    address: str = ""


@pytest.fixture
def portal(tmp_path: Path, monkeypatch) -> Iterator[Portal]:
    monkeypatch.setenv("TRAM_HOME", str(tmp_path))
    made = Portal()
    server = serve(0, made.box, made.manners, lambda _: None)
    Thread(target=server.serve_forever, daemon=True).start()
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    key = keys.p12(tmp_path / "tram.p12", "bí mật")
    keep_account(replace(keys.account_at(made.address, str(key)), facility=CODE, passphrase="bí mật"))
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def place(db) -> World:
    made = world()
    ClaimMark.objects.create(arrival=0)
    return made


def seen(place: World, *codes: str) -> UUID:
    return visit(place, prescription=[tablets(place, code) for code in codes or ("40.491", "40.677")]).id


def send(claim: Claim | None = None) -> Delivered:
    row = claim or Claim.objects.get()
    return send_claim(claim=row.id, digest=row.digest, at=LATER)


def test_a_visit_is_built_checked_signed_and_accepted(place: World, portal: Portal):
    seen(place)
    assert settle_claims(LATER, [place.nurse.commune]) == 1
    claim = Claim.objects.get()
    assert (claim.state, claim.errors) == ("waiting", 0)
    assert send() == Delivered("accepted", "GD00000001")
    assert list(portal.box.claims) == [claim.number]
    assert Decimal(portal.box.claims[claim.number]["tBhtt"]) == claim.fund == claim.in_scope
    assert settle_claims(LATER) == 0
    assert send() == Delivered("accepted", "GD00000001")
    assert portal.box.taken == 1


def test_a_refused_line_is_on_the_worklist_until_the_visit_is_corrected(place: World, portal: Portal):
    seen_visit = seen(place)
    portal.box.refuse["40.677"] = "Thuốc không phù hợp chẩn đoán"
    settle_claims(LATER)
    assert send().state == "refused"
    (item,) = worklist(place.nurse, LATER)
    (line,) = item.lines
    assert (item.person_name, item.visit, line.table, line.line) == ("Lò Thị Lan", seen_visit, "XML2", 2)
    assert (line.amount, line.sentence) == (Decimal(2100), "Thuốc không phù hợp chẩn đoán")
    amended = amend_visit(
        by=place.nurse, at=LATER, visit=seen_visit, change_reason="Bỏ thuốc", prescription=[tablets(place)]
    )
    assert settle_claims(LATER) == 1
    assert worklist(place.nurse, LATER) == ()
    assert send().state == "accepted"
    claim = Claim.objects.get()
    assert (claim.attempt, claim.visit, claim.visit_now) == (2, seen_visit, amended.id)
    assert ClaimRefusal.objects.get().state == "corrected"


def test_a_visit_with_an_error_is_stopped_here_and_stands_on_the_worklist(place: World, portal: Portal):
    visit(place, examiner=None, prescription=[tablets(place)])
    settle_claims(LATER)
    (item,) = worklist(place.nurse, LATER)
    assert (item.state, item.errors > 0, portal.box.taken) == ("errors", True, 0)
    assert claim_to_send(item.claim) is None
    assert send().state is None


def test_the_line_is_down_then_slow_then_forgetful_and_one_claim_counts(place: World, portal: Portal):
    seen(place)
    settle_claims(LATER)
    portal.manners.busy = 1.0
    assert send().state is None
    portal.manners.busy, portal.manners.mute = 0.0, 1.0
    assert send().unreachable
    assert Claim.objects.get().state == "waiting"
    portal.manners.mute, portal.manners.slow = 0.0, 0.3
    assert send().state == "accepted"
    assert portal.box.taken == 1


def test_two_who_send_at_once_and_one_that_dies_before_it_notes_make_one_claim(place, portal, monkeypatch):
    seen(place)
    settle_claims(LATER)
    whole = PortalClient.send

    def both(self: PortalClient, document: bytes, decision: str) -> PortalReply:
        monkeypatch.setattr(PortalClient, "send", whole)
        reply = whole(self, document, decision)
        assert send() == Delivered("accepted", "GD00000001")
        return reply

    monkeypatch.setattr(PortalClient, "send", both)
    late = send()
    assert late.reference in {"", "GD00000001"}, late
    assert send() == Delivered("accepted", "GD00000001")
    assert (Claim.objects.get().state, portal.box.taken) == ("accepted", 1)
    assert verify().holds


def test_one_that_dies_between_sending_and_noting_is_asked_again(place: World, portal: Portal, monkeypatch):
    seen(place)
    settle_claims(LATER)
    with monkeypatch.context() as dying:
        dying.setattr("tram.claims.sending.deliver.take_reply", partial(_die, SystemExit))
        with pytest.raises(SystemExit):
            send()
    assert Claim.objects.get().state == "waiting"
    assert send() == Delivered("accepted", "GD00000001")
    assert portal.box.taken == 1


def _die(how: type[BaseException], **_said: object) -> None:
    raise how


def test_a_visit_amended_between_is_not_sent_as_it_was(place: World, portal: Portal):
    first = seen(place)
    settle_claims(LATER)
    claim = Claim.objects.get()
    amend_visit(by=place.nurse, at=LATER, visit=first, change_reason="Bỏ thuốc", prescription=[tablets(place)])
    settle_visit(first, LATER)
    assert send(claim).state is None
    assert portal.box.taken == 0
    assert send().state == "accepted"


def test_claims_of_another_commune_are_out_of_sight(place: World, portal: Portal):
    seen(place, "40.677")
    portal.box.refuse["40.677"] = "không"
    settle_claims(LATER)
    send()
    tuan = Actor(uuid7(), "Tuấn", frozenset({Role.NURSE}), frozenset({"03390"}), commune="03390")
    other = tuan if place.nurse.commune != "03390" else replace_commune(tuan)
    assert worklist(other, LATER) == ()
    with pytest.raises(Refusal) as hidden:
        month_balance(other, place.station, MONTH)
    assert hidden.value.status == 404
    assert worklist(place.nurse, LATER)
    assert ReadEntry.objects.filter(why="claims.worklist").exists()


def replace_commune(actor: Actor) -> Actor:
    return Actor(actor.id, actor.name, actor.roles, frozenset({"03430"}), commune="03430")


def test_a_month_is_reconciled_with_what_was_paid(place: World, portal: Portal):
    seen(place)
    settle_claims(LATER)
    fund = Claim.objects.get().fund
    before = month_balance(place.nurse, place.station, MONTH)
    assert (before.asked, before.unanswered, before.accepted, before.owed) == (fund, fund, NONE, NONE)
    send()
    pay = partial(note_payment, by=place.nurse, at=LATER, facility=place.station, month=MONTH)
    pay(paid_on=date(2026, 10, 12), amount=Decimal(20000), note="UNC 15")
    wrong = pay(paid_on=date(2026, 10, 12), amount=Decimal(999))
    assert cancel_payment(by=place.nurse, at=LATER, payment=wrong, reason="Ghi nhầm") == MONTH
    found = month_balance(place.nurse, place.station, date(2026, 10, 31))
    assert (found.asked, found.accepted, found.refused, found.unanswered) == (fund, fund, NONE, NONE)
    assert (found.paid, found.owed, len(found.payments)) == (Decimal(20000), fund - 20000, 2)
    with pytest.raises(Refusal, match="lớn hơn 0"):
        pay(paid_on=date(2026, 10, 12), amount=Decimal(0))
    with pytest.raises(Refusal, match="tương lai"):
        pay(paid_on=date(2026, 10, 13), amount=Decimal(1))


def test_cards_are_looked_up_where_there_is_an_account(place: World, portal: Portal):
    assert card_desk(place.station) is not None
    assert card_desk(uuid7()) is None


@pytest.mark.on_both
def test_both_databases_bring_up_refuse_and_correct_alike(place: World, portal: Portal):
    first = seen(place)
    portal.box.refuse["40.677"] = "không"
    settle_claims(LATER)
    assert send().state == "refused"
    amend_visit(by=place.nurse, at=LATER, visit=first, change_reason="Bỏ", prescription=[tablets(place)])
    settle_claims(LATER)
    assert send().state == "accepted"
    assert list(ClaimRefusal.objects.values_list("state", "amount")) == [("corrected", Decimal(2100))]


def test_an_erased_person_leaves_no_claim_behind(place: World, portal: Portal):
    seen(place)
    portal.box.refuse["40.677"] = "không"
    settle_claims(LATER)
    send()
    erase_person(by=SYSTEM, at=LATER, person=place.lan, commune=place.nurse.commune)
    assert (Claim.objects.count(), ClaimRefusal.objects.count()) == (0, 0)
    assert settle_claims(LATER) == 0


def test_a_card_taken_back_brings_a_waiting_claim_up(place: World, portal: Portal):
    seen(place)
    settle_claims(LATER)
    before = Claim.objects.get()
    cover = covers_of_people([place.lan], date(2026, 10, 12))[place.lan][0]
    withdraw_cover(by=place.nurse, at=LATER, cover=cover.id)
    assert settle_claims(LATER) == 1
    after = Claim.objects.get()
    assert after.digest != before.digest
    assert (before.fund > 0, after.fund, after.attempt) == (True, NONE, 1)
