"""Where a patient came from and went, and since when they stay: as it is typed, and as a visit has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from tram.encounters.inputs import VisitContent
from tram.encounters.views import VisitView
from tram.engines.forms import Finding
from tram.kernel.clock import VN_TZ, today_vn

MEETS_THE_RULES = "1"  # MA_LYDO_CT
AHEAD = timedelta(minutes=10)
_CLOCK = re.compile(r"(\d{1,2})(?:[:h.]?(\d{2}))?h?")
_CODE = re.compile(r"[0-9A-Za-z]{5}")


def stay_of(typed: Mapping[str, str], values: Mapping[str, Any], content: VisitContent, at: datetime) -> list[Finding]:
    """Puts the referral and the stay into the content. Someone kept at the station stays since the visit began."""
    content["referral_reason"] = values["referral_reason"] or ""
    if content["outcome"] == "referred" and content["referred_to"]:
        content["referral_reason"] = content["referral_reason"] or MEETS_THE_RULES
    findings = [_code(name) for name in ("referred_from", "referred_to") if not _is_code(content[name])]
    started_at = content["started_at"]
    stay_from, unread = _moment(typed, values, "stay", started_at)
    left_at, odd = _moment(typed, values, "left", started_at)
    content["stay_from"] = stay_from or (started_at if content["outcome"] == "admitted" else None)
    if left_at is not None:
        content["ended_at"] = left_at
        odd += _order(content["stay_from"], left_at, at)
    return [*findings, *unread, *odd]


def keep_seconds(content: VisitContent, before: VisitView | None) -> None:
    """A form shows minutes: the moments of an earlier version that nobody changed stay exact."""
    if before is None:
        return
    if _same_minute(content["stay_from"], before.stay_from):
        content["stay_from"] = before.stay_from
    if _same_minute(content.get("ended_at"), before.ended_at):
        content["ended_at"] = before.ended_at


def _same_minute(shown: datetime | None, exact: datetime | None) -> bool:
    return shown is not None and exact is not None and shown == exact.replace(second=0, microsecond=0)


def clock(text: str, field: str) -> tuple[time | None, list[Finding]]:
    """The time of day typed (``8:30``, ``8h30``, ``0830``); None when blank."""
    if not text.strip():
        return None, []
    found = _CLOCK.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0)), []
    except ValueError:
        pass
    sentence_en = "The time is written like 8:30 or 14h05."
    return None, [Finding(f"{field}.time", "error", field, "Giờ viết như 8:30 hoặc 14h05.", sentence_en)]


def at_time(day: date, hour: time) -> datetime:
    """A day and hour of Vietnam as a moment."""
    return datetime.combine(day, hour, tzinfo=VN_TZ)


def _moment(
    typed: Mapping[str, str], values: Mapping[str, Any], name: str, started_at: datetime
) -> tuple[datetime | None, list[Finding]]:
    """A typed day and hour; what is blank is the day or hour the visit began; None when both are."""
    hour, unread = clock(typed.get(f"{name}_at", ""), f"{name}_at")
    day = values[f"{name}_on"]
    if hour is None and day is None:
        return None, unread
    return at_time(day or today_vn(started_at), hour or started_at.astimezone(VN_TZ).time()), unread


def _is_code(text: str) -> bool:
    return not text or _CODE.fullmatch(text) is not None


def _code(field: str) -> Finding:
    return Finding(
        f"{field}.code",
        "error",
        field,
        "Mã cơ sở khám chữa bệnh gồm 5 chữ số hoặc chữ cái, ví dụ 12001.",
        "The code of a facility has 5 digits or letters, such as 12001.",
    )


def _order(stay_from: datetime | None, left_at: datetime, at: datetime) -> list[Finding]:
    if left_at > at + AHEAD:
        return [
            Finding(
                "left_on.future",
                "error",
                "left_on",
                "Ngày giờ ra ở tương lai. Để trống nếu còn nằm lại.",
                "The time of leaving lies ahead. Leave it blank while the patient stays.",
            )
        ]
    if stay_from is not None and left_at <= stay_from:
        return [
            Finding(
                "left_on.order",
                "error",
                "left_on",
                "Ngày giờ ra phải sau ngày giờ vào nằm lại.",
                "Leaving comes after the beginning of the stay.",
            )
        ]
    return []
