"""Accounts: opened, given a password, closed. The secret goes to the hash and nowhere else."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tram.kernel.actors import Actor, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.facts import Draft, deed
from tram.kernel.said import in_words
from tram.kernel.text import nfc
from tram.workforce import refusals
from tram.workforce.actions.authority import managed
from tram.workforce.models import Account, AccountChange, AccountEvent, StaffMember
from tram.workforce.reads.accounts import account_view
from tram.workforce.reads.acting import forget
from tram.workforce.rules import GROUP, GROUPS, READABLE, USERNAME, within
from tram.workforce.views import AccountView, OneTimeSecret

NAME_LENGTH = 160
WEAKNESSES = {
    "password_too_short": "Mật khẩu phải dài ít nhất 12 ký tự.",
    "password_too_common": "Mật khẩu này quá phổ biến, dễ đoán.",
    "password_entirely_numeric": "Mật khẩu không được chỉ gồm chữ số (như số căn cước, ngày sinh).",
    "password_too_similar": "Mật khẩu quá giống tên hoặc tên đăng nhập.",
}


def open_account(
    *,
    by: Actor,
    at: datetime,
    username: str,
    name: str,
    password: str,
    commune: str = "",
    staff: UUID | None = None,
    must_change: bool = True,
) -> AccountView:
    """Opens an account on this machine; it can do nothing before ``grant_role``.

    ``commune`` is where whoever manages it must stand ('' the nation). ``must_change`` asks for a new password at the
    first sign-in. Refuses a malformed or taken user name, no name, a weak password.
    """
    _require_place(by, commune)
    account = Account(
        username=_free_username(username),
        display_name=nfc(name)[:NAME_LENGTH],
        commune=commune,
        staff=_staff(by, staff),
        must_change_password=must_change,
    )
    if not account.display_name:
        raise refusals.name_missing()
    _set(account, password)
    with transaction.atomic(), deed("account.opened", by=by, at=at, place=commune) as fact:
        account.save()
        _note(fact, account, AccountChange.OPENED, at)
    return account_view(account)


def set_password(*, by: Actor, at: datetime, account: UUID, password: str, must_change: bool = True) -> AccountView:
    """Gives an account another password; every session of it ends. Refuses a weak one, and an account out of reach."""
    row = managed(by, account, today_vn(at))
    _set(row, password)
    row.must_change_password = must_change
    _save_password(by, at, row)
    return account_view(row)


def reset_password(*, by: Actor, at: datetime, account: UUID) -> OneTimeSecret:
    """Makes a password for somebody who lost theirs, to be shown once and changed at the next sign-in."""
    secret = one_time_secret()
    view = set_password(by=by, at=at, account=account, password=secret)
    return OneTimeSecret(account=view.id, username=view.username, secret=secret)


def change_own_password(*, by: Actor, at: datetime, old: str, new: str) -> AccountView:
    """The actor's own password, changed by who knows the present one. Refuses a wrong, weak or unchanged one."""
    row = Account.objects.filter(pk=by.id, is_active=True).first()
    if row is None:
        raise not_found()
    if not row.check_password(old):
        raise refusals.password_wrong()
    if old == new:
        raise refusals.password_same()
    _set(row, new)
    row.must_change_password = False
    _save_password(by, at, row)
    return account_view(row)


def close_account(*, by: Actor, at: datetime, account: UUID) -> AccountView:
    """Closes an account for good: nobody signs in with it, its sessions end at once. Its deeds keep their author."""
    row = managed(by, account, today_vn(at))
    if row.pk == by.id:
        raise refusals.not_yourself()
    row.is_active = False
    row.set_unusable_password()
    with transaction.atomic(), deed("account.closed", by=by, at=at, place=row.commune) as fact:
        row.save(update_fields=["is_active", "password"])
        _note(fact, row, AccountChange.CLOSED, at)
    forget(row.pk)
    return account_view(row)


def one_time_secret() -> str:
    """A random password in four groups of four signs that are told apart on paper (79 bits)."""
    groups = ("".join(secrets.choice(READABLE) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _require_place(by: Actor, commune: str) -> None:
    require(by, "account.manage", commune=commune)
    if not within(by, frozenset({commune}) if commune else None):
        raise not_found()


def _free_username(username: str) -> str:
    cleaned = username.strip().casefold()
    if not USERNAME.fullmatch(cleaned):
        raise refusals.username_shape()
    if Account.objects.filter(username=cleaned).exists():
        raise refusals.username_taken()
    return cleaned


def _staff(by: Actor, staff: UUID | None) -> StaffMember | None:
    if staff is None:
        return None
    row = StaffMember.objects.filter(pk=staff).first()
    if row is None:
        raise not_found()
    require(by, "account.manage", commune=row.commune)
    return row


def _set(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise refusals.password_weak([_reason(found) for found in error.error_list]) from None
    account.set_password(password)


def _reason(error: ValidationError) -> str:
    """A validator's No in our own words (Django's own catalogue lacks some), by its code."""
    return in_words(WEAKNESSES.get(str(error.code), str(error.messages[0])))


def _save_password(by: Actor, at: datetime, row: Account) -> None:
    with transaction.atomic(), deed("account.password_set", by=by, at=at, place=row.commune) as fact:
        row.save(update_fields=["password", "must_change_password"])
        _note(fact, row, AccountChange.PASSWORD_SET, at)


def _note(fact: Draft, row: Account, change: AccountChange, at: datetime) -> None:
    told = {"username": row.username, "name": row.display_name, "change": change}
    fact.add(AccountEvent(commune=row.commune, account=row.pk, at=at, **told))
