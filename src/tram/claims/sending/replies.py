"""What the portal answers, read without trust: a code we know decides, anything else is "try again"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.utils.translation import gettext_noop

from tram.kernel.clock import VN_TZ
from tram.kernel.definitions import load_csv

ACCEPTED, REFUSED, TOKEN, FORBIDDEN, LATER = "accepted", "refused", "token", "forbidden", "later"
UNREADABLE = gettext_noop("Cổng trả lời không đọc được. Trạm sẽ gửi lại.")
SIZES = {"table": 10, "field": 40, "code": 40, "sentence": 500}


class LineFault(msgspec.Struct, frozen=True):
    """One refused line: table (XML1 …), its STT ("" or 0 for the whole table), field, code, and why."""

    table: str = msgspec.field(name="bang", default="")
    line: int = msgspec.field(name="stt", default=0)
    field: str = msgspec.field(name="truong", default="")
    code: str = msgspec.field(name="maLoi", default="")
    sentence: str = msgspec.field(name="moTaLoi", default="")


class _Told(msgspec.Struct):
    code: str | int = msgspec.field(name="maKetQua", default="")
    reference: str | None = msgspec.field(name="maGiaoDich", default="")
    received: str | None = msgspec.field(name="thoiGianTiepNhan", default="")
    message: str | None = msgspec.field(name="thongDiep", default="")
    faults: list[LineFault] | None = msgspec.field(name="danhSachLoi", default=None)


@dataclass(frozen=True, slots=True)
class PortalReply:
    """An answer to a claim or check-in. ``outcome``: accepted, refused, token, forbidden or later.

    ``reference``: maGiaoDich, to be kept; ``received_at``: the portal's time, None when it said none.
    """

    outcome: str
    code: str = ""
    reference: str = ""
    received_at: datetime | None = None
    message: str = ""
    faults: tuple[LineFault, ...] = ()


def outcomes() -> Mapping[str, Mapping[str, str]]:
    """The portal's codes with what each means for us."""
    return {row["code"]: row for row in load_csv("claims", "portal_replies")}


def read_reply(raw: bytes) -> PortalReply:
    """The reply in these bytes. What cannot be read or has a code nobody knows is ``later``: nothing is guessed."""
    try:
        told = msgspec.json.decode(raw, type=_Told)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return PortalReply(LATER, message=UNREADABLE)
    code = str(told.code)
    known = outcomes().get(code)
    return PortalReply(
        outcome=known["outcome"] if known else LATER,
        code=code[:10],
        reference=(told.reference or "")[:100],
        received_at=_instant(told.received or ""),
        message=(told.message or (known["name"] if known else UNREADABLE))[:250],
        faults=tuple(_cut(one) for one in told.faults or ()),
    )


def _instant(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=VN_TZ)
    except ValueError:
        return None


def _cut(one: LineFault) -> LineFault:
    """What comes from outside fits our columns."""
    return LineFault(
        table=one.table[: SIZES["table"]],
        line=max(0, min(one.line, 32_000)),
        field=one.field[: SIZES["field"]],
        code=one.code[: SIZES["code"]],
        sentence=one.sentence[: SIZES["sentence"]],
    )
