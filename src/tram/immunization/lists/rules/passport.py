"""The code on a personal record: digits that bring the person up, and let another station take the doses over.

Digits only, for the reason given in ``papers.py``; some 250 digits still fit a code that every reader takes. No name,
no identity number, no address stand in it. Two check digits find what was misread; they prove nothing about who wrote
it, as paper does not (``docs/explanation/vaccination-record-code.md``).

====== ======= ==========================================================
digits field   meaning
====== ======= ==========================================================
41     person  the person's number with its own check (``papers.qr_text``)
1      version 1
8      birth   yyyymmdd
1      sex     1 male, 2 female, 0 not told
5      commune national code of the commune that printed it
2      count   doses that follow
9 each dose    days since birth (5), CVX code (3), number on the card (1)
2      check   all digits before it, modulo 97
====== ======= ==========================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

PERSON, VERSION, MODULUS, MOST = 41, "1", 97, 60
_HEAD, _DOSE, _CHECK = PERSON + 17, 9, 2
_SEXES = {"male": "1", "female": "2"}
_SEX_OF = {digit: sex for sex, digit in _SEXES.items()}
_LAST_DAY = 99_999
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class CarriedDose:
    """A dose on paper. ``cvx`` 0 where the vaccine has no international code; ``number`` 0 where the card has none."""

    day: date
    cvx: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Passport:
    """What the code says. ``person``: the 41 digits of ``papers.qr_text``; ``sex`` "" when not told."""

    person: str
    birth: date
    sex: str
    commune: str
    doses: tuple[CarriedDose, ...]


def written(passport: Passport) -> str:
    """The digits of a personal record; of more than 60 doses the latest 60."""
    kept = sorted(passport.doses, key=lambda dose: dose.day)[-MOST:]
    told = [_dose(dose, passport.birth) for dose in kept if _fits(dose, passport.birth)]
    head = f"{passport.person}{VERSION}{passport.birth:%Y%m%d}{_SEXES.get(passport.sex, '0')}{passport.commune:0>5}"
    body = f"{head}{len(told):02d}{''.join(told)}"
    return f"{body}{int(body) % MODULUS:02d}"


def read(text: str) -> Passport | None:
    """What a scanned line says; None when it is not a personal record of ours or was read wrongly."""
    digits = text.strip()
    if not _DIGITS.fullmatch(digits) or len(digits) < _HEAD + _CHECK or digits[PERSON] != VERSION:
        return None
    body, check = digits[:-_CHECK], digits[-_CHECK:]
    count = int(body[_HEAD - 2 : _HEAD])
    if int(body) % MODULUS != int(check) or len(body) != _HEAD + _DOSE * count:
        return None
    try:
        birth = date.fromisoformat(body[PERSON + 1 : PERSON + 9])
        doses = tuple(_read_doses(body[_HEAD:], birth))
    except (ValueError, OverflowError):
        return None
    sex, commune = body[PERSON + 9], body[PERSON + 10 : PERSON + 15]
    return Passport(body[:PERSON], birth, _SEX_OF.get(sex, ""), commune, doses)


def _fits(dose: CarriedDose, birth: date) -> bool:
    return 0 <= (dose.day - birth).days <= _LAST_DAY


def _dose(dose: CarriedDose, birth: date) -> str:
    return f"{(dose.day - birth).days:05d}{dose.cvx % 1000:03d}{min(dose.number, 9)}"


def _read_doses(text: str, birth: date) -> Iterable[CarriedDose]:
    for start in range(0, len(text), _DOSE):
        days, cvx, number = text[start : start + 5], text[start + 5 : start + 8], text[start + 8]
        yield CarriedDose(birth + timedelta(days=int(days)), int(cvx), int(number))
