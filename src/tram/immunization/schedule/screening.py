"""The form of what is asked and measured before a dose, by age."""

from __future__ import annotations

from datetime import date

from tram.engines.expression.calendar import months_between, years_between
from tram.engines.forms import Form, load_form
from tram.immunization.schedule.lists import ROOM
from tram.kernel import definitions
from tram.kernel.definitions import remembered

ADULT = 18  # years from which the form of adults is used


def screening_form(birth: date | None, day: date) -> Form:
    """The form for somebody born then, on a day: newborns (under a month), children, adults. Unknown: a child."""
    return _form(_name(birth, day), day)


def _name(birth: date | None, day: date) -> str:
    if birth is None or birth > day:
        return "screening_child"
    if months_between(birth, day) < 1:
        return "screening_newborn"
    return "screening_adult" if years_between(birth, day) >= ADULT else "screening_child"


@remembered
def _form(name: str, day: date) -> Form:
    return load_form(definitions.in_force(ROOM, name, day))
