"""A posted form as text by field: what the form knows, and the rows of its orders. Nothing is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.http import QueryDict

from tram.encounters.form import visit_form

MORE = ("main_text", "accompanying_text", "examiner", "change_reason", "token", "dispensed", "order_text")
MOST_ROWS = 60
_ROW_FIELD = re.compile(r"o[1-9][0-9]{0,2}_[a-z]{1,8}[0-9]{0,2}")
_KEY = re.compile(r"[1-9][0-9]{0,2}")


def typed_form(posted: QueryDict) -> dict[str, str]:
    """What was posted, as it was; a NUL, which no database keeps as text, is left out.

    Several values of one name (accompanying diagnoses, the rows of orders) stand with commas between them.
    """
    names = [*(each.id for each in visit_form().fields), *MORE, *filter(_ROW_FIELD.fullmatch, posted)]
    typed = {name: str(posted.get(name, "")).replace("\0", "") for name in names}
    for name in ("accompanying", "order"):
        typed[name] = ",".join(map(str, posted.getlist(name))).replace("\0", "")
    return typed


def row_keys(typed: Mapping[str, str]) -> list[str]:
    """The rows of orders in their order on the form."""
    keys = [key for key in typed.get("order", "").split(",") if _KEY.fullmatch(key)]
    return list(dict.fromkeys(keys))[:MOST_ROWS]
