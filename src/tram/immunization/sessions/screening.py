"""What was asked and measured before a dose, typed and judged by the screening form of the person's age."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tram.engines.forms import Finding, check
from tram.immunization.schedule import screening_form
from tram.immunization.sessions.refusals import screening_impossible

_TYPED_WITHOUT_COMMA = re.compile(r"\s*(3\d|4[0-4])(\d)\s*")
_AGAINST, _LEFT_OUT = ".off.", ".required"


@dataclass(frozen=True, slots=True)
class Screened:
    """The answers as typed, the two measurements, what was noticed.

    ``against`` are the findings that speak against vaccinating today; ``reason`` is the code of the first one's reason.
    """

    answers: Mapping[str, str]
    form: str
    version: int
    temperature: Decimal | None
    weight: Decimal | None
    findings: tuple[Finding, ...]

    @property
    def against(self) -> tuple[Finding, ...]:
        """Findings that put the vaccination off, by the form's rules."""
        return tuple(each for each in self.findings if _AGAINST in each.id)

    @property
    def reason(self) -> str:
        """The reason of the first of them, a code of the list of reasons; "" when none."""
        return self.against[0].id.partition(_AGAINST)[2] if self.against else ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Answers that cannot be."""
        return tuple(each for each in self.findings if each.severity == "error")


def check_screening(birth: date | None, today: date, answers: Mapping[str, str]) -> Screened:
    """The answers judged; never refuses. ``367`` is read as 36,7: nobody's temperature has three figures."""
    form = screening_form(birth, today)
    typed = {each.id: answers.get(each.id, "").strip() for each in form.fields}
    typed["temperature"] = _TYPED_WITHOUT_COMMA.sub(r"\1,\2", typed.get("temperature", ""))
    checked = check(form, typed, inputs={"birth_date": birth, "day": today})
    return Screened(
        answers={name: value for name, value in typed.items() if value},
        form=form.head.id,
        version=form.head.version,
        temperature=_decimal(checked.values.get("temperature")),
        weight=_decimal(checked.values.get("weight")),
        findings=checked.findings,
    )


def screened(birth: date | None, today: date, answers: Mapping[str, str], *, whole: bool = True) -> Screened:
    """The answers judged. Refuses answers that cannot be and, unless ``whole`` is False, what was left out."""
    found = check_screening(birth, today, answers)
    wrong = tuple(each for each in found.errors if whole or not each.id.endswith(_LEFT_OUT))
    if wrong:
        raise screening_impossible(wrong)
    return found


def _decimal(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, int) else None
