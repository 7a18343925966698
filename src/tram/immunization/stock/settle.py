"""The end of a session as the store sees it: how many vials were opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from tram.immunization.models import MovementKind, StockMovement
from tram.immunization.stock import refusals
from tram.immunization.stock.reads import lots_by_id, opened_at_session
from tram.kernel.facts import Draft


def settle_session(
    fact: Draft, *, session: UUID, commune: str, day: date, opened: Mapping[UUID, int]
) -> tuple[StockMovement, ...]:
    """Adds to a session's closing fact how many vials of each lot were opened; what was not given of them is waste.

    The waste itself is never written: it follows from the doses on record, also when one is corrected later. The fact
    must be about no person. Refuses a lot whose doses were given and whose vials are not said, and fewer vials than
    hold them; refuses (404) a lot of another commune.
    """
    said = _by_lot(commune, opened)
    for each in opened_at_session(session):
        if said.get(each.lot, 0) < each.least:
            raise refusals.vials_missing(each.number, each.least)
    rows = [
        StockMovement(
            lot_id=lot, commune=commune, day=day, kind=MovementKind.USE, vials=-vials, doses=0, session_id=session
        )
        for lot, vials in said.items()
        if vials
    ]
    return tuple(fact.add_all(rows))


def _by_lot(commune: str, opened: Mapping[UUID, int]) -> dict[UUID, int]:
    known = lots_by_id(opened)
    said: dict[UUID, int] = {}
    for lot, vials in opened.items():
        if lot not in known or known[lot].commune != commune:
            raise refusals.lot_unknown()
        if vials < 0:
            raise refusals.wrong("opened", "Số lọ đã mở phải là số từ 0 trở lên.")
        said[known[lot].id] = said.get(known[lot].id, 0) + vials
    return said
