"""Accounts: opened, given a password, closed; the secret is in the hash and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from tram.kernel.actors import NOBODY, SYSTEM, Actor
from tram.kernel.facts import decode
from tram.kernel.models import Fact
from tram.workforce.api import (
    account,
    account_by_username,
    accounts,
    actor_for,
    change_own_password,
    close_account,
    grant_role,
    must_change_password,
    open_account,
    reset_password,
    set_password,
)
from tram.workforce.models import Account
from tram.workforce.sign_in import AccountBackend
from tram.workforce.tests.world import AT, FOUNDED, HERE, NEXT_DOOR, SECRET, TODAY, holder, opened, refused

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NEW = "con đường lên bản Hon"


def signs_in(username: str, password: str) -> bool:
    return AccountBackend().authenticate(None, username, password) is not None


def test_an_account_signs_in_and_can_do_nothing_without_a_role(head: Actor) -> None:
    new = open_account(by=head, at=AT, username=" Hanh ", name="Hạnh", password=SECRET, commune=HERE)
    assert (new.username, new.must_change_password) == ("hanh", True)
    assert signs_in("hanh", SECRET)
    assert not signs_in("hanh", NEW)
    assert not signs_in("ai.do", SECRET)
    assert actor_for(new.id, AT).roles == frozenset()


def test_the_secret_is_in_no_fact_and_no_answer(head: Actor) -> None:
    new = open_account(by=head, at=AT, username="hanh", name="Hạnh", password=SECRET, commune=HERE)
    made = reset_password(by=head, at=AT, account=new.id)
    stored = Account.objects.get(pk=new.id).password
    assert stored.startswith("argon2")
    for fact in Fact.objects.all():
        shown = repr(decode(bytes(fact.payload or b"")))
        assert not any(secret in shown for secret in (SECRET, made.secret, stored))
    assert SECRET not in repr(new)
    assert made.secret not in repr(made)
    assert [fact.name for fact in Fact.objects.order_by("seq")][-2:] == ["account.opened", "account.password_set"]


@pytest.mark.parametrize(
    ("username", "name", "password", "code"),
    [
        ("Hạnh", "A", SECRET, "account.username_shape"),
        ("truong.tram", "A", SECRET, "account.username_taken"),
        ("hanh", " ", SECRET, "staff.name_missing"),
        ("hanh", "A", "ngan", "account.password_weak"),
        ("hanh", "A", "012345678901", "account.password_weak"),
        ("hanh", "A", "password1234", "account.password_weak"),
        ("hanh", "lothihanh1990", "lothihanh1990", "account.password_weak"),
        ("hanhlothi2026", "A", "hanhlothi2026", "account.password_weak"),
    ],
)
def test_an_account_that_cannot_be_is_refused(head: Actor, username: str, name: str, password: str, code: str) -> None:
    before = Account.objects.count()
    asked = {"username": username, "name": name, "password": password, "commune": HERE}
    found = refused(open_account, by=head, at=AT, **asked)
    assert found.code == code
    assert password not in found.sentence or password == "A"
    assert Account.objects.count() == before


def test_weakness_is_said_in_vietnamese(head: Actor) -> None:
    found = refused(open_account, by=head, at=AT, username="hanh", name="A", password="abc", commune=HERE)
    assert found.sentence.startswith("Mật khẩu phải dài ít nhất 12 ký tự.")


def test_a_reset_password_is_new_works_and_must_be_changed(head: Actor) -> None:
    new = opened("hanh")
    made = reset_password(by=head, at=AT, account=new.id)
    assert (signs_in("hanh", made.secret), signs_in("hanh", SECRET)) == (True, False)
    assert must_change_password(new.id)
    assert reset_password(by=head, at=AT, account=new.id).secret != made.secret


def test_one_changes_ones_own_password_by_knowing_it(law: None) -> None:
    me = holder("hanh", "nurse", commune=HERE)
    assert refused(change_own_password, by=me, at=AT, old="sai rồi", new=NEW).code == "account.password_wrong"
    assert refused(change_own_password, by=me, at=AT, old=SECRET, new=SECRET).code == "account.password_same"
    assert refused(change_own_password, by=me, at=AT, old=SECRET, new="abc").code == "account.password_weak"
    assert not change_own_password(by=me, at=AT, old=SECRET, new=NEW).must_change_password
    assert (signs_in("hanh", NEW), signs_in("hanh", SECRET)) == (True, False)
    assert refused(change_own_password, by=SYSTEM, at=AT, old=SECRET, new=NEW).status == 404


def test_a_closed_account_neither_signs_in_nor_acts_nor_changes(head: Actor) -> None:
    me = holder("hanh", "nurse", commune=HERE)
    before = Account.objects.get(pk=me.id).get_session_auth_hash()
    assert not close_account(by=head, at=AT, account=me.id).active
    assert not signs_in("hanh", SECRET)
    assert actor_for(me.id, AT) == NOBODY
    assert AccountBackend().get_user(me.id) is None
    assert Account.objects.get(pk=me.id).get_session_auth_hash() != before
    for deed in (close_account, reset_password):
        assert refused(deed, by=head, at=AT, account=me.id).code == "account.closed"
    assert refused(close_account, by=head, at=AT, account=head.id).code == "account.not_yourself"


def test_accounts_of_elsewhere_or_above_are_out_of_reach(head: Actor, stranger: Actor, administrator: Actor) -> None:
    mine = opened("hanh")
    for deed, more in ((set_password, {"password": NEW}), (reset_password, {}), (close_account, {})):
        asked = {"at": AT, "account": mine.id, **more}
        assert refused(deed, by=stranger, **asked).status == 404
        assert refused(deed, by=head, **{**asked, "account": administrator.id}).status == 404
    local_administrator = holder("quan.tri.xa", "administrator", commune=HERE)
    found = refused(reset_password, by=head, at=AT, account=local_administrator.id)
    assert (found.code, found.status) == ("grant.role_higher", 403)
    assert signs_in("quan.tri.xa", SECRET)


def test_nobody_opens_an_account_for_a_place_beyond_their_own(head: Actor, administrator: Actor) -> None:
    asked: dict[str, Any] = {"at": AT, "username": "moi", "name": "A", "password": SECRET}
    assert refused(open_account, by=head, **asked, commune="").status == 404
    assert refused(open_account, by=head, **asked, commune="03408").status == 404
    assert open_account(by=administrator, **asked, commune="").commune == ""


def test_the_list_shows_the_accounts_one_manages(head: Actor, stranger: Actor, administrator: Actor) -> None:
    opened("hanh")
    assert [row.username for row in accounts(head, TODAY)] == ["hanh", "truong.tram"]
    assert [row.username for row in accounts(head, TODAY, "han")] == ["hanh"]
    assert {row.username for row in accounts(administrator, TODAY)} >= {"hanh", "truong.tram", "tram.ben", "quan.tri"}
    nurse = holder("minh", "nurse", commune=HERE)
    assert refused(accounts, actor=nurse, day=TODAY).status == 403
    assert refused(account, actor=stranger, account_id=nurse.id, day=TODAY).status == 404
    grant_role(by=SYSTEM, at=AT, account=nurse.id, role="nurse", day=FOUNDED, commune=NEXT_DOOR)
    assert "minh" not in [row.username for row in accounts(head, TODAY)]
    assert account_by_username("MINH") == nurse.id
