"""What leaves the house as aggregate numbers, and who may send it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from tram.exchange.aggregate.mapping import mapping
from tram.exchange.aggregate.sending import Number, message_values, written
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.periods import Period
from tram.reports import api as reports


def report_message(actor: Actor, *, at: datetime, place: str, report: str, period: Period, form: str) -> bytes:
    """A closed report as a message ("dhis2" or "adx"): its frozen numbers, not today's.

    Refuses one that is not closed, a place out of scope, days that are no period, and an unknown format.
    """
    _closing, frozen, _definitions = reports.closed_report(actor, place=place, report=report, period=period)
    names, today = mapping(today_vn(at)), today_vn(at)
    numbers = (
        Number(indicator, dict(zip(cells.by, cell.keys, strict=True)), cell.numerator, cell.denominator)
        for indicator, cells in frozen.cells.items()
        for cell in cells.cells
    )
    values = message_values(numbers, names, place=place, period=period, data_set=names.data_set(frozen.report))
    return written(values, form, exported=today)


def indicators_message(
    actor: Actor,
    *,
    at: datetime,
    place: str,
    period: Period,
    form: str,
    by: Sequence[str] = (),
    ids: Collection[str] | None = None,
    store: Path | None = None,
    engine: str = "duckdb",
    publish: bool = False,
) -> bytes:
    """Indicators of a place and period as a message, divided by splits. Refuses as ``divided_values`` does.

    ``publish`` leaves out small cells and what would give them away; a store of the nation is never told otherwise.
    """
    names, today = mapping(today_vn(at)), today_vn(at)
    communes = reports.place_communes(actor, place, reports.Moment(period, today).at)
    found = reports.divided_values(
        actor, period=period, today=today, communes=communes, by=by, ids=ids, store=store, engine=engine
    )
    hides = publish or reports.only_published(store)
    numbers = _published(found, today) if hides else _numbers(found)
    return written(message_values(numbers, names, place=place, period=period), form, exported=today)


def _numbers(found: Sequence[reports.Divided]) -> Iterator[Number]:
    """Every cell of what is no ratio: receivers put ratios together themselves."""
    for one in found:
        if one.value.indicator.definition.kind != "ratio":
            for cell in one.cells:
                yield Number(one.value.indicator.id, cell.keys, cell.numerator, cell.denominator)


def _published(found: Sequence[reports.Divided], today: date) -> Iterator[Number]:
    """Every cell of the finest division that may be shown; its totals are for the receiver to know or not."""
    for one in found:
        if one.value.indicator.definition.kind != "ratio":
            for cell in reports.published(one, today):
                if len(cell.keys) == len(one.by) and cell.numerator is not None:
                    keys = {split: str(key) for split, key in cell.keys.items()}
                    yield Number(one.value.indicator.id, keys, cell.numerator, cell.denominator)
