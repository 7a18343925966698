"""The screening form as the desk draws it: measurements first, then questions whose normal answer is no tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from tram.engines.expression import Type
from tram.engines.forms import Field, Finding, Form


@dataclass(slots=True)
class Question:
    """One field. ``ticked`` for a yes-or-no question; ``error`` a whole sentence, or empty."""

    name: str
    label: str
    unit: str
    help: str
    kind: str
    value: str
    ticked: bool
    options: tuple[tuple[str, str], ...]
    error: str
    finding: str


def drawn(form: Form, typed: Mapping[str, str], findings: Iterable[Finding]) -> dict[str, list[Question]]:
    """The fields by how they are drawn: ``measures`` (typed), ``questions`` (ticked), ``choices`` (one of several)."""
    found = list(findings)
    questions = [_question(each, typed.get(f"s-{each.id}", ""), found) for each in form.fields]
    return {
        "measures": [each for each in questions if each.kind == "measure"],
        "questions": [each for each in questions if each.kind == "question"],
        "choices": [each for each in questions if each.kind == "choice"],
    }


def _question(each: Field, value: str, findings: list[Finding]) -> Question:
    english = get_language() == "en"
    own = [finding for finding in findings if finding.field == each.id]
    told = [(one.severity, one.sentence_en if english else one.sentence_vi) for one in own]
    return Question(
        name=each.id,
        label=each.label_en if english else each.label_vi,
        unit=each.unit,
        help=each.help_en if english else each.help_vi,
        kind={Type.BOOL: "question", Type.CODE: "choice"}.get(each.type, "measure"),
        value=value,
        ticked=value in ("1", "true", "yes"),
        options=tuple((one.code, one.label_en if english else one.label_vi) for one in each.options),
        error=" ".join(sentence for severity, sentence in told if severity == "error"),
        finding=" ".join(sentence for severity, sentence in told if severity != "error"),
    )
