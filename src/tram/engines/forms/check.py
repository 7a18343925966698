"""Checking answers: typed values, computed values, findings in the form's order. Never raises on any answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tram.engines.definitions.head import DefinitionError
from tram.engines.expression import Environment, Node, Type, evaluate
from tram.engines.expression.evaluate import rounded
from tram.engines.forms.model import Checked, Field, Finding, Form, Range, Rule, Value
from tram.engines.forms.say import field_words, fill, range_words
from tram.engines.forms.sentences import SENTENCES
from tram.engines.forms.typing import clean, plain, read, split_pair

SHORTEST_RAW = 40


@dataclass(slots=True)
class _Work:
    """One check under way."""

    form: Form
    answers: dict[str, Any]
    lists: Mapping[str, Collection[str]]
    values: dict[str, Value]
    conflicts: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def true(self, node: Node | None) -> bool:
        return node is not None and evaluate(node, Environment(self.values)) is True

    def say(self, one: Field, name: str, severity: str = "error", **more: str) -> None:
        """A finding of the engine's own."""
        vi, en = SENTENCES[name]
        words = [field_words(self.form, one, self.values, language, **more) for language in (0, 1)]
        finding = Finding(f"{one.id}.{name}", severity, one.id, fill(vi, words[0]), fill(en, words[1]), one.source)
        self.findings.append(finding)


def check(
    form: Form,
    raw_answers: Mapping[str, Any],
    *,
    inputs: Mapping[str, Value] | None = None,
    code_lists: Mapping[str, Collection[str]] | None = None,
) -> Checked:
    """Typed values and findings of the answers. `inputs` are what the caller knows; `code_lists` by their names.

    Refuses (`DefinitionError`) only when a code list of the form is not passed.
    """
    _refuse_missing_lists(form, code_lists or {})
    names = [*form.inputs, *(one.id for one in (*form.fields, *form.computed))]
    values: dict[str, Value] = {name: (inputs or {}).get(name) if name in form.inputs else None for name in names}
    work = _Work(form, dict(raw_answers), code_lists or {}, values)
    _split_pairs(work)
    for one in form.fields:
        _answer(work, one)
    for one in form.computed:
        _compute(work, one)
    for one in (*form.fields, *form.computed):
        _ranges(work, one)
    for rule in form.rules:
        _rule(work, rule)
    kept = {one.id: values[one.id] for one in (*form.fields, *form.computed)}
    return Checked(kept, tuple(work.findings), tuple(work.shown))


def _refuse_missing_lists(form: Form, lists: Mapping[str, Collection[str]]) -> None:
    for one in form.fields:
        if one.code_list and not one.options and one.code_list not in lists:
            raise DefinitionError(form.head.id, f"{one.id}: chưa có danh mục «{one.code_list}»", "truyền code_lists")


def _split_pairs(work: _Work) -> None:
    for one in work.form.fields:
        halves = split_pair(work.answers.get(one.id)) if one.pair else None
        if halves is None:
            continue
        work.answers[one.id] = halves[0]
        other = plain(work.answers.get(one.pair))
        if other and other != halves[1]:
            work.conflicts.add(one.id)
        else:
            work.answers[one.pair] = halves[1]


def _answer(work: _Work, one: Field) -> None:
    raw = work.answers.get(one.id)
    if one.show_if is not None and not work.true(one.show_if):
        if clean(raw):
            work.say(one, "hidden", "info")
        return
    work.shown.append(one.id)
    if one.id in work.conflicts:
        work.say(one, "pair")
    value, problem = read(one, raw, work.lists.get(one.code_list))
    work.values[one.id] = value
    if problem:
        typed = clean(raw) if one.type is Type.TEXT else plain(raw)
        work.say(one, problem, raw=typed[:SHORTEST_RAW], places=str(one.places), longest=str(one.longest))
    elif value is None and (one.required or work.true(one.required_if)):
        work.say(one, "required")


def _compute(work: _Work, one: Field) -> None:
    value = evaluate(one.value, Environment(work.values)) if one.value is not None else None
    if one.type in (Type.INT, Type.DECIMAL) and value is not None:
        value = rounded(Decimal(value), one.places)
        value = int(value) if one.type is Type.INT else value
    work.values[one.id] = value


def _ranges(work: _Work, one: Field) -> None:
    value = work.values[one.id]
    if value is None:
        return
    for found in one.ranges:
        if _outside(value, found) and (found.when is None or work.true(found.when)):
            _say_range(work, one, found, value)
            return


def _outside(value: Any, found: Range) -> bool:
    return (found.low is not None and value < found.low) or (found.high is not None and value > found.high)


def _say_range(work: _Work, one: Field, found: Range, value: Value) -> None:
    told = [
        fill(sentence, field_words(work.form, one, work.values, language, **range_words(one, found, value, language)))
        for language, sentence in enumerate((found.sentence_vi, found.sentence_en))
    ]
    source = found.source or one.source
    work.findings.append(Finding(f"{one.id}.range", found.severity, one.id, told[0], told[1], source))


def _rule(work: _Work, rule: Rule) -> None:
    if not work.true(rule.when):
        return
    first = rule.fields[0] if rule.fields else ""
    one = work.form.field(first)
    told = [
        fill(sentence, field_words(work.form, one, work.values, language))
        for language, sentence in enumerate((rule.sentence_vi, rule.sentence_en))
    ]
    work.findings.append(Finding(rule.id, rule.severity, first, told[0], told[1], rule.source))
