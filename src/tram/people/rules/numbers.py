"""Numbers people carry: citizen id, old id card, insurance number, telephone. Shape is checked, sense only warned of.

The century, sex and year inside a citizen number, and the province and holder codes of a card, come from public code
and not from a legal text, so a mismatch is a warning and never a refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tram.kernel.definitions import load_csv
from tram.kernel.refusals import Refusal
from tram.people.rules.findings import Finding, phrase

CCCD, CMND, BHYT, LOCAL = "cccd", "cmnd", "bhyt", "local"
SYSTEM_NAMES = {
    CCCD: phrase("Căn cước công dân"),
    CMND: phrase("CMND cũ"),
    BHYT: phrase("Mã số BHXH"),
    LOCAL: phrase("Mã của trạm"),
}
CARD_LENGTH = 15
_SEPARATORS = re.compile(r"[\s.\-_]+")
_CARD = re.compile(r"^([A-Z]{2})(\d)(\d{2})(\d{10})$")
_PHONE = re.compile(r"^0(?:[35789]\d{8}|2\d{8,9})$")
_SEXES = ("male", "female")


@dataclass(frozen=True, slots=True)
class Card:
    """An insurance number as printed (10 or 15 signs), and what a 15-sign number says ("" when it does not)."""

    number: str
    social: str
    holder: str = ""
    benefit: str = ""
    findings: tuple[Finding, ...] = ()


def bare(text: str) -> str:
    """A number without blanks, dots and dashes, in capitals."""
    return _SEPARATORS.sub("", text).upper()


def check_cccd(text: str) -> str:
    """The 12 digits. Refuses other shapes."""
    value = bare(text)
    if not re.fullmatch(r"\d{12}", value):
        raise Refusal("person.cccd_shape", "Số căn cước công dân phải đủ 12 chữ số.", {"field": CCCD})
    return value


def cccd_findings(value: str, born: date | None, sex: str) -> tuple[Finding, ...]:
    """What in a citizen number does not fit the person: birthplace code, sex, year of birth."""
    found = []
    century, sign = divmod(int(value[3]), 2)
    if value[:3] not in birthplaces():
        found.append(
            Finding("person.cccd_place", CCCD, "Ba số đầu của căn cước không có trong danh mục nơi khai sinh.")
        )
    if sex in _SEXES and _SEXES[sign] != sex:
        found.append(Finding("person.cccd_sex", CCCD, "Chữ số thứ tư của căn cước không khớp giới. Hãy xem lại thẻ."))
    if born is not None and 1900 + century * 100 + int(value[4:6]) != born.year:
        found.append(Finding("person.cccd_year", CCCD, "Năm sinh trong số căn cước không khớp năm sinh đã ghi."))
    return tuple(found)


def birthplaces() -> dict[str, str]:
    """Province of birth by the first three digits (definitions/people/cccd_birthplace)."""
    return {row["code"]: row["name"] for row in load_csv("people", "cccd_birthplace")}


def check_cmnd(text: str) -> str:
    """An old id number: 9 digits (some provinces 12). Refuses other shapes."""
    value = bare(text)
    if not re.fullmatch(r"\d{9}|\d{12}", value):
        raise Refusal("person.cmnd_shape", "Số CMND cũ phải có 9 chữ số.", {"field": CMND})
    return value


def check_card(text: str) -> Card:
    """An insurance number of 10 digits or 15 signs. Refuses other shapes; warns of unknown holder and benefit codes."""
    value = bare(text)
    if re.fullmatch(r"\d{10}", value):
        return Card(value, value)
    found = _CARD.match(value)
    if not found:
        raise Refusal(
            "person.bhyt_shape",
            "Số thẻ BHYT phải có 10 chữ số, hoặc 15 ký tự như DT4120123456789.",
            {"field": BHYT},
        )
    holder, benefit, _province, social = found.groups()
    return Card(value, social, holder, benefit, _card_findings(holder, benefit))


def _card_findings(holder: str, benefit: str) -> tuple[Finding, ...]:
    found = []
    if holder not in {row["code"] for row in load_csv("people", "bhyt_objects")}:
        found.append(
            Finding("person.bhyt_holder", BHYT, f"Mã đối tượng {holder} trên thẻ BHYT chưa có trong danh mục.")
        )
    if benefit not in {row["code"] for row in load_csv("people", "bhyt_benefits")}:
        found.append(
            Finding("person.bhyt_benefit", BHYT, f"Mã mức hưởng {benefit} trên thẻ BHYT không có trong danh mục.")
        )
    return tuple(found)


def check_phone(text: str) -> str:
    """A telephone number as dialled inside the country (0912345678); "" for nothing. Refuses other shapes."""
    value = re.sub(r"[^\d+]", "", text)
    if not text.strip():
        return ""
    for prefix in ("+84", "0084", "84"):
        if value.startswith(prefix) and not _PHONE.match(value):
            value = "0" + value.removeprefix(prefix).removeprefix("0")
    if not _PHONE.match(value):
        raise Refusal("person.phone_shape", "Số điện thoại phải có 10 chữ số, ví dụ 0912345678.", {"field": "phone"})
    return value


def check_identifier(system: str, value: str) -> str:
    """The identifier in its stored form. Refuses a wrong shape for the known systems, and an empty value for any."""
    if system == CCCD:
        return check_cccd(value)
    if system == CMND:
        return check_cmnd(value)
    if system == BHYT:
        return check_card(value).social
    kept = " ".join(value.split())
    if not kept or not system.strip() or len(kept) > 120 or len(system) > 120:
        raise Refusal(
            "person.identifier_empty", "Hãy ghi loại mã và mã (không quá 120 ký tự).", {"field": "identifier"}
        )
    if system == LOCAL and re.fullmatch(r"\d{12}", kept):
        raise Refusal("person.local_like_cccd", "Mã của trạm không được giống số căn cước 12 chữ số.", {"field": LOCAL})
    return kept


def masked(value: str, kept: int = 4) -> str:
    """A number of which only the last signs show; a long one is shortened."""
    return value if len(value) <= kept else "•" * min(len(value) - kept, 8) + value[-kept:]


def system_name(system: str) -> str:
    """What an identifier's system is called; a foreign address by its last word, a registered number by its end."""
    if system.startswith("urn:oid:"):
        return "OID …" + ".".join(system.split(".")[-3:])
    return SYSTEM_NAMES.get(system) or system.rstrip("/").rsplit("/", 1)[-1]
