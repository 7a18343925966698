"""Finding a code the way people type: ``i10``, ``e119``, ``tang huyet ap``, ``cao huyết áp``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from tram.encounters.icd.codes import IcdCode, all_codes
from tram.kernel.text import search_key

_LIKE_A_CODE = re.compile(r"[A-Za-z]\d[\d.]*")


def search_codes(text: str, frequent: Mapping[str, int] | None = None, limit: int = 12) -> list[IcdCode]:
    """The best codes for a text, best first: by code prefix when it looks like a code, else by words in any order.

    ``frequent`` counts how often a station used a code: those come first, then names with the phrase as typed, the
    common ones before the rare.
    """
    typed = text.strip()
    counts = frequent or {}
    plain = typed.upper().replace(".", "")
    found = _by_code(plain) if _LIKE_A_CODE.fullmatch(typed) else _by_words(search_key(typed))
    phrase = f" {search_key(typed)}"
    ranked = sorted(found, key=lambda code: _rank(code, phrase, counts))
    return ranked[:limit]


def codes_named(codes: Iterable[str], limit: int = 12) -> list[IcdCode]:
    """These codes as far as the list has them, in the order given."""
    known = all_codes()
    return [known[code] for code in codes if code in known][:limit]


def _by_code(prefix: str) -> list[IcdCode]:
    return [code for plain, code in _plain() if plain.startswith(prefix)]


def _by_words(key: str) -> list[IcdCode]:
    words = [f" {word}" for word in key.split()]
    if not words:
        return []
    first, rest = words[0], words[1:]
    found = [code for code in all_codes().values() if first in code.key]
    return [code for code in found if all(word in code.key for word in rest)]


@cache
def _plain() -> tuple[tuple[str, IcdCode], ...]:
    return tuple((name.replace(".", ""), code) for name, code in all_codes().items())


def _rank(code: IcdCode, phrase: str, counts: Mapping[str, int]) -> tuple[int, bool, int, bool, int, str]:
    """Smaller is better: used here, the phrase as typed, common, the phrase at the beginning, a short name."""
    return (
        -counts.get(code.code, 0),
        phrase not in code.key,
        -code.common,
        not code.key.startswith(phrase),
        len(code.key),
        code.code,
    )
