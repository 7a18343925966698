"""When a conditional field must be filled, as the definitions write it, made ready to be asked of a row.

Words side by side must all hold: ``F`` is filled, ``!F`` is empty, ``F=a|b`` is one of them, ``F!a|b`` is filled with
none of them, ``F~a`` holds it among codes parted by ";", ``F!^a|b`` is filled and begins with none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tram.claims.format.model import Row

Condition = Callable[[Row], bool]

_WORD = re.compile(r"(?P<empty>!?)(?P<field>[A-Z0-9_]+)(?:(?P<how>=|!\^|!|~)(?P<codes>.+))?")


def condition(text: str) -> Condition:
    """What the text asks, as a question about a row. ``ValueError`` when it cannot be read or is empty."""
    words = [_word(one) for one in text.split()]
    if not words:
        raise ValueError("empty condition")
    if len(words) == 1:
        return words[0]
    return lambda row: all(word(row) for word in words)


def fields_of(text: str) -> tuple[str, ...]:
    """The fields a condition asks about."""
    return tuple(found["field"] for found in map(_read, text.split()))


def _read(text: str) -> re.Match[str]:
    found = _WORD.fullmatch(text)
    if found is None:
        raise ValueError(f"not a condition: {text}")
    return found


def _word(text: str) -> Condition:
    found = _read(text)
    name, how = found["field"], found["how"]
    if how is None:
        return _empty(name) if found["empty"] else _filled(name)
    return _HOW[how](name, tuple(found["codes"].split("|")))


def _filled(name: str) -> Condition:
    return lambda row: bool(row.get(name))


def _empty(name: str) -> Condition:
    return lambda row: not row.get(name)


def _one_of(name: str, codes: tuple[str, ...]) -> Condition:
    return lambda row: row.get(name) in codes


def _none_of(name: str, codes: tuple[str, ...]) -> Condition:
    return lambda row: bool(row.get(name)) and row[name] not in codes


def _among(name: str, codes: tuple[str, ...]) -> Condition:
    return lambda row: not set(codes).isdisjoint(row.get(name, "").split(";"))


def _not_begun(name: str, codes: tuple[str, ...]) -> Condition:
    return lambda row: bool(row.get(name)) and not row[name].startswith(codes)


_HOW: dict[str, Callable[[str, tuple[str, ...]], Condition]] = {
    "=": _one_of,
    "!": _none_of,
    "~": _among,
    "!^": _not_begun,
}
