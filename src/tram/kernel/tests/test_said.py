"""A Vietnamese sentence, read by somebody who chose English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from tram.kernel import said
from tram.kernel.refusals import Refusal

CATALOGUE = {
    "Không có tệp {file}.": "There is no file {file}.",
    "{name} dài quá {most} ký tự.": "{name} is longer than {most} characters.",
    "Lời dặn": "Advice",
    "Hãy chọn cơ sở.": "Choose a facility.",
    'Tệp phải là JSON: {"tên": 1}.': 'The file must be JSON: {"tên": 1}.',
}


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    english = trans_real.translation("en")
    monkeypatch.setattr(english, "_catalog", CATALOGUE)
    said._shapes.cache_clear()
    with translation.override("en"):
        yield
    said._shapes.cache_clear()


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("Hãy chọn cơ sở.", "Choose a facility."),
        ("Không có tệp a.xlsx.", "There is no file a.xlsx."),
        ("Lời dặn dài quá 500 ký tự.", "Advice is longer than 500 characters."),
        ('Tệp phải là JSON: {"tên": 1}.', 'The file must be JSON: {"tên": 1}.'),
        ("Câu chưa ai dịch.", "Câu chưa ai dịch."),
    ],
)
def test_a_sentence_is_found_whole_or_by_its_shape(catalogue: None, vietnamese: str, english: str) -> None:
    assert said.in_words(vietnamese) == english


def test_a_refusal_answers_in_the_readers_language(catalogue: None) -> None:
    refusal = Refusal("file.missing", "Không có tệp b.csv.")
    assert refusal.said == "There is no file b.csv."
    assert refusal.as_dict()["sentence"] == "There is no file b.csv."
    assert refusal.sentence == "Không có tệp b.csv."


def test_in_vietnamese_nothing_is_looked_up() -> None:
    with translation.override("vi"):
        assert said.in_words("Hãy chọn cơ sở.") == "Hãy chọn cơ sở."
