"""The visit form: ``definitions/encounters/visit.toml`` asked about one person on one day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from tram.encounters.icd import all_codes
from tram.engines.forms import Checked, Form, check, load_form
from tram.kernel.definitions import ROOT


@cache
def visit_form() -> Form:
    """The form, read once."""
    return load_form(ROOT / "encounters" / "visit.toml")


def check_answers(answers: Mapping[str, Any], day: date, birth_date: date | None) -> Checked:
    """Typed values and findings of what was typed; ``birth_date`` only when known to the day."""
    inputs = {"day": day, "birth_date": birth_date}
    return check(visit_form(), answers, inputs=inputs, code_lists={"icd10": all_codes()})
