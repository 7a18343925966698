"""Codes of a person: sex, ethnicity, occupation, relation, kind of residence; and the words people write for them."""

from __future__ import annotations

from functools import cache

from tram.kernel.definitions import load_csv, remembered
from tram.kernel.refusals import Refusal
from tram.kernel.text import search_key

UNKNOWN_SEX = "unknown"
OCCUPATION_DIGITS = 5
_SEX_WORDS = {
    "male": ("nam", "male", "m", "1", "trai"),
    "female": ("nu", "female", "f", "2", "gai"),
    "other": ("khac", "other"),
    UNKNOWN_SEX: ("", "chua ro", "chua xac dinh", "unknown", "3", "khong ro"),
}
_RELATION_WORDS = {
    "head": ("chu ho", "head", "chu"),
    "spouse": ("vo", "chong", "vo chong", "spouse"),
    "child": ("con", "con trai", "con gai", "con de", "con nuoi", "child"),
    "parent": ("bo", "me", "cha", "bo me", "cha me", "parent", "bo de", "me de"),
    "grandchild": ("chau", "chau noi", "chau ngoai", "grandchild"),
    "sibling": ("anh", "chi", "em", "anh chi em", "anh trai", "chi gai", "em trai", "em gai", "sibling"),
    "other": ("khac", "other", "con dau", "con re", "o nho", ""),
}
_KIND_WORDS = {
    "permanent": ("thuong tru", "permanent", "", "1"),
    "temporary": ("tam tru", "temporary", "2", "kt3"),
    "visitor": ("noi khac den", "visitor", "vang lai", "luu tru", "nguoi noi khac den"),
}
_POVERTY_WORDS = {
    "poor": ("ngheo", "ho ngheo", "hn", "poor"),
    "near_poor": ("can ngheo", "ho can ngheo", "hcn", "cn", "near poor"),
    "none": ("khong", "khong ngheo", "ho khong ngheo", "thoat ngheo", "ho thoat ngheo", "none", "0"),
}
_ETHNIC_SYNONYMS = {
    "h mong": "08", "mong": "08", "hmong": "08", "meo": "08", "kho mu": "29", "tay": "02", "ha nhi": "35",
    "khmer": "05", "viet": "01", "man": "09", "dao man": "09", "e de": "12", "ede": "12", "gia rai": "10",
    "jarai": "10", "ba na": "13", "co ho": "16", "k ho": "16", "m nong": "20", "van kieu": "23", "ro mam": "54",
    "cao lan": "15", "san chi": "15", "nhang": "25", "la hu": "41", "nuoc ngoai": "55",
}  # fmt: skip


def sex_code(text: str) -> str:
    """The FHIR code of what somebody wrote (Nam, nữ, 1, F …). Refuses other words."""
    return _by_words(text, _SEX_WORDS, "sex", "Giới ghi Nam, Nữ, Khác, hoặc để trống nếu chưa rõ.")


def relation_code(text: str) -> str:
    """The relation to the household's head (Chủ hộ, vợ, con …). Refuses other words."""
    return _by_words(
        text,
        _RELATION_WORDS,
        "relation",
        "Quan hệ với chủ hộ ghi: chủ hộ, vợ, chồng, con, bố, mẹ, cháu, anh, chị, em hoặc khác.",
    )


def residence_code(text: str) -> str:
    """The kind of residence (Thường trú, Tạm trú …). Refuses other words."""
    return _by_words(text, _KIND_WORDS, "residence_kind", "Loại cư trú ghi Thường trú, Tạm trú hoặc Nơi khác đến.")


def poverty_code(text: str) -> str:
    """What the yearly list says of a household: ``poor``, ``near_poor`` or ``none``. Refuses other words."""
    return _by_words(text, _POVERTY_WORDS, "poverty", "Hộ nghèo ghi Nghèo, Cận nghèo hoặc Không.")


def ethnicity_code(text: str) -> str:
    """The two-digit code of an ethnic group given by code or name; "" for nothing. Refuses unknown ones."""
    key = search_key(text)
    if not key:
        return ""
    names = _ethnic_keys()
    key = key.removeprefix("dan toc ")
    code = (
        key.zfill(2)
        if key.isdigit()
        else names.get(key) or names.get(key.replace(" ", "")) or _ETHNIC_SYNONYMS.get(key, "")
    )
    if code not in ethnic_groups():
        raise Refusal(
            "person.ethnicity", "Dân tộc không có trong danh mục 54 dân tộc. Hãy chọn lại.", {"field": "ethnicity"}
        )
    return code


def occupation_code(text: str) -> str:
    """A code of the list, any five-digit code, or the group a word stands for; "" for nothing. Refuses others."""
    key = search_key(text)
    if not key or key in occupations() or (key.isdigit() and len(key) == OCCUPATION_DIGITS):
        return key
    code = _occupation_keys().get(key)
    if code is None:
        raise Refusal(
            "person.occupation",
            "Nghề nghiệp ghi bằng mã, hoặc bằng chữ như nông dân, công nhân, buôn bán, học sinh, hưu trí.",
            {"field": "occupation"},
        )
    return code


@remembered
def ethnic_groups() -> dict[str, str]:
    """Names of the ethnic groups by code."""
    return {row["code"]: row["name"] for row in load_csv("people", "ethnic_groups")}


@remembered
def occupations() -> dict[str, str]:
    """Names of the occupation groups by code."""
    return {row["code"]: row["name"] for row in load_csv("people", "occupations")}


@remembered
def benefits() -> dict[str, str]:
    """What each benefit code of a card pays."""
    return {row["code"]: row["name"] for row in load_csv("people", "bhyt_benefits")}


@remembered
def _ethnic_keys() -> dict[str, str]:
    keys = {search_key(name): code for code, name in ethnic_groups().items()}
    return keys | {key.replace(" ", ""): code for key, code in keys.items()}


@remembered
def _occupation_keys() -> dict[str, str]:
    rows = load_csv("people", "occupations")
    words = {word: row["code"] for row in rows for word in row["synonyms"].split(";")}
    return words | {search_key(row["name"]): row["code"] for row in rows}


@cache
def _reversed(words: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {word: code for code, spelled in words for word in (*spelled, search_key(code))}


def _by_words(text: str, words: dict[str, tuple[str, ...]], field: str, sentence: str) -> str:
    code = _reversed(tuple(words.items())).get(search_key(text))
    if code is None:
        raise Refusal(f"person.{field}", sentence, {"field": field})
    return code
