"""Indicators of a period: values, divided values, comparison of places, trend, explanation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from tram.engines.explain import Explanation, explain_cell
from tram.engines.query import Cell
from tram.kernel.actors import Actor
from tram.kernel.periods import Period
from tram.places import api as places
from tram.reports import refusals
from tram.reports.catalogue import Indicator, indicators
from tram.reports.reads.cells import cells_of, counted_by, ratio_parts, somebody, told, whole
from tram.reports.reads.chosen import chosen, require_splits
from tram.reports.reads.keys import key_text
from tram.reports.reads.labels import labels, ordered
from tram.reports.reads.moment import Moment
from tram.reports.reads.plans import Plan, place_over, plan_of
from tram.reports.reads.run import compiled
from tram.reports.reads.scope import Scope, scope_of
from tram.reports.reads.stores import DUCKDB, Store, open_store
from tram.reports.rules import short_by
from tram.reports.views import Divided, Point, Reading, Slice, Step, Value

TREND = 12
POPULATION = "population"


def indicator_values(
    actor: Actor,
    *,
    period: Period,
    today: date,
    communes: Sequence[str] | None = None,
    split: str | None = None,
    divided: str | None = None,
    ids: Collection[str] | None = None,
) -> tuple[Value, ...]:
    """The indicators in force at the end of a period (up to ``today``); without communes, over all of the actor's.

    ``ids`` asks for some only. Those that can be are divided by ``split``, or only the one that ``divided`` names.

    Refuses places outside the actor's scope (404). Left out: a number that has no villages for those bound to some, and
    a flow that is not told for this kind of period (a yearly one for a month).
    """
    scope, moment = scope_of(actor, communes), Moment(period, today)
    fitting = _fitting(scope, moment, ids)
    plan = plan_for(scope, moment)
    return tuple(_value(one, scope, moment, split if _divides(one, split, divided) else None, plan) for one in fitting)


def divided_values(
    actor: Actor,
    *,
    period: Period,
    today: date,
    communes: Sequence[str] | None = None,
    by: Sequence[str] = (),
    ids: Collection[str] | None = None,
    store: Path | None = None,
    engine: str = DUCKDB,
) -> tuple[Divided, ...]:
    """As ``indicator_values``, each divided by all the splits at once where it has them, else told whole.

    ``store`` is the folder of a store that is read in place of the record, by DuckDB or Spark. Refuses unknown ``ids``,
    and a split that none of the indicators has.
    """
    scope, moment = scope_of(actor, communes), Moment(period, today)
    for one in ids or ():
        require_splits(chosen(one, moment), by)
    fitting = _fitting(scope, moment, ids)
    for split in by:
        if not any(split in one.split_ids() for one in fitting):
            raise refusals.unknown_split(split, sorted({name for one in fitting for name in one.split_ids()}))
    opened = open_store(store, engine) if store else None
    divided = (_cells(one, scope, moment, by, opened) for one in fitting)
    plan = plan_for(scope, moment)
    return tuple(_divided(one, cells, kept, moment, plan) for one, (kept, cells) in zip(fitting, divided, strict=True))


def indicator_value(
    actor: Actor,
    which: str | Indicator,
    *,
    period: Period,
    today: date,
    communes: Sequence[str] | None = None,
    split: str | None = None,
) -> Value:
    """One indicator in a period. Refuses what is unknown or does not fit, and places outside the actor's scope."""
    moment = Moment(period, today)
    found = chosen(which, moment)
    if split is not None:
        require_splits(found, (split,))
    scope = scope_of(actor, communes)
    return _value(found, scope, moment, split, plan_for(scope, moment))


def indicator_cells(
    actor: Actor,
    which: str | Indicator,
    *,
    period: Period,
    today: date,
    communes: Sequence[str] | None = None,
    by: Sequence[str] = (),
    store: Path | None = None,
    engine: str = DUCKDB,
) -> tuple[Reading, ...]:
    """One indicator divided by several splits at once, in one query: every cell that holds anything, sorted by keys.

    Without splits exactly one. ``store`` is the folder of a store that is read in place of the record, by DuckDB or
    Spark. Refuses as ``indicator_value`` does.
    """
    moment = Moment(period, today)
    found = chosen(which, moment)
    require_splits(found, by)
    cells = cells_of(found, scope_of(actor, communes), moment, by, open_store(store, engine) if store else None)
    return readings(found, [cell for cell in cells if not by or somebody(cell)], by, moment.at)


def readings(found: Indicator, cells: Sequence[Cell], by: Sequence[str], day: date) -> tuple[Reading, ...]:
    """Cells with the words of their keys on a day."""
    words = {split: labels(found, split, {cell.keys[split] for cell in cells}, day) for split in by}
    return tuple(
        Reading(
            keys={split: key_text(cell.keys[split]) for split in by},
            labels={split: words[split][cell.keys[split]] for split in by},
            **told(found, cell),
        )
        for cell in cells
    )


def comparison(
    actor: Actor,
    which: str | Indicator,
    *,
    period: Period,
    today: date,
    communes: Sequence[str] | None = None,
    by: str = "commune",
) -> tuple[Point, ...]:
    """One indicator for each commune (or village) of the scope: numbers only, best first; places without anybody are
    left out. Refuses as ``indicator_value`` does."""
    moment = Moment(period, today)
    found = chosen(which, moment)
    require_splits(found, (by,))
    cells = [cell for cell in cells_of(found, scope_of(actor, communes), moment, (by,)) if somebody(cell)]
    names = labels(found, by, {cell.keys[by] for cell in cells}, moment.at)
    points = [_point(found, cell, by, names[cell.keys[by]], moment.at) for cell in cells]
    best_first = -1 if found.definition.direction == "up" else 1
    return tuple(sorted(points, key=lambda point: (_rate(point) * best_first, point.name)))


def trend(
    actor: Actor,
    which: str | Indicator,
    *,
    period: Period,
    today: date,
    communes: Sequence[str] | None = None,
    count: int = TREND,
) -> tuple[Step, ...]:
    """One indicator in the period and those of the same length before it, oldest first; each under its own definition.

    A single day goes back by month ends. Left out: periods in which the indicator was not in force, and those before
    the first of which the record of the places knows anything.
    """
    moment = Moment(period, today)
    found, scope = chosen(which, moment), scope_of(actor, communes)
    steps = []
    for earlier in moment.earlier(count):
        version = found if found.draft else next((one for one in indicators(earlier.at) if one.id == found.id), None)
        if version is not None:
            (cell,) = cells_of(version, scope, earlier)
            steps.append(Step(period=earlier.period, at=earlier.at, **told(version, cell)))
    first = next((number for number, step in enumerate(steps) if _is_known(step, scope)), len(steps))
    return tuple(steps[first:])


def _is_known(step: Step, scope: Scope) -> bool:
    """Whether the record knows anything of the time: the number is not nought, or people lived there."""
    if step.numerator or step.denominator:
        return True
    population = next((one for one in indicators(step.at) if one.id == POPULATION), None)
    if population is None or not scope.fits(population):
        return step.denominator is None
    day = Moment(Period(step.at, step.at), step.at)
    return bool(whole(population, cells_of(population, scope, day)).numerator)


def explanation(actor: Actor, value: Value, communes: Sequence[str] | None = None) -> Explanation:
    """What a number is and the SQL that gives it: days and place codes stand in it, nobody's id does."""
    scope, moment = scope_of(actor, communes), Moment(value.period, value.at)
    found = value.indicator
    parts = ratio_parts(found, moment) if found.definition.ratio else (found,)
    params = scope.params(counted_by(found, moment), moment)
    ready = [compiled(part) for part in parts]
    return explain_cell(
        found.definition,
        Cell({}, value.numerator, value.denominator),
        params,
        conditions_vi=". Chia cho: ".join(one.sentence_vi for one in ready),
        sql=";\n\n".join(one.shown(params) for one in ready),
    )


def _fitting(scope: Scope, moment: Moment, ids: Collection[str] | None) -> list[Indicator]:
    known = (one for one in indicators(moment.at) if ids is None or one.id in ids)
    return [one for one in known if scope.fits(one) and one.fits(moment.kind)]


def _divides(found: Indicator, split: str | None, divided: str | None) -> bool:
    return split in found.split_ids() and divided in (None, found.id)


def plan_for(scope: Scope, moment: Moment) -> Plan:
    """The targets that hold for a scope in the year of a moment."""
    return plan_of(place_over(scope.communes), moment.at.year)


def _cells(
    found: Indicator, scope: Scope, moment: Moment, by: Sequence[str], store: Store | None
) -> tuple[tuple[str, ...], list[Cell]]:
    """The cells by all the splits, where the indicator has them all; else the whole, by none."""
    kept = tuple(by) if set(by) <= set(found.split_ids()) else ()
    return kept, cells_of(found, scope, moment, kept, store)


def _divided(found: Indicator, cells: Sequence[Cell], by: tuple[str, ...], moment: Moment, plan: Plan) -> Divided:
    told = readings(found, [cell for cell in cells if not by or somebody(cell)], by, moment.at)
    return Divided(_total(found, cells, moment, plan), by, told)


def _value(found: Indicator, scope: Scope, moment: Moment, split: str | None, plan: Plan) -> Value:
    """Total and division in one scan: the total is the sum of the cells."""
    cells = cells_of(found, scope, moment, (split,) if split else ())
    return _total(found, cells, moment, plan, slices_of(found, split, cells, moment.at) if split else ())


def _total(
    found: Indicator, cells: Sequence[Cell], moment: Moment, plan: Plan, slices: tuple[Slice, ...] = ()
) -> Value:
    total, definition = whole(found, cells), found.definition
    value = Value(
        indicator=found,
        period=moment.period,
        at=moment.at,
        short_by=None,
        slices=slices,
        plan=plan.interim.get(found.id),
        final=plan.final.get(found.id),
        **told(found, total),
    )
    if definition.kind != "share":
        return value
    return replace(value, short_by=short_by(total.numerator, total.denominator, value.goal, definition.direction))


def slices_of(found: Indicator, split: str, cells: Iterable[Cell], day: date) -> tuple[Slice, ...]:
    """The cells of one split that hold anything, in the order people expect."""
    kept = [cell for cell in cells if somebody(cell)]
    names = labels(found, split, {cell.keys[split] for cell in kept}, day)
    slices = [
        Slice(key=key_text(cell.keys[split]), label=names[cell.keys[split]], **told(found, cell)) for cell in kept
    ]
    return ordered(found, split, slices)


def _point(found: Indicator, cell: Cell, by: str, name: str, day: date) -> Point:
    code = key_text(cell.keys[by])
    where = places.commune(code, day) if by == "commune" else None
    return Point(
        code=code,
        name=name,
        longitude=_degrees(where.longitude if where else None),
        latitude=_degrees(where.latitude if where else None),
        **told(found, cell),
    )


def _degrees(value: object) -> float | None:
    return None if value is None else float(str(value))


def _rate(point: Point) -> float:
    return point.numerator / point.denominator if point.denominator else float(point.numerator)
