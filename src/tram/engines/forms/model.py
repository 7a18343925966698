"""What a form is made of. Values only; conditions are already parsed and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tram.engines.definitions.head import Head
from tram.engines.expression import Node, Type

Value = int | Decimal | str | date | bool | tuple[str, ...] | None
TYPES = {
    "integer": Type.INT,
    "decimal": Type.DECIMAL,
    "text": Type.TEXT,
    "date": Type.DATE,
    "code": Type.CODE,
    "codes": Type.CODES,
    "boolean": Type.BOOL,
}
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Option:
    """One code a field can take, with its words."""

    code: str
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds (inclusive, either may be None) and what is said outside them; `when` limits it to some people."""

    low: Decimal | None
    high: Decimal | None
    severity: str
    sentence_vi: str
    sentence_en: str
    source: str = ""
    when: Node | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question, or one computed value (`value` set). `places` is the most digits after the comma."""

    id: str
    type: Type
    label_vi: str
    label_en: str
    section: str = ""
    unit: str = ""
    help_vi: str = ""
    help_en: str = ""
    source: str = ""
    places: int = 0
    longest: int = 500
    pair: str = ""
    options: tuple[Option, ...] = ()
    code_list: str = ""
    required: bool = False
    required_if: Node | None = None
    show_if: Node | None = None
    ranges: tuple[Range, ...] = ()
    value: Node | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition over several fields that, when true, is a finding."""

    id: str
    when: Node
    severity: str
    fields: tuple[str, ...]
    sentence_vi: str
    sentence_en: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading over fields."""

    id: str
    title_vi: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Example:
    """Answers with the values (those named) and the ids of the findings they must give."""

    title_vi: str
    answers: Mapping[str, Any]
    inputs: Mapping[str, Any]
    values: Mapping[str, Any]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form: inputs with their types, sections, fields in keyboard order, computed values, rules, examples."""

    head: Head
    inputs: Mapping[str, Type]
    sections: tuple[Section, ...]
    fields: tuple[Field, ...]
    computed: tuple[Field, ...]
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]

    def field(self, name: str) -> Field | None:
        """The field or computed value of that id, or None."""
        return next((field for field in (*self.fields, *self.computed) if field.id == name), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about an answer: `error` cannot be saved, `warning` needs a second look, `info` only tells."""

    id: str
    severity: str
    field: str
    sentence_vi: str
    sentence_en: str
    source: str = ""

    @property
    def sentence(self) -> str:
        """The Vietnamese sentence."""
        return self.sentence_vi


@dataclass(frozen=True, slots=True)
class Checked:
    """Typed values of every field and computed value (None: missing or hidden), findings, and which fields show."""

    values: Mapping[str, Value]
    findings: tuple[Finding, ...]
    shown: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing stands against saving."""
        return not any(finding.severity == "error" for finding in self.findings)
