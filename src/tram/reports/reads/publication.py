"""Numbers as they may leave the house: small cells hidden by the rule in force, with what would give them away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from tram.engines.publication import Rule, Shown, load_rule, suppressed
from tram.engines.query import Cell
from tram.kernel.definitions import in_force, remembered
from tram.reports.views import Divided, Reading
from tram.warehouse import api as warehouse


def published(one: Divided, day: date) -> tuple[Shown, ...]:
    """The cells of an indicator and every total over them, those that may not be shown without numbers.

    Both parts of a ratio are counts of their own: a cell is hidden when either is. ``Shown.keys`` are as addresses have
    them; a split that is not named is summed over.
    """
    rule = publication_rule(day)
    if one.value.indicator.definition.kind != "ratio":
        return suppressed([_cell(cell) for cell in one.cells], rule)
    over = suppressed([replace(_cell(cell), denominator=None) for cell in one.cells], rule)
    under = suppressed([Cell(cell.keys, cell.denominator or 0, None) for cell in one.cells], rule)
    below = {_place(cell): cell for cell in under}
    return tuple(_both(cell, below.get(_place(cell))) for cell in over)


@remembered
def publication_rule(day: date) -> Rule:
    """The rule in force on a day."""
    return load_rule(in_force("reports", "publication", day))


def only_published(store: Path | None) -> bool:
    """Whether numbers of a store may be told only as publications: it is the nation's, with nobody's own ids."""
    return store is not None and warehouse.read(store).kind != "plain"


def _cell(cell: Reading) -> Cell:
    return Cell(cell.keys, cell.numerator, cell.denominator)


def _place(cell: Shown) -> frozenset[tuple[str, object]]:
    return frozenset(cell.keys.items())


def _both(over: Shown, under: Shown | None) -> Shown:
    if over.hidden or under is None or under.hidden:
        return Shown(over.keys, None, None)
    return Shown(over.keys, over.numerator, under.numerator)
