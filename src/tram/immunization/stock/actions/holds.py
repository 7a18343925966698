"""A lot that may not be used until somebody says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tram.immunization.models import VaccineLot
from tram.immunization.refusals import reason_missing
from tram.immunization.stock import refusals
from tram.immunization.stock.balance import folded
from tram.immunization.stock.reads import WRITE, lot_rows
from tram.immunization.stock.texts import kept
from tram.immunization.stock.views import LotView
from tram.kernel import facts
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn


def hold_lot(*, by: Actor, at: datetime, lot: UUID, reason: str, event: UUID | None = None) -> LotView:
    """Puts a lot on hold (fact ``lot.held``) with all its rows; returns it as it is now.

    From then on it is offered nowhere and no dose of it is taken. ``event`` is the adverse event behind it. Refuses
    without a reason, and a lot on hold.
    """
    rows = lot_rows(by, lot, WRITE)
    why = kept(VaccineLot, "held_reason", reason)
    if not why:
        raise reason_missing()
    if any(_held(row) for row in rows):
        raise refusals.already_held(rows[0].number)
    hold_rows(by, at, rows, why, event)
    return folded(rows)[0]


def hold_rows(by: Actor, at: datetime, rows: Sequence[VaccineLot], why: str, event: UUID | None) -> None:
    """Writes the fact of holding the rows of one lot that are not on hold yet; the caller has asked permission."""
    with facts.deed("lot.held", by=by, at=at, place=rows[0].commune) as fact:
        for row in rows:
            if not _held(row):
                fact.change(
                    row,
                    held_on=today_vn(at),
                    held_reason=why,
                    held_event=event,
                    released_on=None,
                    release_reason="",
                )


def release_lot(*, by: Actor, at: datetime, lot: UUID, reason: str) -> LotView:
    """Lets a lot be used again (fact ``lot.released``); returns it as it is now. Refuses without a reason, and a lot
    that is not on hold."""
    rows = lot_rows(by, lot, WRITE)
    why = kept(VaccineLot, "release_reason", reason)
    if not why:
        raise reason_missing()
    held = [row for row in rows if _held(row)]
    if not held:
        raise refusals.not_held(rows[0].number)
    with facts.deed("lot.released", by=by, at=at, place=rows[0].commune) as fact:
        for row in held:
            fact.change(row, released_on=today_vn(at), release_reason=why)
    return folded(rows)[0]


def _held(row: VaccineLot) -> bool:
    return row.held_on is not None and row.released_on is None
