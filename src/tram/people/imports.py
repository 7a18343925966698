"""People another system told us about: rows for an import to add to its own facts, and how to find them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tram.kernel.records import Record
from tram.kernel.text import name_sort_key, search_key
from tram.people.models import Death, Identifier, IdentifierStatus, Person, PersonName, Residence, ResidenceKind

SOURCE = "import.fhir"
Step = tuple[Record, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who bears an identifier: enough to judge whether they are the one meant."""

    id: UUID
    birth_date: date | None
    search_key: str


def imported_person(*, row_id: UUID, commune: str, values: Mapping[str, Any], day: date) -> list[Record]:
    """A person with names, identifiers, residence and death, not yet written; the first row is the person.

    ``commune`` is the commune that takes them in; a residence elsewhere is told by ``values["commune"]``.
    """
    person = Person(id=row_id, commune=commune, died_on=values["died_on"], **_core(values))
    lived = Residence(
        person_id=row_id,
        commune=values["commune"] or commune,
        kind=_kind(values),
        address=values["address"],
        valid_from=day,
    )
    rows: list[Record] = [person, lived, *_names(row_id, commune, values["other_names"])]
    rows += _identifiers(row_id, commune, values["identifiers"])
    return rows + _death(row_id, commune, values)


def renewed_person(*, row_id: UUID, values: Mapping[str, Any], own: bool) -> tuple[list[Record], list[Step]]:
    """(new rows, changes) for a person who is here already.

    ``own``: the person came by import and follows the source. Otherwise only identifiers they lack are added: what was
    entered at the station stays.
    """
    person = Person.objects.filter(pk=row_id).first()
    if person is None:
        return [], []
    borne = set(Identifier.objects.filter(person=row_id).values_list("system", "value"))
    rows: list[Record] = [
        *_identifiers(row_id, person.commune, [pair for pair in values["identifiers"] if pair not in borne])
    ]
    if not own:
        return rows, []
    known = {person.full_name, *PersonName.objects.filter(person=row_id).values_list("name", flat=True)}
    rows += _names(row_id, person.commune, [name for name in values["other_names"] if name not in known])
    steps: list[Step] = [(person, _core(values))]
    if values["died_on"] and not person.died_on:
        steps[0][1]["died_on"] = values["died_on"]
        rows += _death(row_id, person.commune, values)
    residence = Residence.objects.filter(person=row_id, valid_to=None).order_by("-id").first()
    if residence is not None and residence.kind == ResidenceKind.VISITOR:
        steps.append((residence, {"address": values["address"]}))
    return rows, steps


def people_by_identifiers(values: Iterable[str]) -> dict[tuple[str, str], list[Known]]:
    """Who bears these identifier values today, by (system, value), in one query; merged people under the one kept."""
    rows = Identifier.objects.filter(value__in=list(values), status=IdentifierStatus.ACTIVE).values_list(
        "system", "value", "person_id", "person__merged_into_id", "person__birth_date", "person__search_key"
    )
    found: dict[tuple[str, str], list[Known]] = {}
    for system, value, person, merged_into, born, key in rows:
        found.setdefault((system, value), []).append(Known(merged_into or person, born, key))
    return found


@dataclass(frozen=True, slots=True)
class Born:
    """Somebody of a commune by their day of birth, with their citizen id ("" when none is known)."""

    id: UUID
    birth_date: date
    birth_precision: str
    search_key: str
    cccd: str


def people_by_births(communes: Iterable[str], births: Iterable[date]) -> list[Born]:
    """Living records of these communes born (as recorded) on one of these days, in two queries."""
    rows = Person.objects.filter(commune__in=list(communes), birth_date__in=set(births), merged_into=None).values_list(
        "id", "birth_date", "birth_precision", "search_key"
    )
    found = list(rows)
    cccd = citizen_ids(row[0] for row in found)
    return [Born(*row, cccd=cccd.get(row[0], "")) for row in found]  # type: ignore[arg-type] # births are filtered for


def citizen_ids(people: Iterable[UUID]) -> dict[UUID, str]:
    """The citizen id (CCCD) each of these people bears today, in one query; those without are left out."""
    rows = Identifier.objects.filter(person__in=set(people), system="cccd", status=IdentifierStatus.ACTIVE)
    return dict(rows.values_list("person_id", "value"))


def surviving(ids: Iterable[UUID]) -> dict[UUID, Known]:
    """The person each id stands for today: itself, or the one it was merged into. Unknown ids are left out."""
    rows = Person.objects.filter(pk__in=list(ids)).values_list("id", "merged_into_id", "birth_date", "search_key")
    return {person: Known(merged_into or person, born, key) for person, merged_into, born, key in rows}


def _core(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "full_name": values["full_name"],
        "search_key": search_key(values["full_name"])[:160],
        "sort_key": name_sort_key(values["full_name"])[:400],
        "birth_date": values["birth_date"],
        "birth_precision": values["birth_precision"],
        "sex": values["sex"],
        "phone": values["phone"],
    }


def _kind(values: Mapping[str, Any]) -> str:
    return ResidenceKind.PERMANENT if values["commune"] else ResidenceKind.VISITOR


def _names(person: UUID, commune: str, names: Iterable[str]) -> list[Record]:
    return [PersonName(person_id=person, commune=commune, kind="other", name=name) for name in names]


def _identifiers(person: UUID, commune: str, pairs: Iterable[tuple[str, str]]) -> list[Record]:
    return [
        Identifier(person_id=person, commune=commune, system=system, value=value, source=SOURCE)
        for system, value in pairs
    ]


def _death(person: UUID, commune: str, values: Mapping[str, Any]) -> list[Record]:
    if values["died_on"] is None:
        return []
    precision = values["died_precision"]
    return [Death(person_id=person, commune=commune, died_on=values["died_on"], precision=precision, source=SOURCE)]
