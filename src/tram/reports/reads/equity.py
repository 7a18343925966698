"""Who is left behind: for each way of dividing that matters for fairness, the best and the worst served group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tram.engines.definitions.toml import read_toml
from tram.engines.query import Cell
from tram.kernel.actors import Actor
from tram.kernel.definitions import in_force, remembered
from tram.kernel.periods import Period
from tram.reports.catalogue import Indicator
from tram.reports.reads.cells import cells_of
from tram.reports.reads.chosen import chosen
from tram.reports.reads.indicators import slices_of
from tram.reports.reads.moment import Moment
from tram.reports.reads.scope import Scope, scope_of
from tram.reports.views import Gap, Slice


@dataclass(frozen=True, slots=True)
class EquityRule:
    """Between which groups gaps are told, and how many people a group must have to be one."""

    splits: tuple[str, ...]
    least: int


def equity(
    actor: Actor, which: str | Indicator, *, period: Period, today: date, communes: Sequence[str] | None = None
) -> tuple[Gap, ...]:
    """The gap within each split of the equity rule that the indicator has, widest first; empty for plain counts.

    Groups smaller than the rule's ``least``, and people whose group is not known, are left out; a split with fewer than
    two groups left has no gap. Refuses as ``indicator_value`` does.
    """
    moment = Moment(period, today)
    found, scope, rule = chosen(which, moment), scope_of(actor, communes), equity_rule(moment.at)
    gaps = _gaps(found, scope, moment, rule)
    return tuple(sorted(gaps, key=lambda one: (-one.points, rule.splits.index(one.split))))


@remembered
def equity_rule(day: date) -> EquityRule:
    """The rule in force on a day."""
    body, _name = read_toml(in_force("reports", "equity", day))
    return EquityRule(tuple(body["splits"]), int(body["least"]))


def _gaps(found: Indicator, scope: Scope, moment: Moment, rule: EquityRule) -> Iterator[Gap]:
    if found.definition.kind == "count":
        return
    for split in (one for one in rule.splits if one in found.split_ids()):
        cells = [cell for cell in cells_of(found, scope, moment, (split,)) if _is_group(cell, split, rule.least)]
        if len(cells) > 1:
            yield _gap(found, split, slices_of(found, split, cells, moment.at))


def _is_group(cell: Cell, split: str, least: int) -> bool:
    return cell.keys[split] is not None and (cell.denominator or 0) >= max(least, 1)


def _gap(found: Indicator, split: str, groups: Sequence[Slice]) -> Gap:
    ranked = sorted(groups, key=_rate, reverse=found.definition.direction == "up")
    best, worst = ranked[0], ranked[-1]
    return Gap(split, best, worst, abs(_rate(best) - _rate(worst)))


def _rate(one: Slice) -> Decimal:
    return one.figure if one.figure is not None else Decimal(0)
