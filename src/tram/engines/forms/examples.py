"""Running a form's own examples."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tram.engines.forms.as_json import plain_values
from tram.engines.forms.check import check
from tram.engines.forms.model import Example, Form


class _Anything(Collection[str]):
    """A code list that has every code: an example does not load the real one."""

    def __contains__(self, _item: object) -> bool:
        return True

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


def run_examples(form: Form, code_lists: Mapping[str, Collection[str]] | None = None) -> list[str]:
    """One Vietnamese sentence for each example that gives other values or findings; empty when all are right."""
    lists = {one.code_list: _Anything() for one in form.fields if one.code_list}
    known: dict[str, Collection[str]] = {**lists, **(code_lists or {})}
    return [problem for example in form.examples for problem in _run(form, example, known)]


def _run(form: Form, example: Example, lists: Mapping[str, Collection[str]]) -> list[str]:
    checked = check(form, example.answers, inputs=dict(example.inputs), code_lists=lists)
    values = plain_values(checked.values)
    problems = []
    for name, wanted in plain_values(dict(example.values)).items():
        if values.get(name) != wanted:
            problems.append(f"ví dụ «{example.title_vi}»: {name} = {values.get(name)!r}, chờ {wanted!r}")
    found = [finding.id for finding in checked.findings]
    if found != list(example.findings):
        problems.append(f"ví dụ «{example.title_vi}»: nhắc {found}, chờ {list(example.findings)}")
    return problems
