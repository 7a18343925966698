"""Findings as the desk hears them: an empty field by what the nurse does about it, not by its name in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tram.claims.checks.model import Finding
from tram.kernel.definitions import load_csv, remembered

EMPTY = "required"  # the rule of an empty field


def at_the_desk(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the desk's words; an empty field that another one speaks for is left out."""
    return tuple(_said(tuple(findings)))


def _said(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    words, told = _words(), set[str]()
    for one in findings:
        own = words.get((one.table, one.field)) if one.rule == EMPTY else one.sentence
        sentence = one.sentence if own is None else own
        if sentence and not (one.rule == EMPTY and sentence in told):
            told.add(sentence)
            yield replace(one, sentence=sentence)


@remembered
def _words() -> Mapping[tuple[str, str], str]:
    return {(row["table"], row["field"]): row["words"] for row in load_csv("claims", "desk_words")}
