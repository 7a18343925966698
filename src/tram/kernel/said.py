"""A Vietnamese sentence in the reader's language, after it was said.

Rules and refusals speak Vietnamese and know no Django. Where a person reads them, the sentence is looked up in the
English catalogue: whole, or by its shape when values were written into it (``tools/translations.py`` keeps the shape
``"Không có mã {code} …"`` of every refusal, and the catalogue says where the values go in English).
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from django.utils.translation import get_language, gettext, trans_real


def in_words(sentence: str) -> str:
    """The sentence in the language now active; as it is when that is Vietnamese or the catalogue has no such shape."""
    if not (get_language() or "").startswith("en") or not sentence:
        return sentence
    whole = gettext(sentence)
    if whole != sentence:
        return whole
    for shape, english in _shapes():
        found = shape.fullmatch(sentence)
        if found:
            return english.format(**{name: in_words(value) for name, value in found.groupdict().items()})
    return sentence


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with places in them, the most telling first."""
    catalogue = trans_real.translation("en")._catalog  # type: ignore[attr-defined]  # noqa: SLF001 - no public way to list it
    shapes = [
        (pattern, english)
        for vietnamese, english in catalogue.items()
        if isinstance(vietnamese, str) and english and (pattern := _pattern(vietnamese))
    ]
    return tuple(sorted(shapes, key=lambda shape: -len(shape[0].pattern)))


def _pattern(sentence: str) -> re.Pattern[str] | None:
    """What matches the sentence with anything in its places; None when it has none."""
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError:
        return None
    names = [name for _, name, _, _ in parts if name is not None]
    if not names or not all(name.isidentifier() for name in names) or len(set(names)) < len(names):
        return None
    return re.compile("".join(re.escape(text) + (f"(?P<{name}>.+)" if name else "") for text, name, _, _ in parts))
