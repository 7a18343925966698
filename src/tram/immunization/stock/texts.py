"""Words as they are kept: composed, without edges, no longer than their column."""

from __future__ import annotations

from functools import cache

from django.db import models

from tram.immunization.refusals import text_too_long
from tram.kernel.records import Record
from tram.kernel.text import nfc


def kept(model: type[Record], name: str, typed: str) -> str:
    """What was typed for a column of words. Refuses what is longer than the column."""
    text = nfc(typed.replace("\0", "")).strip()
    most = _longest(model, name)
    if len(text) > most:
        raise text_too_long(name, most)
    return text


@cache
def _longest(model: type[Record], name: str) -> int:
    column = model._meta.get_field(name)
    return column.max_length or 0 if isinstance(column, models.CharField) else 0
