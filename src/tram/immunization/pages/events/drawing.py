"""The forms of adverse events as a template draws them: sections, fields, what was typed, what was noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from tram.engines.expression import Type
from tram.engines.forms import Field, Finding, Form

KINDS = {Type.CODES: "codes", Type.CODE: "code", Type.DATE: "date", Type.BOOL: "boolean", Type.INT: "number"}
LONG = 300
Typed = dict[str, Any]


@dataclass(slots=True)
class Drawn:
    """One field. ``kind`` says how it is drawn: codes, code, date, number, long or short text."""

    name: str
    kind: str
    label: str
    hint: str
    value: Any
    required: bool
    longest: int
    options: tuple[tuple[str, str], ...] = ()
    errors: list[str] = field(default_factory=list)

    @property
    def error(self) -> str:
        """Every error as one text."""
        return " ".join(self.errors)


def drawn(form: Form, typed: Mapping[str, Any], findings: Iterable[Finding] = ()) -> dict[str, Drawn]:
    """The fields by name, in the form's order."""
    english = get_language() == "en"
    fields = {one.id: _drawn(one, typed.get(one.id, ""), english=english) for one in form.fields}
    for each in findings:
        if each.field in fields:
            fields[each.field].errors.append(each.sentence_en if english else each.sentence_vi)
    return fields


def sections(form: Form, fields: Mapping[str, Drawn]) -> list[tuple[str, list[Drawn]]]:
    """The fields under their headings."""
    english = get_language() == "en"
    return [
        (
            part.title_en if english else part.title_vi,
            [fields[one.id] for one in form.fields if one.section == part.id],
        )
        for part in form.sections
    ]


def typed_answers(form: Form, posted: QueryDict) -> Typed:
    """What was posted for the fields of a form; several codes as a list."""
    found: Typed = {}
    for one in form.fields:
        texts = [text.replace("\0", "") for text in posted.getlist(one.id)]
        found[one.id] = texts if one.type is Type.CODES else next(iter(texts), "")
    return found


def told(form: Form, answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """Answers in words, as a paper shows them: label and value, only what was said."""
    english = get_language() == "en"
    found = []
    for one in form.fields:
        value = answers.get(one.id)
        if value not in (None, "", [], False):
            label = one.label_en if english else one.label_vi
            found.append({"label": label, "value": _words(one, value, english=english)})
    return found


def _words(one: Field, value: Any, *, english: bool) -> str:
    names = {option.code: option.label_en if english else option.label_vi for option in one.options}
    if isinstance(value, list):
        return "; ".join(names.get(str(each), str(each)) for each in value)
    if one.type is Type.DATE and isinstance(value, str):
        return "/".join(reversed(value.split("-")))
    return names.get(str(value), str(value))


def _drawn(one: Field, value: Any, *, english: bool) -> Drawn:
    kind = KINDS.get(one.type, "long" if one.longest > LONG else "short")
    if kind == "date" and isinstance(value, str) and value.count("-") == 2:
        value = "/".join(reversed(value.split("-")))
    return Drawn(
        name=one.id,
        kind=kind,
        label=one.label_en if english else one.label_vi,
        hint=one.help_en if english else one.help_vi,
        value=value if value is not None else "",
        required=one.required,
        longest=one.longest,
        options=tuple((option.code, option.label_en if english else option.label_vi) for option in one.options),
    )
