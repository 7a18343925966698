"""Values that rules may name beside the fields: each with its kind and how it is read off a row.

They are here because an expression would be unreadable: sums over lines, shapes of codes, a line's amounts reckoned
anew. What they mean is written in `docs/explanation/claim-rules.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tram.claims.checks import shapes
from tram.claims.checks.lines import Line
from tram.claims.checks.reading import day_of, decimal_of, moment_of, parts_of
from tram.engines.expression import Kind, Type

Read = Callable[[Line], Any]
COUNT = Kind(Type.INT, nullable=True)
YES_NO = Kind(Type.BOOL, nullable=True)
WORDS = Kind(Type.TEXT, nullable=True)
DAY = Kind(Type.DATE, nullable=True)
AMOUNT = Kind(Type.DECIMAL, nullable=True, scale=2)
LINES = ("XML2", "XML3")
SUPPLIES = ("10", "11")
BY_FEE = "1"  # MA_PTTT
REPEATED = (
    *("HO_TEN", "SO_CCCD", "NGAY_SINH", "GIOI_TINH", "MA_QUOCTICH", "MA_DANTOC", "MA_NGHE_NGHIEP", "DIA_CHI"),
    *("MATINH_CU_TRU", "MAXA_CU_TRU", "MA_THE_BHYT", "GT_THE_DEN", "NGAY_VAO", "NGAY_VAO_NOI_TRU", "NGAY_RA"),
    *("CHAN_DOAN_RV", "MA_BENH_CHINH", "MA_BENH_KT", "MA_BENH_YHCT", "MA_DOITUONG_KCB", "MA_LOAI_RV", "MA_CSKCB"),
)  # portal sheet: filled again on another table, they equal XML1


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its kind and how it is read."""

    kind: Kind
    read: Read


def _sum(field: str, *, tables: tuple[str, ...] = LINES, keep: Callable[[Line], bool] | None = None) -> Value:
    def total(line: Line) -> Decimal:
        rows = (row for table in tables for row in line.claim.lines(table))
        return sum((decimal_of(row.text(field)) for row in rows if keep is None or keep(row)), Decimal(0))

    return Value(AMOUNT, total)


def _count(field: str) -> Value:
    return Value(COUNT, lambda line: len(parts_of(line.text(field))))


def _shaped(field: str, fits: Callable[[str], object]) -> Value:
    """Whether a field is written right; None (no question) when it is empty."""

    def shaped(line: Line) -> bool | None:
        text = line.text(field)
        return bool(fits(text)) if text else None

    return Value(YES_NO, shaped)


def _unknown_icd(field: str) -> Value:
    return Value(WORDS, lambda line: shapes.first_unknown(parts_of(line.text(field))))


def _minutes(line: Line) -> int | None:
    first, last = _time(line.text("NGAY_VAO")), _time(line.text("NGAY_RA"))
    return None if first is None or last is None else int((last - first).total_seconds() // 60)


@lru_cache(maxsize=1024)
def _time(text: str) -> datetime | None:
    """A time of Vietnam's clock, as it stands: both sides of a difference are."""
    if len(text) != len("yyyymmddHHMM") or not (text.isascii() and text.isdigit()):
        return None
    try:
        return datetime(int(text[:4]), int(text[4:6]), int(text[6:8]), int(text[8:10]), int(text[10:]))  # noqa: DTZ001 # as above
    except ValueError:
        return None


def _age(line: Line) -> int | None:
    """Completed years on arrival; with only the year of birth known, the years between the calendar years."""
    born, came = line.text("NGAY_SINH"), day_of(line.text("NGAY_VAO"))
    if came is None or not born[:4].isdigit():
        return None
    day = day_of(born)
    early = day is not None and (came.month, came.day) < (day.month, day.day)
    return came.year - int(born[:4]) - early


def _age_days(line: Line) -> int | None:
    born, came = day_of(line.text("NGAY_SINH")), day_of(line.text("NGAY_VAO"))
    return None if born is None or came is None else (came - born).days


def _card(line: Line) -> str | None:
    """The last card of the visit; None when it has none."""
    cards = parts_of(line.text("MA_THE_BHYT"))
    return cards[-1] if cards else None


def _digit(line: Line) -> int | None:
    card = _card(line) or ""
    return int(card[2]) if len(card) == len("DN4797912345678") and card[2].isdigit() else None


def _digit_fits(line: Line) -> bool | None:
    """Whether the digit is one the card's two letters had on some day; None when the letters are not in the list."""
    card, digits = _card(line) or "", shapes.prefix_digits()
    return card[2] in digits[card[:2]] if len(card) > 2 and card[:2] in digits else None


def _covered(line: Line) -> bool | None:
    """Whether some card of the visit is valid on the day of arrival; None without card or dates."""
    came = moment_of(line.text("NGAY_VAO")[:8])
    spans = list(zip(_moments(line, "GT_THE_TU"), _moments(line, "GT_THE_DEN"), strict=False))
    if came is None or not spans:
        return None
    return any(first is not None and last is not None and first <= came <= last for first, last in spans)


def _moments(line: Line, field: str) -> list[int | None]:
    return [moment_of(part) for part in parts_of(line.text(field))]


def _is_by_fee(line: Line) -> bool:
    return line.text("MA_PTTT") == BY_FEE


def _is_supply(line: Line) -> bool:
    return line.text("MA_NHOM") in SUPPLIES


def _weight(line: Line) -> Decimal | None:
    return shapes.plain_number(line.text("CAN_NANG"))


def _runs_out(line: Line) -> Any:
    """The last day the prescribed days of this drug reach; None when the dose tells no days."""
    start, days = day_of(line.text("NGAY_YL")), shapes.dose_days(line.text("LIEU_DUNG"))
    return None if start is None or not days else start.fromordinal(start.toordinal() + days - 1)


def _suffix(line: Line) -> str | None:
    """What stands after the last ``_`` of a service code (GT, TB); None without one."""
    _code, mark, suffix = line.text("MA_DICH_VU").rpartition("_")
    return suffix if mark else None


def _bare(line: Line) -> str | None:
    """The service code without the mark after ``_``."""
    return line.text("MA_DICH_VU").partition("_")[0] or None


def _unlike_visit(line: Line) -> str | None:
    """The first field repeated from XML1 that is filled and differs; a list holds it when one part is it."""
    summary = line.claim.summary
    if summary is None:
        return None
    for field in REPEATED:
        text, told = line.text(field), summary.text(field)
        if text and text != told and told not in parts_of(text):
            return field
    return None


_SUMMARY: Mapping[str, Value] = {
    "lines_bv": _sum("THANH_TIEN_BV"),
    "lines_bh": _sum("THANH_TIEN_BH"),
    "lines_bntt": _sum("T_BNTT"),
    "lines_bncct": _sum("T_BNCCT"),
    "lines_bhtt": _sum("T_BHTT"),
    "lines_other": _sum("T_NGUONKHAC"),
    "lines_gdv": _sum("T_BHTT", keep=_is_by_fee),
    "drugs_bv": _sum("THANH_TIEN_BV", tables=("XML2",)),
    "supplies_bv": _sum("THANH_TIEN_BV", tables=("XML3",), keep=_is_supply),
    "bed_days": _sum("SO_LUONG", tables=("XML3",), keep=lambda row: row.text("MA_NHOM") in ("14", "15", "16")),
    "lines_amount": _sum("THANH_TIEN"),
    "drugs_amount": _sum("THANH_TIEN", tables=("XML2",)),
    "minutes": Value(COUNT, _minutes),
    "age": Value(COUNT, _age),
    "age_days": Value(COUNT, _age_days),
    "cards": _count("MA_THE_BHYT"),
    "card_places": _count("MA_DKBD"),
    "card_starts": _count("GT_THE_TU"),
    "card_ends": _count("GT_THE_DEN"),
    "card": Value(WORDS, _card),
    "card_digit": Value(COUNT, _digit),
    "card_prefix": Value(WORDS, lambda line: (_card(line) or "")[:2] or None),
    "card_covers": Value(YES_NO, _covered),
    "card_shaped": _shaped("MA_THE_BHYT", lambda text: all(map(shapes.AID.fullmatch, parts_of(text)))),
    "digit_fits": Value(YES_NO, _digit_fits),
    "citizen_shaped": _shaped("SO_CCCD", shapes.CITIZEN.fullmatch),
    "accompanying": _count("MA_BENH_KT"),
    "traditional": _count("MA_BENH_YHCT"),
    "old_unknown": _unknown_icd("MA_BENH"),
    "main_unknown": _unknown_icd("MA_BENH_CHINH"),
    "accompanying_unknown": _unknown_icd("MA_BENH_KT"),
    "main_mark": Value(WORDS, lambda line: shapes.icd_marks().get(line.text("MA_BENH_CHINH")) or None),
    "weight": Value(Kind(Type.DECIMAL, nullable=True, scale=4), _weight),
}
_DRUGS: Mapping[str, Value] = {
    "tender_shaped": _shaped("TT_THAU", shapes.tender_shaped),
    "dose_days": Value(COUNT, lambda line: shapes.dose_days(line.text("LIEU_DUNG"))),
    "runs_out": Value(DAY, _runs_out),
}
_SERVICES: Mapping[str, Value] = {
    "tender_shaped": _shaped("TT_THAU", shapes.tender_shaped),
    "machine_shaped": _shaped("MA_MAY", shapes.machine_shaped),
    "bed_shaped": _shaped("MA_GIUONG", lambda text: all(map(shapes.BED.fullmatch, parts_of(text)))),
    "package_shaped": _shaped("GOI_VTYT", shapes.PACKAGE.fullmatch),
    "suffix": Value(WORDS, _suffix),
    "bare_code": Value(WORDS, _bare),
    "line_unknown": _unknown_icd("MA_BENH"),
    "sent_away": Value(YES_NO, lambda line: ".K." in line.text("MA_DICH_VU")),
    "without_price": Value(YES_NO, lambda line: line.text("MA_DICH_VU").endswith((".0000", "_TB"))),
}
_LETTER: Mapping[str, Value] = {
    "unlike_visit": Value(WORDS, _unlike_visit),
    "accompanying_unknown": _unknown_icd("MA_BENH_KT"),
    "accompanying": _count("MA_BENH_KT"),
}
_LEAVE: Mapping[str, Value] = {
    "insured_number": _shaped("MA_BHXH", lambda text: text.isdigit() and text.strip("0") and len(text) == 10),
    "card_shaped": _shaped("MA_THE_BHYT", lambda text: all(map(shapes.AID.fullmatch, parts_of(text)))),
    "temporary_shaped": _shaped("MA_THE_TAM", shapes.TEMPORARY.fullmatch),
}
_BIRTH: Mapping[str, Value] = {
    "insured_number": _shaped("MA_BHXH_NND", lambda text: text.isdigit() and text.strip("0") and len(text) == 10),
    "temporary_shaped": _shaped("MA_THE_TAM", shapes.TEMPORARY.fullmatch),
}
VALUES: Mapping[str, Mapping[str, Value]] = {
    "XML1": _SUMMARY,
    "XML2": _DRUGS,
    "XML3": _SERVICES,
    "XML7": {"temporary_shaped": _LEAVE["temporary_shaped"]},
    "XML9": _BIRTH,
    "XML11": _LEAVE,
    "XML6": {"unlike_visit": _LETTER["unlike_visit"]},
    "XML13": _LETTER,
    "XML14": _LETTER,
    "XML15": {"unlike_visit": _LETTER["unlike_visit"]},
}
