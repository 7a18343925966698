"""What a check answers, and what a rule is: frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as with_options
from datetime import date
from typing import Any

from tram.engines.expression.compiled import Step

ERROR, WARNING = "error", "warning"
Change = Mapping[str, Any]  # "XML3" or "XML3#2" → fields to set, or False: the table is left out


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a claim: the rule it breaks, where, and a Vietnamese sentence that says what to do.

    ``line`` counts from 1 inside the table; 0 speaks of the whole table. ``severity`` is "error" (the insurer sends it
    back) or "warning" (look again).
    """

    rule: str
    severity: str
    table: str
    line: int
    field: str
    sentence: str
    source: str

    @property
    def is_error(self) -> bool:
        """Whether the claim may not leave like this."""
        return self.severity == ERROR


@dataclass(frozen=True, slots=True)
class Example:
    """A change to the model claim that a rule must let pass (``good``) or must find (``bad``), with earlier claims."""

    rule: str
    base: str
    good: Change
    bad: Change
    earlier: Sequence[Change] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: asked of every row of ``table`` for which ``when`` is true; broken where ``must`` is not."""

    id: str
    severity: str
    table: str
    field: str
    sentence: str
    source: str
    status: str
    since: date
    until: date | None
    decisions: frozenset[str]
    when: Step | None = with_options(repr=False, compare=False)
    must: Step = with_options(repr=False, compare=False)
    across: bool = False  # looks at other claims too: "cùng người", "cùng giường"

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force for a visit that ended that day."""
        return self.since <= day and (self.until is None or day <= self.until)
