"""Talking to the insurer's portal: token, check-in, claim, what was wrong with one, cards. No database here."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
import urllib3
from django.utils.translation import gettext_noop

from tram.claims.cover.asking import CardAnswer, CardAsked, PortalSilent
from tram.claims.sending.accounts import Account
from tram.claims.sending.refusals import no_call
from tram.claims.sending.replies import ACCEPTED, FORBIDDEN, TOKEN, PortalReply, read_reply
from tram.kernel.clock import now
from tram.kernel.definitions import load_csv

TIMEOUT = urllib3.Timeout(connect=5, read=30)
LARGEST_REPLY = 1024 * 1024
SPARE = timedelta(minutes=1)  # a token is not used up to its last second
SHORTEST = timedelta(minutes=5)  # how long a token is good for when the portal does not say
UNREACHABLE = gettext_noop("Không nối được tới cổng giám định. Trạm sẽ thử lại.")
NO_TOKEN = gettext_noop("Cổng giám định không nhận tài khoản này. Hãy xem lại tên đăng nhập và mật khẩu cổng.")
UNCLEAR = gettext_noop("Cổng giám định trả lời không rõ. Trạm sẽ thử lại.")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Token:
    """What the portal lets somebody in with, and until when."""

    access: str = field(repr=False)
    id: str = field(repr=False)
    until: datetime = field(default_factory=now)


class PortalClient:
    """One facility's line to the portal. It keeps its token and takes a new one when that is over.

    Every call raises ``PortalSilent`` when nothing sure was heard; what the portal decided comes back as a value.
    """

    def __init__(self, account: Account, *, address: str = "", clock: Callable[[], datetime] = now) -> None:
        self.account = account
        self.address = (address or account.address).rstrip("/")
        self._clock = clock
        self._token: Token | None = None
        self._pool = urllib3.PoolManager(retries=False, timeout=TIMEOUT, maxsize=2)

    def take_token(self) -> Token:
        """A new token. Raises ``PortalSilent`` also when the portal does not know the account."""
        told = self._asked("token", {"username": self.account.username, "password": self.account.password_hash})
        found = told.get("APIKey")
        if not isinstance(found, Mapping) or not found.get("access_token"):
            raise PortalSilent(NO_TOKEN)
        until = _until(str(found.get("expires_in") or ""), self._clock())
        self._token = Token(str(found["access_token"]), str(found.get("id_token") or ""), until)
        return self._token

    def send(self, document: bytes, decision: str) -> PortalReply:
        """A signed claim. The same file may go any number of times: the portal knows it by its MA_LK."""
        return self._filed("claim", document, decision)

    def check_in(self, document: bytes, decision: str) -> PortalReply:
        """That somebody is being seen (the check-in file)."""
        return self._filed("check_in", document, decision)

    def result(self, reference: str) -> PortalReply:
        """What was wrong with a claim sent before, by its maGiaoDich. The portal keeps it for 60 days."""
        return self._with_token(lambda: read_reply(self._post("result", {"maGiaoDich": reference, **self._who()})))

    def look_up(self, asked: CardAsked) -> CardAnswer:
        """What the portal says of a card."""
        body = {
            "maThe": asked.number,
            "hoTen": asked.name,
            "ngaySinh": asked.birth,
            "hoTenCb": self.account.staff_name,
            "cccdCb": self.account.staff_id,
        }
        told = self._asked("look_up", body, token=self._valid())
        if str(told.get("maKetQua", "")) == "401":
            told = self._asked("look_up", body, token=self.take_token())
        return _card(told)

    def _filed(self, call: str, document: bytes, decision: str) -> PortalReply:
        kind = _call(call, decision)["kind"]
        body = {**self._who(), "loaiHoSo": kind, "fileHSBase64": base64.b64encode(document).decode()}
        return self._with_token(lambda: read_reply(self._post(call, body, decision)))

    def _with_token(self, ask: Callable[[], PortalReply]) -> PortalReply:
        """Asks; once more with a new token when the portal says that the old one is over."""
        self._valid()
        reply = ask()
        if reply.outcome == TOKEN:
            self.take_token()
            reply = ask()
        if reply.outcome in (TOKEN, FORBIDDEN):
            raise PortalSilent(reply.message or NO_TOKEN)
        return reply

    def _valid(self) -> Token:
        if self._token is None or self._token.until - SPARE <= self._clock():
            return self.take_token()
        return self._token

    def _who(self) -> dict[str, str]:
        facility = self.account.facility
        return {"username": self.account.username, "maTinh": facility[:2], "maCSKCB": facility}

    def _asked(self, call: str, body: Mapping[str, str], token: Token | None = None) -> dict[str, Any]:
        raw = self._post(call, body, token=token)
        try:
            told = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise PortalSilent(UNCLEAR) from None
        if not isinstance(told, dict):
            raise PortalSilent(UNCLEAR)
        return told

    def _post(self, call: str, body: Mapping[str, str], decision: str = "", token: Token | None = None) -> bytes:
        headers = {**FORM, **self._headers(token or self._token)} if call != "token" else FORM
        address = self.address + _call(call, decision)["path"]
        try:
            answer = self._pool.request(
                "POST", address, body=urlencode(body), headers=headers, redirect=False, preload_content=False
            )
            try:
                raw = answer.read(LARGEST_REPLY)
            finally:
                answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError):
            raise PortalSilent(UNREACHABLE) from None
        return b'{"maKetQua": "401"}' if answer.status == 401 else bytes(raw)

    def _headers(self, token: Token | None) -> dict[str, str]:
        held = {"accessToken": token.access, "tokenId": token.id} if token else {}
        return {**held, "passwordHash": self.account.password_hash}


def is_accepted(reply: PortalReply) -> bool:
    """Whether the portal took it."""
    return reply.outcome == ACCEPTED


def _call(call: str, decision: str) -> Mapping[str, str]:
    for row in load_csv("claims", "portal_calls"):
        if row["call"] == call and (not row["decisions"] or decision in row["decisions"].split()):
            return row
    raise no_call(decision)


def _until(written: str, at: datetime) -> datetime:
    """The end of a token's time (ISO, UTC where it says none, or seconds)."""
    if written.isdigit():
        return at + timedelta(seconds=min(int(written), 86_400))
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return at + SHORTEST
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _card(told: Mapping[str, Any]) -> CardAnswer:
    code = str(told.get("maKetQua") or "")
    if not code:
        raise PortalSilent(UNCLEAR)
    text = {ours: str(told.get(theirs) or "").strip()[:250] for ours, theirs in CARD_TEXTS.items()}
    days = {ours: _day(told.get(theirs)) for ours, theirs in CARD_DAYS.items()}
    return CardAnswer(code=code[:3], **text, **days)  # type: ignore[arg-type] # texts and days by their names


CARD_TEXTS = {
    "note": "ghiChu",
    "number": "maThe",
    "facility": "maDKBD",
    "area": "maKV",
    "new_number": "maTheMoi",
    "new_facility": "maDKBDMoi",
}
CARD_DAYS = {
    "valid_from": "gtTheTu",
    "valid_to": "gtTheDen",
    "five_years_on": "ngayDu5Nam",
    "exempt_from": "ngayMienCCT",
    "new_from": "gtTheTuMoi",
    "new_to": "gtTheDenMoi",
}


def _day(written: object) -> date | None:
    try:
        return datetime.strptime(str(written or ""), "%d/%m/%Y").date()  # noqa: DTZ007 - a calendar day, no time
    except ValueError:
        return None
