"""Filling sentences: `{label} {value} {unit}` and any field by its id, as people of each language write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from tram.engines.forms.model import Field, Form, Range, Value
from tram.engines.forms.sentences import MISSING

HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BLANKS = re.compile(" {2,}")
WORDS = {True: ("có", "yes"), False: ("không", "no")}


def shown(value: Value, field: Field | None, language: int) -> str:
    """The value as people write it: language 0 is Vietnamese, 1 English."""
    if value is None:
        return MISSING[language]
    if isinstance(value, bool):
        return WORDS[value][language]
    if isinstance(value, tuple):
        return ", ".join(shown(one, field, language) for one in value)
    if isinstance(value, date):
        return f"{value:%d/%m/}{value.year:04d}"
    if isinstance(value, Decimal):
        return number(value, language)
    return _label(value, field, language) if isinstance(value, str) else str(value)


def number(value: Decimal, language: int) -> str:
    """A decimal with its digits as they are; a comma in Vietnamese."""
    text = format(value, "f")
    return text.replace(".", ",") if language == 0 else text


def bound(value: Decimal | None, language: int) -> str:
    """A bound of a range without idle zeros."""
    if value is None:
        return ""
    text = number(value, language)
    return text.rstrip("0").rstrip(",.") if "," in text or "." in text else text


def _label(code: str, field: Field | None, language: int) -> str:
    for option in field.options if field else ():
        if option.code == code:
            return (option.label_vi, option.label_en)[language]
    return code


def fill(template: str, words: Callable[[str], str | None]) -> str:
    """The template with its holes filled; a hole nobody knows stays as it is. Double blanks become one."""
    filled = HOLE.sub(lambda found: words(found[1]) if words(found[1]) is not None else found[0], template)  # type: ignore[arg-type, return-value]
    return _BLANKS.sub(" ", filled)


def field_words(
    form: Form, field: Field | None, values: Mapping[str, Value], language: int, **more: str
) -> Callable[[str], str | None]:
    """What each hole of a sentence about the field says."""

    def words(name: str) -> str | None:
        if name in more:
            return more[name]
        if field is not None and name in ("label", "unit"):
            return field.unit if name == "unit" else (field.label_vi, field.label_en)[language]
        return shown(values[name], form.field(name), language) if name in values else None

    return words


def range_words(field: Field, found: Range, value: Value, language: int) -> dict[str, str]:
    """The holes of a range's sentence."""
    return {
        "value": shown(value, field, language),
        "min": bound(found.low, language),
        "max": bound(found.high, language),
    }
