"""The square code on the room's papers: it holds one number that stands for a person, and nothing about them.

Digits only. A scanner is a keyboard, and where Telex or VNI is on, letters that it types become others ("dd" is "đ",
"a1" is "á"); a bare number comes through as it is. Somebody who finds the paper learns nothing from the code.
"""

from __future__ import annotations

import re
from uuid import UUID

import segno
from django.utils.safestring import SafeString, mark_safe

_DIGITS, _CHECK, _MODULUS = 39, 2, 97
_CODE = re.compile(rf"\d{{{_DIGITS + _CHECK}}}")


def qr_text(person: UUID) -> str:
    """The number of a person on paper: 39 digits and two that check them."""
    return f"{person.int:0{_DIGITS}d}{person.int % _MODULUS:0{_CHECK}d}"


def person_of(text: str) -> UUID | None:
    """Whom a scanned line names; None when it is not one of our codes or was read wrongly."""
    digits = text.strip()
    if not _CODE.fullmatch(digits) or not digits.isascii():
        return None
    number, check = int(digits[:_DIGITS]), int(digits[_DIGITS:])
    return UUID(int=number) if number >> 128 == 0 and number % _MODULUS == check else None


def qr_svg(text: str) -> SafeString:
    """The code as an inline drawing without inline style; its size is the page's business (class ``qr``)."""
    drawn = segno.make(text, error="m", micro=False)
    # Drawn by segno from digits alone: nothing a person typed can stand in it.
    return mark_safe(drawn.svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=2))  # noqa: S308
