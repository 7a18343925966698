"""Vietnamese is the source; the English catalogue holds every sentence, in step with the file Django reads."""

from __future__ import annotations

import re

import polib

from tools.translations import CATALOGUE, catalogue, key, messages, translated

PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
ADVICE = "run: python -m tools.translations, then fill in the English"


def test_every_sentence_has_its_english() -> None:
    ready = {key(entry) for entry in catalogue() if translated(entry)}
    missing = [f"{places[0]}: {message.msgid}" for message, places in messages().items() if message not in ready]
    assert missing == [], ADVICE


def test_no_translation_outlives_its_sentence() -> None:
    wanted = set(messages())
    assert [entry.msgid for entry in catalogue() if key(entry) not in wanted] == [], ADVICE


def test_translations_keep_the_places_that_are_filled_in() -> None:
    odd = [
        entry.msgid
        for entry in catalogue()
        if not entry.msgid_plural and set(PLACE.findall(entry.msgid)) != set(PLACE.findall(entry.msgstr))
    ]
    assert odd == []


def test_the_compiled_catalogue_is_of_today() -> None:
    assert CATALOGUE.with_suffix(".mo").exists(), ADVICE
    compiled = {key(entry): entry.msgstr for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled == {key(entry): entry.msgstr for entry in catalogue()}, ADVICE
