"""A card typed on one screen: every way to name a vaccine, what the record has already, what is to be saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tram.immunization.lists.rules.card import CardDose, CardFault, CardLine, read_card
from tram.immunization.record.views import DoseView
from tram.immunization.schedule.lists import vaccines
from tram.kernel.definitions import load_csv, remembered
from tram.kernel.text import search_key


@dataclass(frozen=True, slots=True)
class TypedCard:
    """A card as it was understood: ``doses`` to save when there are no ``faults``."""

    doses: tuple[CardDose, ...]
    faults: tuple[CardFault, ...]


def typed_card(
    lines: Sequence[CardLine], known: Iterable[DoseView], today: date, born: date | None, place: str = ""
) -> TypedCard:
    """Reads the lines of a card; a dose that the record (``known``) has already is a fault of its line."""
    doses, faults = read_card(lines, vaccine_names(), today, born, place)
    had = {(dose.day, dose.vaccine) for dose in known}
    again = "Mũi này đã có trong hồ sơ. Hãy xoá dòng này."
    faults += [CardFault(dose.line, "day", again) for dose in doses if (dose.day, dose.vaccine) in had]
    return TypedCard(tuple(doses), tuple(sorted(faults, key=lambda fault: fault.line)))


@remembered
def card_keys() -> Mapping[str, str]:
    """The two letters typed for each vaccine → its code, in the order of the list."""
    return {row["key"]: row["vaccine"] for row in load_csv("immunization", "card_keys") if row["vaccine"] in vaccines()}


@remembered
def vaccine_names() -> Mapping[str, str]:
    """Every way to type a vaccine, as ``search_key`` writes it → its code; two letters win over names."""
    named: dict[str, str] = {}
    for code, one in reversed(list(vaccines().items())):
        named |= {search_key(text): code for text in (one.name_vi, one.name_en, one.short_vi, code)}
    return named | dict(card_keys())
