"""Short names of vaccines and groups, in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language

from tram.immunization.schedule import groups, vaccines


def vaccine_label(code: str, number: int | None = None) -> str:
    """``OPV 2``: a vaccine (or a group) by its short name, with the number of the dose from the second on.

    An unknown code stands for itself.
    """
    known = vaccines().get(code) or groups().get(code)
    name = code if known is None else known.name_en if get_language() == "en" else known.short_vi
    return f"{name} {number}" if number and number > 1 else name
