"""Reading FHIR data types: dates with their precision, instants, codes, texts, numbers. All validated before."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tram.exchange.faults import Unfit
from tram.kernel.clock import VN_TZ, today_vn
from tram.kernel.text import nfc

EARLIEST, LATEST = 1800, 2199
LARGEST_NUMBER = Decimal(10) ** 12
PLACES = Decimal("0.0001")
_LENGTHS = {4: "year", 7: "month", 10: "day"}


def day_of(text: Any, field: str) -> tuple[date | None, str]:
    """(earliest day it can be, precision year|month|day) of a FHIR date or dateTime; (None, 'day') for none.

    An instant is read on Vietnam's calendar. Refuses days no calendar has.
    """
    if not isinstance(text, str):
        return None, "day"
    if "T" in text:
        return today_vn(_instant(text, field)), "day"
    return _day(text, field), _LENGTHS.get(len(text), "day")


def instant_of(text: Any, field: str) -> datetime | None:
    """A dateTime in UTC; a bare day is its first moment in Vietnam; None for none. Refuses impossible ones."""
    if not isinstance(text, str):
        return None
    if "T" in text:
        return _instant(text, field)
    day = _day(text, field)
    return datetime(day.year, day.month, day.day, tzinfo=VN_TZ).astimezone(UTC)


def _day(text: str, field: str) -> date:
    year, month, day = (*text.split("-"), "01", "01")[:3]
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise Unfit(field, "ngày không có trong lịch") from None
    return _within(found, field)


def _instant(text: str, field: str) -> datetime:
    try:
        found = datetime.fromisoformat(re.sub(r":60(?=[.Z+-])", ":59", text))
        _within(found.date(), field)
        return (found if found.tzinfo else found.replace(tzinfo=VN_TZ)).astimezone(UTC)
    except ValueError:
        raise Unfit(field, "ngày giờ không có trong lịch") from None


def _within(day: date, field: str) -> date:
    if not EARLIEST <= day.year <= LATEST:
        raise Unfit(field, f"năm phải từ {EARLIEST} đến {LATEST}")
    return day


def first(resource: dict[str, Any], *names: str) -> tuple[Any, str]:
    """(value, field) of the first of these that is there; a dotted name goes one level in. (None, last) for none."""
    for name in names:
        outer, _, inner = name.partition(".")
        value = resource.get(outer)
        if inner and value is not None:
            value = value.get(inner) if isinstance(value, dict) else None
        if value is not None:
            return value, name
    return None, names[-1]


def text_of(concept: Any) -> str:
    """The words of a CodeableConcept (or the first of a list); '' for none."""
    if isinstance(concept, list):
        concept = concept[0] if concept else None
    if not isinstance(concept, dict):
        return ""
    codings = concept.get("coding") or []
    words = concept.get("text") or next((each["display"] for each in codings if each.get("display")), None)
    return nfc(str(words or next((each["code"] for each in codings if each.get("code")), "")))


def coding_of(concept: Any, *preferred: str) -> tuple[str, str, str]:
    """(system, code, display) of a CodeableConcept: a coding of a preferred system, else the first with a code.

    Text without a code gives ('', '', text).
    """
    if isinstance(concept, list):
        concept = concept[0] if concept else None
    codings = [each for each in (concept or {}).get("coding") or [] if each.get("code")]
    ranked = sorted(codings, key=lambda each: each.get("system") not in preferred) if preferred else codings
    if not ranked:
        return "", "", text_of(concept)
    chosen = ranked[0]
    display = chosen.get("display") or text_of(concept)
    return str(chosen.get("system") or ""), str(chosen["code"]), nfc(str(display))


def codes_of(concept: Any) -> frozenset[str]:
    """Every code of a CodeableConcept or of a list of them."""
    concepts = concept if isinstance(concept, list) else [concept or {}]
    return frozenset(str(each["code"]) for one in concepts for each in one.get("coding") or [] if each.get("code"))


def number_of(value: Any) -> Decimal | None:
    """A number as our columns hold it (4 decimals); None for none and for what is too large to be one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    found = Decimal(str(value))
    return found.quantize(PLACES) if abs(found) < LARGEST_NUMBER else None


def clip(text: str, size: int) -> str:
    """The text as it fits a column; the whole stays in the received resource."""
    return text if len(text) <= size else text[: size - 1] + "…"
