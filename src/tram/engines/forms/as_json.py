"""The form as JSON for `forms.js`: everything but the examples, conditions as nodes, the engine's sentences with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tram.engines.expression import Node, as_json
from tram.engines.forms.model import Form, Value
from tram.engines.forms.say import bound
from tram.engines.forms.sentences import MISSING, SENTENCES


def to_json(form: Form) -> dict[str, Any]:
    """The form as JSON values, for `check` in forms.js."""
    return {
        "id": form.head.id,
        "version": form.head.version,
        "title_vi": form.head.title_vi,
        "title_en": form.head.title_en,
        "inputs": {name: str(type_) for name, type_ in form.inputs.items()},
        "sections": _plain(form.sections),
        "fields": _plain(form.fields),
        "computed": _plain(form.computed),
        "rules": _plain(form.rules),
        "sentences": SENTENCES,
        "missing": MISSING,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Node):
        return as_json(value)
    if isinstance(value, Decimal):
        return bound(value, 1)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def plain_values(values: Mapping[str, Value]) -> dict[str, Any]:
    """Typed values as JSON holds them: decimals and dates as text, several codes as a list."""
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: Value) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
