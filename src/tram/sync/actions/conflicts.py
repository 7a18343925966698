"""Deciding between versions that machines wrote apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.facts import deed
from tram.kernel.facts.columns import table_of
from tram.kernel.facts.conflicts import Conflict, open_conflicts
from tram.kernel.records import Record
from tram.kernel.refusals import Refusal
from tram.kernel.text import name_sort_key, nfc, search_key
from tram.people.api import check_name, check_phone, decide_home, visible_people
from tram.sync import refusals
from tram.sync.reads.values import field_of, python_value
from tram.sync.rights import right_of
from tram.sync.rules.labels import DERIVED

DECIDED = "conflict.decided"
PERSON, RESIDENCE = "people_person", "people_residence"
_FOLLOWS: dict[str, Callable[[str], str]] = {"search_key": search_key, "sort_key": name_sort_key}
_CHECKS: dict[tuple[str, str], Callable[[str], str]] = {
    (PERSON, "full_name"): check_name,
    (PERSON, "phone"): check_phone,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided about columns that belong together: the version of that number, or a text typed instead."""

    columns: tuple[str, ...]
    side: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """The row, and how many questions about it were answered."""

    table: str
    row: UUID
    answered: int


def decide_conflict(
    *, by: Actor, at: datetime, table: str, row: UUID, based_on: int, choices: Sequence[Choice]
) -> Decided:
    """Ends conflicts of a row as somebody chose. ``based_on`` is the row's stamp as the versions were shown.

    Refuses who may not write such rows or not see this one, ``row.stale`` when something came meanwhile,
    ``conflict.choice`` for a version that is not there. One fact ``conflict.decided``; where somebody lives is one
    more, the people room's ``person.residence_decided``: the person and their papers follow.
    """
    require(by, right_of(table))
    found = {conflict.columns: conflict for conflict in open_conflicts(row=row) if conflict.table == table}
    first = next(iter(found.values()), None)
    if first is None or not _sees(by, first):
        raise not_found()
    if first.stamp != based_on:
        raise refusals.stale()
    values = {columns: _values(found, choice) for choice in choices if (columns := choice.columns) in found}
    if not values or len(values) < len(choices):
        raise refusals.no_such_choice()
    homes = [columns for columns in values if table in {PERSON, RESIDENCE} and "commune" in columns]
    with transaction.atomic():
        _decide(by, at, first, [values[columns] for columns in values if columns not in homes])
        for columns in homes:
            _decide_home(by, at, first, values[columns])
    return Decided(table, row, len(values))


def _sees(by: Actor, conflict: Conflict) -> bool:
    if conflict.person is not None:
        return conflict.person in visible_people(by, [conflict.person])
    return may_see(by, conflict.commune)


def _values(found: dict[tuple[str, ...], Conflict], choice: Choice) -> dict[str, Any]:
    conflict = found[choice.columns]
    if choice.side is None:
        return _typed(conflict, choice.text)
    if not 0 <= choice.side < len(conflict.sides):
        raise refusals.no_such_choice()
    told = conflict.sides[choice.side].values
    return {name: python_value(conflict.table, name, told[name]) for name in conflict.columns}


def _typed(conflict: Conflict, text: str) -> dict[str, Any]:
    """A third value, checked like any other; columns that follow from it are made anew."""
    shown = [column for column in conflict.columns if column not in DERIVED]
    field = field_of(conflict.table, shown[0])
    if len(shown) > 1 or not isinstance(field, models.CharField) or field.choices or shown[0] == "commune":
        raise refusals.no_such_choice()
    value = _CHECKS.get((conflict.table, shown[0]), nfc)(text.strip())
    if len(value) > (field.max_length or 0) or not (value or field.blank):
        raise Refusal("conflict.text", f"Hãy ghi từ 1 đến {field.max_length} ký tự.", {"field": shown[0]})
    return {shown[0]: value} | {name: _FOLLOWS[name](value) for name in conflict.columns if name in DERIVED}


def _decide(by: Actor, at: datetime, conflict: Conflict, values: list[dict[str, Any]]) -> None:
    if not values:
        return
    held: Record = models.QuerySet(table_of(conflict.table).model).get(pk=conflict.row)
    with deed(DECIDED, by=by, at=at, place=conflict.commune, person=conflict.person) as fact:
        for told in values:
            fact.decide(held, **told)


def _decide_home(by: Actor, at: datetime, conflict: Conflict, values: dict[str, Any]) -> None:
    if conflict.person is None:
        raise not_found()
    residence = conflict.row if conflict.table == RESIDENCE else None
    person = visible_people(by, [conflict.person])[conflict.person]
    same = person.household if person.commune == values["commune"] else None
    decide_home(
        by=by, at=at, person=conflict.person, residence=residence, commune=values["commune"],
        village=values["village_id"], address=values.get("address"), household=values.get("household_id", same),
    )  # fmt: skip
