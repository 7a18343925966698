"""The form's fields as a template draws them: label, unit, what was typed, what was noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language

from tram.encounters.api import visit_form
from tram.engines.forms import Field, Finding

OWN = "Trạm:"


@dataclass(slots=True)
class Drawn:
    """One field. ``error`` stops the form, ``finding`` only tells; both are whole sentences or empty."""

    name: str
    label: str
    unit: str
    help: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    errors: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def error(self) -> str:
        """Every error as one text."""
        return " ".join(self.errors)

    @property
    def finding(self) -> str:
        """Everything else as one text."""
        return " ".join(self.told)


def drawn(typed: Mapping[str, str], findings: Iterable[Finding]) -> dict[str, Drawn]:
    """The fields of the visit form by name, with what was typed and found."""
    english = get_language() == "en"
    fields = {each.id: _drawn(each, typed.get(each.id, ""), english=english) for each in visit_form().fields}
    for each in findings:
        owner = fields.get(each.field)
        if owner is not None:
            said = owner.errors if each.severity == "error" else owner.told
            said.append(_told(each, english=english))
    return fields


def _told(each: Finding, *, english: bool) -> str:
    """The sentence, and where the rule stands when it is not the program's own."""
    sentence = each.sentence_en if english else each.sentence_vi
    return f"{sentence} ({each.source})" if each.source and not each.source.startswith(OWN) else sentence


def option_label(name: str, code: str) -> str:
    """The words of a code of the form, in the language of the page."""
    field_ = visit_form().field(name)
    options = field_.options if field_ else ()
    found = next((each for each in options if each.code == code), None)
    if found is None:
        return code
    return found.label_en if get_language() == "en" else found.label_vi


def _drawn(each: Field, value: str, *, english: bool) -> Drawn:
    return Drawn(
        name=each.id,
        label=each.label_en if english else each.label_vi,
        unit=each.unit,
        help=each.help_en if english else each.help_vi,
        value=value,
        options=tuple((option.code, option.label_en if english else option.label_vi) for option in each.options),
    )
