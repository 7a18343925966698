"""Which screening form a person is asked by: the newborn's, the child's from one month, the adult's."""

from __future__ import annotations

from datetime import date

from tram.engines.expression.calendar import months_between
from tram.engines.forms import Form, load_form
from tram.kernel.definitions import ROOT, remembered

MONTHS_OF_AN_ADULT = 18 * 12


def screening_form(birth: date | None, day: date) -> Form:
    """The form for somebody of that birth date on a day; the child's where no birth date is known."""
    months = months_between(birth, day) if birth else 1
    if months < 1:
        return _form("newborn")
    return _form("adult" if months >= MONTHS_OF_AN_ADULT else "child")


@remembered
def _form(name: str) -> Form:
    return load_form(ROOT / "immunization" / f"screening_{name}.toml")
