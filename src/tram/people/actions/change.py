"""Correcting what is known of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.facts import deed
from tram.kernel.refusals import Refusal
from tram.kernel.text import name_sort_key, search_key
from tram.people.actions.parts import WRITE, Done, birth_of, choice, person_for
from tram.people.models import PersonName, Sex
from tram.people.rules.births import Birth
from tram.people.rules.codes import ethnicity_code, occupation_code
from tram.people.rules.names import check_name, name_findings
from tram.people.rules.numbers import check_phone

FACT = "person.changed"
FIELDS = ("full_name", "birth", "sex", "ethnicity", "occupation", "nationality", "phone")
_SIMPLE: dict[str, Callable[[str], str]] = {
    "sex": lambda told: choice(told, Sex.values, "sex"),
    "ethnicity": ethnicity_code,
    "occupation": occupation_code,
    "phone": check_phone,
    "nationality": str.strip,
}


def change_person(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    based_on: int | None = None,
    keep_former_name: bool = False,
    under: str = WRITE,
    **changes: str | Birth | None,
) -> Done:
    """Changes any of ``full_name birth sex ethnicity occupation nationality phone``; what is not named stays.

    ``based_on`` is the stamp the form was read at: refuses ``row.stale`` when somebody stepped ahead. The old name is
    kept as a former name when asked. Without a difference nothing is written. One fact ``person.changed``.
    """
    row = person_for(by, person, under, based_on)
    values = _values(changes, today_vn(at))
    old_name = row.full_name
    if all(getattr(row, name) == value for name, value in values.items()):
        return Done(row.id)
    with deed(FACT, by=by, at=at, place=row.commune, person=row.id) as fact:
        fact.change(row, **values)
        if keep_former_name and row.full_name != old_name:
            fact.add(PersonName(person=row, commune=row.commune, kind="former", name=old_name, valid_to=today_vn(at)))
    return Done(row.id, name_findings(row.full_name))


def _values(changes: dict[str, str | Birth | None], today: date) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, told in changes.items():
        if field not in FIELDS:
            raise Refusal("person.field", "Trường này không sửa được ở đây.", {"field": field})
        if field == "full_name":
            name = check_name(str(told or ""))
            values |= {"full_name": name, "search_key": search_key(name), "sort_key": name_sort_key(name)}
        elif field == "birth":
            birth = birth_of(told, today)
            values |= {
                "birth_date": birth.day if birth else None,
                "birth_precision": birth.precision if birth else "day",
            }
        else:
            values[field] = _SIMPLE[field](str(told or ""))
    return values
