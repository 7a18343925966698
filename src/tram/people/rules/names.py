"""Names of people: what is kept, and the keys to search and sort by."""

from __future__ import annotations

import unicodedata

from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.people.rules.findings import Finding

LONGEST = 160


def check_name(text: str) -> str:
    """The name in NFC with single blanks, without unseen signs; a name all in capitals is set in ordinary case.

    Refuses an empty name, one without letters, with signs that cannot stand in a name, or longer than 160 signs.
    """
    name = nfc("".join(sign for sign in text if unicodedata.category(sign) != "Cf"))
    if not name:
        raise Refusal("person.name_missing", "Hãy ghi họ và tên.", {"field": "full_name"})
    strange = "\0" in text or any(map(_forbidden, name))
    if len(name) > LONGEST or not any(sign.isalpha() for sign in name) or strange:
        raise Refusal(
            "person.name_shape",
            "Họ và tên phải có chữ, không quá 160 ký tự, không có ký tự lạ.",
            {"field": "full_name"},
        )
    return name.title() if name.isupper() and len(name) > 1 else name


def name_findings(name: str) -> tuple[Finding, ...]:
    """Warns of digits in a name and of a name of one word."""
    if any(sign.isdigit() for sign in name):
        return (Finding("person.name_digits", "full_name", "Họ tên có chữ số. Hãy xem lại."),)
    if " " not in name:
        return (Finding("person.name_short", "full_name", "Họ tên chỉ có một chữ. Hãy xem lại."),)
    return ()


def _forbidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} or sign in '<>|{}[]=+@#$%^&*"\\'
