"""``tram user``: who may sign in here. The person at this machine's command line acts as the machine itself."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tram.cli.language import say
from tram.kernel.actors import ROLE_NAMES, SYSTEM, Role
from tram.kernel.clock import now, today_vn
from tram.kernel.ids import as_uuid
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.places.api import facility_by_code, station_of, villages
from tram.workforce.api import (
    AccountView,
    OneTimeSecret,
    Profession,
    account,
    account_by_username,
    accounts,
    add_staff,
    close_account,
    grant_role,
    one_time_secret,
    open_account,
    reset_password,
    set_password,
)

PROFESSIONS = {
    Role.NURSE: Profession.NURSE,
    Role.DOCTOR: Profession.DOCTOR,
    Role.VILLAGE_HEALTH_WORKER: Profession.VILLAGE_HEALTH_WORKER,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram user add`` takes."""
    _username(parser)
    parser.add_argument("--name", required=True, help=say("họ và tên", "full name"))
    _place(parser)
    parser.add_argument(
        "--profession", choices=Profession.values, help=say("chức danh, để ghi vào danh sách nhân lực", "profession")
    )
    _password(parser)
    _json(parser)


def add(args: argparse.Namespace) -> int:
    """Opens an account with one role; prints the password made for it, once, unless one was given."""
    at = now()
    day = today_vn(at)
    secret = _read_secret(args) or one_time_secret()
    with transaction.atomic():
        staff = _staff(args, at, day)
        opened = open_account(
            by=SYSTEM,
            at=at,
            username=args.username,
            name=args.name,
            password=secret,
            commune=args.commune,
            staff=staff,
            must_change=not args.password_stdin,
        )
        _grant(args, opened.id, at, day)
    return _answer(args, account(SYSTEM, opened.id, day), "" if args.password_stdin else secret)


def grant_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram user grant`` takes."""
    _username(parser)
    _place(parser)
    _json(parser)


def grant(args: argparse.Namespace) -> int:
    """Gives an account one more role."""
    at = now()
    found = _account(args.username)
    _grant(args, found, at, today_vn(at))
    return _answer(args, account(SYSTEM, found, today_vn(at)))


def password_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram user password`` takes."""
    _username(parser)
    _password(parser)
    _json(parser)


def password(args: argparse.Namespace) -> int:
    """Gives an account another password: the one on standard input, or a new one printed once."""
    at, found = now(), _account(args.username)
    given = _read_secret(args)
    if given:
        set_password(by=SYSTEM, at=at, account=found, password=given, must_change=False)
        return _answer(args, account(SYSTEM, found, today_vn(at)))
    made: OneTimeSecret = reset_password(by=SYSTEM, at=at, account=found)
    return _answer(args, account(SYSTEM, found, today_vn(at)), made.secret)


def close_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram user close`` takes."""
    _username(parser)
    _json(parser)


def close(args: argparse.Namespace) -> int:
    """Closes an account for good and ends its sessions."""
    at = now()
    return _answer(args, close_account(by=SYSTEM, at=at, account=_account(args.username)))


def list_all_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``tram user list`` takes."""
    _json(parser)


def list_all(args: argparse.Namespace) -> int:
    """Prints every account of this machine with the roles it holds today."""
    found = accounts(SYSTEM, today_vn(now()), limit=10_000)
    if args.json:
        print(json.dumps([_plain(view) for view in found], ensure_ascii=False, default=str))
        return 0
    for view in found:
        print(_line(view))
    return 0


def _username(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--username", required=True, help=say("tên đăng nhập", "user name"))


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=say("in kết quả dạng JSON", "print JSON"))


def _password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=say("đọc mật khẩu từ đầu vào chuẩn; không có thì tự tạo và in một lần", "read it from standard input"),
    )


def _place(parser: argparse.ArgumentParser) -> None:
    roles = ", ".join(f"{role} ({in_words(ROLE_NAMES[role])})" for role in Role)
    parser.add_argument("--role", required=True, choices=[str(role) for role in Role], help=roles, metavar="ROLE")
    parser.add_argument("--commune", default="", help=say("mã xã 5 chữ số", "commune code"))
    parser.add_argument("--village", default="", help=say("tên hoặc mã thôn, bản trong xã", "village name or id"))
    parser.add_argument(
        "--centre", default="", help=say("mã trung tâm y tế khu vực (mã BHXH hoặc mã dòng)", "centre's code or id")
    )
    parser.add_argument("--province", default="", help=say("mã tỉnh 2 chữ số", "province code"))
    parser.add_argument(
        "--facility", default="", help=say("nơi làm việc: mã BHXH hoặc mã dòng (mặc định trạm của xã)", "workplace")
    )


def _read_secret(args: argparse.Namespace) -> str:
    if not args.password_stdin:
        return ""
    given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise Refusal("account.password_missing", "Chưa có mật khẩu ở đầu vào chuẩn.", {"field": "password"})
    return given


def _staff(args: argparse.Namespace, at: datetime, day: date) -> UUID | None:
    profession = args.profession or PROFESSIONS.get(Role(args.role))
    if not profession or not args.commune:
        return None
    added = add_staff(
        by=SYSTEM,
        at=at,
        full_name=args.name,
        profession=profession,
        commune=args.commune,
        facility=_facility(args.facility, args.commune, day),
        day=day,
    )
    return added.id


def _grant(args: argparse.Namespace, account_id: UUID, at: datetime, day: date) -> None:
    grant_role(
        by=SYSTEM,
        at=at,
        account=account_id,
        role=args.role,
        day=day,
        commune="" if args.village else args.commune,
        village=_village(args.village, args.commune, day),
        centre=_facility(args.centre, "", day),
        province=args.province,
        facility=_facility(args.facility, args.commune, day),
    )


def _village(text: str, commune: str, day: date) -> UUID | None:
    if not text:
        return None
    named = [found.id for found in villages(commune, day) if text.casefold() in (found.name.casefold(), str(found.id))]
    if len(named) == 1:
        return named[0]
    raise Refusal("place.village_missing", f"Xã {commune} không có thôn, bản «{text}».", {"field": "village"})


def _facility(text: str, commune: str, day: date) -> UUID | None:
    if not text:
        station = station_of(commune, day) if commune else None
        return station.id if station else None
    coded = facility_by_code("bhxh", text.upper(), day) or facility_by_code("national", text, day)
    found = coded.id if coded else as_uuid(text)
    if found is None:
        raise Refusal("place.facility_missing", f"Không có cơ sở mang mã «{text}».", {"field": "facility"})
    return found


def _account(username: str) -> UUID:
    found = account_by_username(username)
    if found is None:
        raise Refusal("account.missing", f"Không có tài khoản «{username}».", {"field": "username"}, status=404)
    return found


def _plain(view: AccountView) -> dict[str, Any]:
    return asdict(view)


def _line(view: AccountView) -> str:
    roles = "; ".join(f"{grant.role_name} ({grant.scope_name} {grant.scope_code})" for grant in view.grants)
    state = "" if view.active else say(" [đã đóng]", " [closed]")
    return f"{view.username:<20} {view.name:<28} {roles or '-'}{state}"


def _answer(args: argparse.Namespace, view: AccountView, secret: str = "") -> int:
    if args.json:
        shown = {"password": secret} if secret else {}
        print(json.dumps({**_plain(view), **shown}, ensure_ascii=False, default=str))
        return 0
    print(_line(view))
    if secret:
        print(say(f"Mật khẩu dùng lần đầu (chỉ hiện một lần): {secret}", f"First password (shown once): {secret}"))
    return 0
