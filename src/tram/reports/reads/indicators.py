"""Indicators: values, divided values, comparison of communes, trend, explanation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tram.engines.explain import Explanation, explain_cell
from tram.engines.query import Cell
from tram.kernel.actors import Actor
from tram.places import api as places
from tram.reports import refusals
from tram.reports.catalogue import Indicator, indicator, indicators
from tram.reports.reads.keys import key_text
from tram.reports.reads.labels import labels, ordered
from tram.reports.reads.memory import Memory, record_position
from tram.reports.reads.run import compiled, execute_for
from tram.reports.reads.scope import Scope, scope_of
from tram.reports.rules import month_ends, short_by
from tram.reports.views import Month, Point, Slice, Value

TREND_MONTHS = 12
_REMEMBERED = Memory()


def indicator_values(
    actor: Actor,
    *,
    at: date,
    communes: Sequence[str] | None = None,
    split: str | None = None,
    divided: str | None = None,
) -> tuple[Value, ...]:
    """Every indicator in force on a day; without communes, over all of the actor's.

    Those that can be are divided by ``split``, or only the one that ``divided`` names.

    Refuses places outside the actor's scope (404). A number that has no villages is left out for those bound to some.
    """
    scope = scope_of(actor, communes)
    fitting = (one for one in indicators(at) if scope.fits(one))
    return tuple(_value(one, scope, at, split if _divides(one, split, divided) else None) for one in fitting)


def indicator_value(
    actor: Actor, indicator_id: str, *, at: date, communes: Sequence[str] | None = None, split: str | None = None
) -> Value:
    """One indicator on a day. Refuses an unknown indicator or split, and places outside the actor's scope."""
    found = indicator(indicator_id, at)
    if split is not None and split not in found.split_ids():
        raise refusals.unknown_split(split, found.split_ids())
    return _value(found, scope_of(actor, communes), at, split)


def comparison(
    actor: Actor, indicator_id: str, *, at: date, communes: Sequence[str] | None = None
) -> tuple[Point, ...]:
    """One indicator for each commune of the scope: numbers only, best first; communes without anybody are left out."""
    found = indicator(indicator_id, at)
    cells = _remembered(found, scope_of(actor, communes), at, ("commune",))
    points = [_point(cell, at) for cell in cells if cell.denominator]
    best_first = found.definition.direction == "up"
    return tuple(sorted(points, key=lambda point: (_rate(point) * (-1 if best_first else 1), point.name)))


def trend(actor: Actor, indicator_id: str, *, at: date, communes: Sequence[str] | None = None) -> tuple[Month, ...]:
    """One indicator at the last eleven month ends and on the day, oldest first; each day under its own definition.

    Days on which the indicator was not in force are left out.
    """
    indicator(indicator_id, at)
    scope = scope_of(actor, communes)
    found = []
    for day in month_ends(at, TREND_MONTHS):
        version = next((one for one in indicators(day) if one.id == indicator_id), None)
        if version is not None:
            (cell,) = _remembered(version, scope, day, ())
            found.append(Month(day, cell.numerator, cell.denominator or 0, cell.percent))
    return tuple(found)


def explanation(actor: Actor, value: Value, communes: Sequence[str] | None = None) -> Explanation:
    """What a number is and the SQL that gives it: days and place codes stand in it, nobody's id does."""
    scope = scope_of(actor, communes)
    ready, params = compiled(value.indicator), scope.params(value.indicator, value.at)
    cell = Cell({}, value.numerator, value.denominator)
    return explain_cell(
        value.indicator.definition, cell, params, conditions_vi=ready.sentence_vi, sql=ready.shown(params)
    )


def _divides(found: Indicator, split: str | None, divided: str | None) -> bool:
    return split in found.split_ids() and divided in (None, found.id)


def _value(found: Indicator, scope: Scope, at: date, split: str | None) -> Value:
    """Total and division in one scan: the total is the sum of the cells."""
    cells = _remembered(found, scope, at, (split,) if split else ())
    numerator = sum(cell.numerator for cell in cells)
    denominator = sum(cell.denominator or 0 for cell in cells)
    part = found.definition
    return Value(
        indicator=found,
        at=at,
        numerator=numerator,
        denominator=denominator,
        percent=Cell({}, numerator, denominator).percent,
        short_by=short_by(numerator, denominator, part.target, part.direction),
        slices=_slices(found, split, cells, at) if split else (),
    )


def _slices(found: Indicator, split: str, cells: Iterable[Cell], at: date) -> tuple[Slice, ...]:
    kept = [cell for cell in cells if cell.denominator]
    names = labels(split, [cell.keys[split] for cell in kept], at)
    slices = [
        Slice(key_text(cell.keys[split]), names[cell.keys[split]], cell.numerator, cell.denominator or 0, cell.percent)
        for cell in kept
    ]
    return ordered(found, split, slices)


def _remembered(found: Indicator, scope: Scope, at: date, by: tuple[str, ...]) -> list[Cell]:
    params = scope.params(found, at)
    key = (found.id, found.definition.head.version, at, params.places, scope.villages, by, record_position())
    return _REMEMBERED.answer(key, lambda: compiled(found, by).cells(execute_for(params), params))


def _point(cell: Cell, at: date) -> Point:
    code = str(cell.keys["commune"])
    where = places.commune(code, at)
    return Point(
        code=code,
        name=where.name if where else code,
        numerator=cell.numerator,
        denominator=cell.denominator or 0,
        percent=cell.percent,
        longitude=_degrees(where.longitude if where else None),
        latitude=_degrees(where.latitude if where else None),
    )


def _degrees(value: object) -> float | None:
    return None if value is None else float(str(value))


def _rate(point: Point) -> float:
    return point.numerator / point.denominator
