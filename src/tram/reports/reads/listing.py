"""The rows behind a cell: the people a number counts, and those missing from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tram.engines.query import Counted, Params
from tram.engines.query.model import Key
from tram.kernel import read_log
from tram.kernel.actors import Actor, require
from tram.kernel.periods import Period, name_of
from tram.people import api as people
from tram.places import api as places
from tram.reports import refusals
from tram.reports.catalogue import Indicator
from tram.reports.reads.cells import cells_of, counted_by, whole
from tram.reports.reads.chosen import chosen
from tram.reports.reads.keys import key_text, read_key
from tram.reports.reads.moment import Moment
from tram.reports.reads.private import private_splits, require_own
from tram.reports.reads.run import compiled, execute_for
from tram.reports.reads.scope import Scope, scope_of
from tram.reports.reads.things import rows_counted, things
from tram.reports.views import Listed, Listing

PAGE_SIZE = 50
Asked = Mapping[str, str | Sequence[str]]
Keys = Mapping[str, tuple[Key, ...]]
SIDES = ("in", "missing", "all")
LOG_LENGTH = 80


def indicator_people(
    actor: Actor,
    which: str | Indicator,
    *,
    at: datetime,
    period: Period,
    today: date,
    communes: Sequence[str] | None = None,
    cell: Asked | None = None,
    side: str = "missing",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Listing:
    """One page of the people a cell counts (``in``), lacks (``missing``) or both (``all``), names shown, read logged.

    ``cell`` names it as addresses do, split by split (one key, or several); without it the whole. Refuses who may not
    see people (403), a cell that says a private disease to all but the station's own care staff (403), places out of
    scope (404), unknown indicators, splits, sides and keys. Facilities and villages are no people: whoever may see the
    number may see them.
    """
    moment = Moment(period, today)
    found = chosen(which, moment)
    behind = counted_by(found, moment)
    if behind.about_people:
        require(actor, "indicator.people")
    if side not in SIDES:
        raise refusals.unknown_side(side)
    scope = scope_of(actor, communes)
    keys = _keys(behind, cell or {})
    secret = private_splits(behind, keys) if behind.about_people else ()
    if secret:
        require_own(actor, scope, today)
    page = max(1, page)
    params = _within(scope.params(behind, moment), keys)
    rows = compiled(behind).people(execute_for(params), params, side=side, limit=size, offset=(page - 1) * size)
    counted, of = _size(behind, scope, moment, keys)
    if behind.definition.population.weight:
        counted, of = rows_counted(behind, params)
    if behind.about_people and rows:
        read_log.note(actor, at, _why(f"indicator.{found.id} {side}", period, keys, secret), people=len(rows))
    return Listing(found, period, moment.at, side, counted, of, page, size, _named(behind, rows, moment.at))


def _keys(found: Indicator, cell: Asked) -> Keys:
    """The keys asked for, as the engine has them."""
    texts = {split: (asked,) if isinstance(asked, str) else tuple(asked) for split, asked in cell.items()}
    return {split: tuple(read_key(found, split, text) for text in asked) for split, asked in texts.items()}


def _why(what: str, period: Period, keys: Keys, secret: Sequence[str]) -> str:
    """What the log is told: the list, its period and its cell, what says a private disease first.

    A cell too long for the log is cut at its end and says so.
    """
    first = sorted(keys, key=lambda split: split not in secret)
    cell = (f"{split}={','.join(key_text(key) or '-' for key in keys[split])}" for split in first)
    told = " ".join((what, name_of(period), *cell))
    return told if len(told) <= LOG_LENGTH else told[: LOG_LENGTH - 1] + "…"


def _within(params: Params, keys: Keys) -> Params:
    """The cell beside what the scope keeps to already; both must hold."""
    only = dict(params.only)
    for split, wanted in keys.items():
        only[split] = tuple(key for key in wanted if split not in only or key in only[split])
    return replace(params, only=only)


def _size(found: Indicator, scope: Scope, moment: Moment, keys: Keys) -> tuple[int, int]:
    """Numerator and denominator of the cell, read off the cells: the very numbers that were pressed."""
    cells = cells_of(found, scope, moment, tuple(keys))
    hit = whole(found, [one for one in cells if all(one.keys[split] in wanted for split, wanted in keys.items())])
    return hit.numerator, hit.numerator if hit.denominator is None else hit.denominator


def _named(found: Indicator, rows: Sequence[Counted], day: date) -> tuple[Listed, ...]:
    if found.about_people:
        return _people(rows, day)
    if found.about_things:
        return tuple(_place(row, *told, day) for row, told in things(found, rows, day))
    ids = [_uuid(row.row) for row in rows]
    if found.definition.population.subject == "facility":
        facilities = places.facilities_by_id(ids, day)
        names = {key: (one.name, one.commune) for key, one in facilities.items()}
    else:
        villages = places.villages_by_id(ids, day)
        names = {key: (one.full_name, one.commune) for key, one in villages.items()}
    return tuple(_place(row, *names.get(_uuid(row.row), ("", "")), day) for row in rows)


def _people(rows: Sequence[Counted], day: date) -> tuple[Listed, ...]:
    """The people of the rows; a household, which is nobody's own row, by its head."""
    hits = {hit.id: hit for hit in people.hits([row.person for row in rows if row.person])}
    heads = people.heads([_uuid(row.row) for row in rows if row.person is None], day)
    return tuple(
        _home(row, heads.get(_uuid(row.row)), day) if row.person is None else _person(row, hits[row.person], day)
        for row in rows
        if row.person is None or row.person in hits
    )


def _person(row: Counted, hit: people.Hit, day: date) -> Listed:
    return Listed(
        row=_uuid(row.row),
        person=hit.id,
        name=hit.name,
        birth=hit.birth,
        village=hit.village_name,
        commune=_commune(hit.commune, day),
        counted=row.counted,
    )


def _home(row: Counted, head: people.Member | None, day: date) -> Listed:
    if head is None:
        return _place(row, _("Hộ chưa ghi chủ hộ"), "", day)
    hit = head.person
    name = _("Hộ %(head)s") % {"head": hit.name}
    return Listed(_uuid(row.row), hit.id, name, "", hit.village_name, _commune(hit.commune, day), row.counted)


def _place(row: Counted, name: str, commune: str, day: date) -> Listed:
    return Listed(_uuid(row.row), None, name, "", "", _commune(commune, day), row.counted)


def _commune(code: str, day: date) -> str:
    found = places.commune(code, day) if code else None
    return found.name if found else code


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
