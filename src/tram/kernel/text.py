"""Vietnamese text: one normal form, a tone-free key to search by, the alphabet's own order, names by given name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng
LETTER_MARKS = {"\u0306", "\u0302", "\u031b"}  # breve, circumflex, horn: they make letters, not tones
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
NAME_END, PART_END, WORD_END = "0", "1", "2"
# Keys hold only digits and small letters, so that every database collation orders them alike.
_RANK = dict(zip(ALPHABET, "3456789abcdefghijklmnopqrstuvwxyz", strict=True))


def nfc(text: str) -> str:
    """The text in Unicode NFC with outer and repeated blanks removed; what is stored and shown.

    NUL goes too: PostgreSQL holds none, and a machine above takes no fact with one.
    """
    return " ".join(unicodedata.normalize("NFC", text.replace("\0", "")).split())


@lru_cache(maxsize=65536)
def search_key(text: str) -> str:
    """The text as people type it in a hurry: no tones or marks, đ as d, lower case, words by single blanks.

    >>> search_key("  ĐẶNG Thị  Ánh ")
    'dang thi anh'
    """
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_NOT_WORD.sub(" ", kept).replace("_", " ").split())


@lru_cache(maxsize=65536)
def sort_key(text: str) -> str:
    """A string whose plain order, in any database, is the order of Vietnamese dictionaries.

    Letters come first (a ă â … d đ e ê … o ô ơ … u ư), word by word; tones decide only between equal letters
    (ngang, huyền, hỏi, ngã, sắc, nặng).
    """
    letters, tones = [], []
    for word in nfc(text).casefold().split(" "):
        for base, tone in map(_letter, _clusters(word)):
            letters.append(base)
            tones.append(tone)
        letters.append(WORD_END)
        tones.append("0")
    return "".join(letters[:-1]) + PART_END + "".join(tones).rstrip("0")


def name_sort_key(name: str) -> str:
    """Sort key of a personal name: given name first, then family and middle names, as Vietnamese lists are kept."""
    words = nfc(name).split(" ")
    return sort_key(words[-1]) + NAME_END + sort_key(" ".join(words[:-1]))


def _clusters(word: str) -> list[str]:
    """Base letters of an NFD word, each with its combining marks."""
    found: list[str] = []
    for sign in unicodedata.normalize("NFD", word):
        if found and unicodedata.combining(sign):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _letter(cluster: str) -> tuple[str, str]:
    """(rank sign, tone digit) of one letter with its marks."""
    tone = next((str(TONES[mark]) for mark in cluster if mark in TONES), "0")
    letter = unicodedata.normalize("NFC", cluster[0] + "".join(mark for mark in cluster[1:] if mark in LETTER_MARKS))
    return _RANK.get(letter) or WORD_END + letter, tone
