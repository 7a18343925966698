"""Vietnamese text: typed in a hurry, sorted as dictionaries and class lists do."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tram.kernel.text import name_sort_key, nfc, search_key, sort_key


def shuffled(words: list[str]) -> list[str]:
    return Random(7).sample(words, len(words))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Đặng Thị Ánh", "dang thi anh"),
        ("  NGUYỄN   Văn\tỞ ", "nguyen van o"),
        ("Lò Thị Ươm-Đào", "lo thi uom dao"),
        ("", ""),
    ],
)
def test_search_key_drops_tones_marks_and_case(typed: str, key: str) -> None:
    assert search_key(typed) == key


@given(st.text(max_size=60))
def test_search_key_is_the_same_for_every_unicode_form(text: str) -> None:
    forms = {search_key(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert len(forms) == 1
    assert search_key(next(iter(forms))) == next(iter(forms))


@given(st.text(max_size=60))
def test_nfc_is_stable(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)


def test_the_alphabet_has_its_own_letters_in_its_own_order() -> None:
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted(shuffled(letters), key=sort_key) == letters


def test_tones_decide_only_between_equal_letters() -> None:
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "mai", "mây"]
    assert sorted(shuffled(words), key=sort_key) == words
    assert sorted(["hoa lan", "hòa", "hoa"], key=sort_key) == ["hoa", "hòa", "hoa lan"]


def test_names_are_sorted_by_given_name_then_family_name() -> None:
    names = ["Trần Văn An", "Lò Thị Ánh", "Đỗ Văn Bình", "Nguyễn Thị Đào", "Giàng A Ơn", "Lê Văn Ưng"]
    assert sorted(shuffled(names), key=name_sort_key) == names
    assert sorted(["Trần Văn An", "Lê Văn An"], key=name_sort_key) == ["Lê Văn An", "Trần Văn An"]
