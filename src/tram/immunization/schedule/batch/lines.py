"""One line of the file: a person with doses. What cannot be read is refused in one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

LONGEST_LINE = 1_000_000  # bytes; a person with thousands of doses is none
YEARS = range(1900, 2101)  # beyond these no age can be reckoned with
LONGEST_ID = 200  # characters; an answer tells no more of it
MOST = 1000  # doses or observations of one person
SEXES = {"f": "F", "female": "F", "m": "M", "male": "M", "u": "U", "unknown": "U", "other": "U", "": "U"}
ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
CVX = re.compile(r"\d{1,3}\Z", re.ASCII)


class LineError(ValueError):
    """Why a line cannot be assessed, in one Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class SaidDose:
    """A dose as the line says it: by CVX or by a code of the schedule's own list. ``id`` is its place from 1."""

    id: int
    day: date
    cvx: str
    code: str
    maker: str
    source: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class SaidObservation:
    """A circumstance as the line says it; ``start`` None: since ever."""

    code: str
    start: date | None
    end: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Subject:
    """A person to be assessed on a day."""

    id: Any
    birth: date
    sex: str
    day: date
    doses: tuple[SaidDose, ...]
    observations: tuple[SaidObservation, ...]


def read_line(line: bytes) -> Subject:
    """The person of a line. Raises `LineError`."""
    body = _body(line)
    birth, day = _needed(body, "dob"), _needed(body, "assessment_date")
    if birth > day:
        raise LineError(f"ngày sinh {birth} sau ngày xét {day}")
    doses = tuple(_dose(number, one) for number, one in enumerate(_list(body, "doses"), start=1))
    for dose in doses:
        if dose.day < birth:
            raise LineError(f"mũi {dose.id} ngày {dose.day} trước ngày sinh {birth}")
        if dose.day > day:
            raise LineError(f"mũi {dose.id} ngày {dose.day} sau ngày xét {day}")
    observations = tuple(map(_observation, _list(body, "observations")))
    return Subject(body.get("id"), birth, _sex(body), day, doses, observations)


def id_of(line: bytes) -> Any:
    """The id of a refused line, when that much can be read; else None.

    Text is cut after ``LONGEST_ID`` characters. None for a line too long to be read, and for a list or an object.
    """
    if len(line) > LONGEST_LINE:
        return None
    try:
        body = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    found = body.get("id") if isinstance(body, Mapping) else None
    if isinstance(found, str):
        return found[:LONGEST_ID]
    return None if isinstance(found, list | dict) else found


def _body(line: bytes) -> Mapping[str, Any]:
    if len(line) > LONGEST_LINE:
        raise LineError(f"dòng dài quá {LONGEST_LINE} byte")
    try:
        body = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise LineError("không phải JSON") from None
    if not isinstance(body, Mapping):
        raise LineError("cần một đối tượng JSON: {…}")
    return body


def _list(body: Mapping[str, Any], name: str) -> list[Any]:
    found = body.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or len(found) > MOST:
        raise LineError(f"{name} phải là danh sách, nhiều nhất {MOST} mục")
    return found


def _needed(body: Mapping[str, Any], name: str) -> date:
    found = _date(body, name, name)
    if found is None:
        raise LineError(f"thiếu {name}")
    return found


def _date(body: Mapping[str, Any], name: str, said: str) -> date | None:
    text = body.get(name)
    if text in (None, ""):
        return None
    found = _day(text)
    if found is None:
        raise LineError(f"{said}: «{str(text)[:40]}» không phải ngày, viết như 2026-07-15")
    if found.year not in YEARS:
        raise LineError(f"{said}: năm {found.year} không thể có, cần từ {YEARS[0]} đến {YEARS[-1]}")
    return found


def _day(text: Any) -> date | None:
    if not isinstance(text, str) or not ISO.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _sex(body: Mapping[str, Any]) -> str:
    text = _text(body, "sex", "sex").lower()
    if text not in SEXES:
        raise LineError(f"sex: «{text[:40]}» không rõ, viết F, M hoặc U")
    return SEXES[text]


def _text(body: Mapping[str, Any], name: str, said: str) -> str:
    found = body.get(name)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise LineError(f"{said}: cần chữ")
    return str(found).strip()


def _dose(number: int, one: Any) -> SaidDose:
    where = f"mũi {number}"
    if not isinstance(one, Mapping):
        raise LineError(f"{where}: cần một đối tượng JSON có date và cvx hoặc code")
    day = _date(one, "date", where)
    if day is None:
        raise LineError(f"{where}: thiếu ngày (date)")
    cvx, code = _text(one, "cvx", where), _text(one, "code", where)
    if not cvx and not code:
        raise LineError(f"{where}: thiếu vắc xin (cvx hoặc code)")
    if cvx and not CVX.match(cvx):
        raise LineError(f"{where}: «{cvx[:40]}» không phải mã CVX")
    maker, source = _text(one, "mvx", where), _text(one, "source", where)
    return SaidDose(number, day, cvx.zfill(2) if cvx else "", code, maker, source, _date(one, "expires", where))


def _observation(one: Any) -> SaidObservation:
    where = "observations"
    if isinstance(one, str | int) and not isinstance(one, bool):
        return SaidObservation(str(one), None, None, None)
    if not isinstance(one, Mapping) or not _text(one, "code", where):
        raise LineError("observations: cần mã (code)")
    start, end = _date(one, "date", where), _date(one, "until", where)
    return SaidObservation(_text(one, "code", where), start, end, _date(one, "due", where))
