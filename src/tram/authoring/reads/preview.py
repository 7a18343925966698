"""What a draft counts on this machine's record: the number, its cells, its SQL, its people."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from tram.authoring import refusals
from tram.authoring.reads.bounded import bounded
from tram.engines.definitions import DefinitionError
from tram.engines.query import (
    Cell,
    Compiled,
    CompiledRatio,
    IndicatorDefinition,
    Params,
    compile_indicator,
    compile_ratio,
)
from tram.kernel import read_log
from tram.kernel.actors import Actor, require
from tram.kernel.periods import Period
from tram.people import api as people
from tram.reports.api import Indicator, cell_labels, every_indicator, published_tables

SECONDS = 10.0
PAGE = 50
DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of a divided number: its name, and what it counts."""

    label: str
    numerator: int
    denominator: int | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft counts: the whole, divided by ``split`` ("" when it is not), in words and in SQL."""

    whole: Line
    split: str
    lines: tuple[Line, ...]
    words: str
    sql: str
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody behind a draft's number."""

    person: UUID
    name: str
    birth: str
    village: str
    counted: bool


def preview(
    actor: Actor,
    draft: Indicator,
    *,
    period: Period,
    today: date,
    split: str = "",
    commune: str = "",
    name: str = "",
    seconds: float = SECONDS,
) -> Preview:
    """The number of a draft in the actor's communes (or one of them), within so many seconds.

    Refuses who may not write indicators or see numbers, a commune out of scope (404), a draft that cannot be counted,
    and one that takes too long or was stopped.
    """
    definition = draft.definition
    params = _params(actor, definition, period, today, commune)
    began = time.monotonic()
    try:
        ready = _compiled(definition, (split,) if split else ())
        with bounded(name_of(actor, name), seconds) as execute:
            cells = ready.cells(execute, params)
    except DefinitionError as error:
        raise refusals.unfit(str(error)) from None
    spent = int((time.monotonic() - began) * 1000)
    lines = _lines(draft, split, cells, params.at) if split else ()
    return Preview(_whole(definition, cells), split, lines, ready.sentence_vi, ready.shown(params), spent)


def preview_people(
    actor: Actor,
    draft: Indicator,
    *,
    at: datetime,
    period: Period,
    today: date,
    side: str = "in",
    commune: str = "",
    page: int = 1,
    name: str = "",
) -> tuple[Found, ...]:
    """One page of the people a draft counts (``in``) or misses (``missing``), by name; the read is logged.

    Refuses as ``preview`` does, and who may not see people (403).
    """
    require(actor, "indicator.people")
    definition = draft.definition
    params = _params(actor, definition, period, today, commune)
    offset = (max(1, page) - 1) * PAGE
    try:
        with bounded(name_of(actor, name), SECONDS) as execute:
            rows = _compiled(definition, ()).people(execute, params, side=side, limit=PAGE, offset=offset)
    except DefinitionError as error:
        raise refusals.unfit(str(error)) from None
    counted = {row.person: row.counted for row in rows if row.person}
    if counted:
        read_log.note(actor, at, f"authoring.preview {side}", people=len(counted))
    return tuple(
        Found(hit.id, hit.name, hit.birth, hit.village_name, counted.get(hit.id, side == "in"))
        for hit in people.hits(list(counted))
    )


def name_of(actor: Actor, name: str) -> str:
    """The name of an actor's run: nobody stops another's."""
    return f"{actor.id}-{name[:32]}"


def period_params(period: Period, today: date) -> tuple[date, date, date]:
    """Day of the number, first and last day of a period: a state of a period is that at its end, at latest today."""
    end = period.end or period.start
    return min(end, max(today, period.start)), period.start, end


def _params(actor: Actor, definition: IndicatorDefinition, period: Period, today: date, commune: str) -> Params:
    require(actor, "indicator.author")
    require(actor, "indicator.read", commune=commune or None)
    if actor.villages is not None:
        raise refusals.not_for_villages()
    scope = None if actor.communes is None else tuple(sorted(actor.communes))
    at, start, end = period_params(period, today)
    where = (commune,) if commune else scope
    if definition.is_flow:
        return Params(at=at, start=start, end=end, places=where)
    return Params(at=at, places=where)


def _compiled(definition: IndicatorDefinition, by: Sequence[str]) -> Compiled | CompiledRatio:
    """The draft for the database in use; compiled anew, because a draft changes under the same id."""
    dialect, tables = DIALECTS[connection.vendor], published_tables()
    if definition.ratio is not None:
        return compile_ratio(definition, others(), tables, dialect, by=by)
    return compile_indicator(definition, tables, dialect, by=by)


def others() -> Mapping[str, IndicatorDefinition]:
    """The definitions a ratio may divide, the latest version of each."""
    return {one.id: one.definition for one in every_indicator()}


def _lines(draft: Indicator, split: str, cells: Sequence[Cell], day: date) -> tuple[Line, ...]:
    names = cell_labels(draft, split, [cell.keys[split] for cell in cells], day)
    return tuple(_line(draft.definition, cell, names[cell.keys[split]]) for cell in cells)


def _whole(definition: IndicatorDefinition, cells: Sequence[Cell]) -> Line:
    denominators = [cell.denominator for cell in cells if cell.denominator is not None]
    whole = sum(denominators) if denominators or definition.kind != "count" else None
    return _line(definition, Cell({}, sum(cell.numerator for cell in cells), whole), "")


def _line(definition: IndicatorDefinition, cell: Cell, label: str) -> Line:
    return Line(label, cell.numerator, cell.denominator, definition.value(cell.numerator, cell.denominator))
