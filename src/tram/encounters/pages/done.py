"""What was done at a visit, in words: services with their results, supplies; facilities by their code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tram.encounters.api import ObservationView, ProcedureView, VisitView, number_words
from tram.places.api import CodeSystem, facility_by_code


@dataclass(frozen=True, slots=True)
class Done:
    """One service or supply: its name with how many, what was found; ``waiting`` for a result."""

    name: str
    results: tuple[str, ...]
    waiting: bool


def tests_of(visit: VisitView) -> list[Done]:
    """Services in their order, then supplies."""
    services = [_service(each, visit.observations) for each in visit.procedures]
    used = [
        Done(
            f"{each.display} × {number_words(each.quantity)} {each.unit}" if each.quantity else each.display, (), False
        )
        for each in visit.supplies
    ]
    return [*services, *used]


def facility_name(code: str, day: date) -> str:
    """A facility by the insurer's code, with its name where we know it."""
    known = facility_by_code(CodeSystem.BHXH, code, day) if code else None
    return f"{code} {known.name}" if known else code


def _service(each: ProcedureView, observations: tuple[ObservationView, ...]) -> Done:
    many = f" × {number_words(each.quantity)}" if each.quantity is not None and each.quantity != 1 else ""
    found = [f"{one.display}: {one.value}" for one in observations if one.procedure == each.id]
    words = [text for text in (each.description, each.conclusion) if text]
    waits = each.item is not None and each.at is None and not found
    return Done(f"{each.display or each.code}{many}", (*found, *words), waits)
