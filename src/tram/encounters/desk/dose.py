"""Reading a dose as it is typed, 2x2x5, and how much of a drug that makes. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

# A dose is a part of what these hold: how many are given does not follow from it.
VESSELS = frozenset({"chai", "lọ", "tuýp", "tube", "bình", "can", "hộp", "bút"})
MOST_A_TIME, MOST_TIMES, MOST_DAYS = Decimal(9999), 48, 366
_NUMBER = r"(?:\d{1,2}/\d{1,2}|\d{1,4}(?:[.,]\d{1,3})?|[½¼¾])"
_DOSE = re.compile(rf"{_NUMBER}(?:(?:\s*[x×*]\s*|\s+){_NUMBER}){{0,2}}(?:\s*(?:n|ng|ngày|d))?", re.IGNORECASE)
_HALVES = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
A_DOSE = 3  # amount, times a day, days


@dataclass(frozen=True, slots=True)
class Dose:
    """What was understood. For herbs ``per_time`` is the grams of one packet and ``doses`` the packets of a day."""

    quantity: Decimal | None
    per_time: Decimal | None = None
    times: int | None = None
    days: int | None = None
    doses: int | None = None


def read_dose(text: str, unit: str, *, herb: bool = False, days: int | None = None) -> Dose | None:
    """A typed dose; None when it is words, not numbers, or no dose could be so large.

    Of a drug: ``2x2x5`` is 2 at a time, twice a day, 5 days; ``2x2`` takes ``days`` (those of the line before);
    ``20`` is only a quantity. Of a herb: ``12x7`` is 12 g in each of 7 packets, one a day; ``12x2x7`` two a day;
    ``12`` takes ``days``. Blanks and × stand for x.
    """
    if not _DOSE.fullmatch(text.strip()):
        return None
    numbers = [_number(each) for each in re.findall(_NUMBER, text)]
    if not numbers or any(each is None or each <= 0 for each in numbers):
        return None
    known = [each for each in numbers if each is not None]
    return _herb(known, days) if herb else _drug(known, unit, days)


def number(text: str) -> Decimal | None:
    """A typed number (``10,5``, ``1/2``); None when it is none."""
    return _number(text.strip()) if re.fullmatch(_NUMBER, text.strip()) else None


def _number(text: str) -> Decimal | None:
    if text in _HALVES:
        return _HALVES[text]
    above, _slash, below = text.replace(",", ".").partition("/")
    try:
        return round(Decimal(above) / Decimal(below or 1), 3)
    except (InvalidOperation, ZeroDivisionError):
        return None


def _drug(numbers: list[Decimal], unit: str, days: int | None) -> Dose | None:
    if len(numbers) == 1:
        return Dose(numbers[0])
    if len(numbers) < A_DOSE and days is not None:
        numbers = [*numbers, Decimal(days)]
    amount, times = numbers[0], _whole(numbers[1], MOST_TIMES)
    lasting = _whole(numbers[2], MOST_DAYS) if len(numbers) == A_DOSE else None
    if times is None or amount > MOST_A_TIME or (len(numbers) == A_DOSE and lasting is None):
        return None
    if unit.lower().strip() in VESSELS:
        return Dose(Decimal(1), amount, times, lasting)
    return Dose(amount * times * lasting if lasting else None, amount, times, lasting)


def _herb(numbers: list[Decimal], days: int | None) -> Dose | None:
    amount, *rest = numbers
    packets = _whole(rest[0], MOST_TIMES) if len(rest) > 1 else 1
    lasting = _whole(rest[-1], MOST_DAYS) if rest else days
    if packets is None or amount > MOST_A_TIME or (rest and lasting is None):
        return None
    return Dose(amount * packets * lasting if lasting else None, amount, None, lasting, packets)


def _whole(value: Decimal, most: int) -> int | None:
    return int(value) if value == int(value) and 1 <= value <= most else None


def dose_words(dose: Dose, unit: str) -> str:
    """A dose in words: ``2 viên × 2 lần/ngày × 5 ngày``; "" for a quantity alone."""
    if dose.per_time is None:
        return ""
    amount = number_words(dose.per_time)
    parts = [f"{amount} {unit}" if unit.lower().strip() not in VESSELS else amount]
    if dose.doses is not None:
        parts += [f"{dose.doses} thang/ngày"]
    if dose.times is not None:
        parts += [f"{dose.times} lần/ngày"]
    if dose.days is not None:
        parts += [f"{dose.days} ngày"]
    return " × ".join(parts)


def dose_text(dose: Dose) -> str:
    """A dose as it is typed; "" when there is none in numbers."""
    if dose.per_time is None:
        return number_words(dose.quantity) if dose.quantity is not None else ""
    middle = dose.doses if dose.doses is not None and dose.doses > 1 else dose.times
    parts = [number_words(dose.per_time), *(str(each) for each in (middle, dose.days) if each is not None)]
    return "x".join(parts)


def number_words(value: Decimal) -> str:
    """A number as Vietnamese write it: no idle noughts, a decimal comma."""
    return format(value.normalize(), "f").replace(".", ",")
