"""The rows behind a cell: the people a number counts, and those missing from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from tram.engines.query import Counted, Params
from tram.engines.query.model import Key
from tram.kernel import read_log
from tram.kernel.actors import Actor, require
from tram.people import api as people
from tram.places import api as places
from tram.reports import refusals
from tram.reports.catalogue import Indicator, indicator
from tram.reports.reads.keys import read_key
from tram.reports.reads.run import compiled, execute_for
from tram.reports.reads.scope import scope_of
from tram.reports.views import Listed, Listing

PAGE_SIZE = 50
SIDES = ("in", "missing", "all")


def indicator_people(
    actor: Actor,
    indicator_id: str,
    *,
    at: datetime,
    day: date,
    communes: Sequence[str] | None = None,
    split: str = "",
    key: str = "",
    side: str = "missing",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Listing:
    """One page of the people a cell counts (``in``), lacks (``missing``) or both (``all``), names shown, read logged.

    ``split`` and ``key`` name the cell as addresses do; without them it is the whole. Refuses who may not see people
    (403), places out of scope (404), unknown indicators, splits, sides and keys. Facilities and villages are no
    people: whoever may see the number may see them.
    """
    found = indicator(indicator_id, day)
    if found.about_people:
        require(actor, "indicator.people")
    if side not in SIDES:
        raise refusals.unknown_side(side)
    params = scope_of(actor, communes).params(found, day)
    cell = {split: read_key(found, split, key)} if split else {}
    page = max(1, page)
    rows = compiled(found).people(
        execute_for(params), params, cell=cell, side=side, limit=size, offset=(page - 1) * size
    )
    counted, whole = _size(found, params, split, cell)
    if found.about_people and rows:
        read_log.note(actor, at, f"indicator.{found.id} {side}", people=len(rows))
    return Listing(found, day, side, counted, whole, page, size, _named(found, rows, day))


def _size(found: Indicator, params: Params, split: str, cell: Mapping[str, Key]) -> tuple[int, int]:
    """Numerator and denominator of the cell, read off the cells: the very numbers that were pressed."""
    cells = compiled(found, (split,) if split else ()).cells(execute_for(params), params)
    hits = [one for one in cells if not split or one.keys[split] == cell[split]]
    return sum(one.numerator for one in hits), sum(one.denominator or 0 for one in hits)


def _named(found: Indicator, rows: Sequence[Counted], day: date) -> tuple[Listed, ...]:
    if found.about_people:
        return _people(rows, day)
    ids = [_uuid(row.row) for row in rows]
    if found.definition.population.subject == "facility":
        facilities = places.facilities_by_id(ids, day)
        names = {key: (one.name, one.commune) for key, one in facilities.items()}
    else:
        villages = places.villages_by_id(ids, day)
        names = {key: (one.full_name, one.commune) for key, one in villages.items()}
    return tuple(_place(row, *names.get(_uuid(row.row), ("", "")), day) for row in rows)


def _people(rows: Sequence[Counted], day: date) -> tuple[Listed, ...]:
    hits = {hit.id: hit for hit in people.hits([row.person for row in rows if row.person])}
    return tuple(
        Listed(
            row=_uuid(row.row),
            person=hit.id,
            name=hit.name,
            birth=hit.birth,
            village=hit.village_name,
            commune=_commune(hit.commune, day),
            counted=row.counted,
        )
        for row in rows
        if row.person and (hit := hits.get(row.person))
    )


def _place(row: Counted, name: str, commune: str, day: date) -> Listed:
    return Listed(_uuid(row.row), None, name, "", "", _commune(commune, day), row.counted)


def _commune(code: str, day: date) -> str:
    found = places.commune(code, day) if code else None
    return found.name if found else code


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
