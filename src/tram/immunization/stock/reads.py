"""Questions to the vaccine store: which lots may be used, what is left, what happened to a lot, who got it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tram.immunization.models import Dose, RowStatus, StockMovement, VaccineLot
from tram.immunization.stock import refusals
from tram.immunization.stock.balance import folded, twins
from tram.immunization.stock.rules import OPEN, first_expired_first_out, least_vials
from tram.immunization.stock.views import LotView, Opened
from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.clock import VN_TZ

READ, WRITE = "vaccine_stock.read", "vaccine_stock.write"
KEPT = timedelta(days=366)  # a lot that expired longer ago, with nothing left, is no longer listed


def balances(actor: Actor, commune: str, day: date) -> tuple[LotView, ...]:
    """Every lot of a commune with its figures at the end of a day, by vaccine and expiry; empty ones too.

    Lots that expired more than a year before are left out. Refuses who may not read the store there (404).
    """
    require(actor, READ, commune)
    rows = VaccineLot.objects.filter(commune=commune, expires_on__gte=day - KEPT)
    return tuple(sorted(folded(rows, day), key=lambda lot: (lot.vaccine, lot.expires_on, lot.number)))


def usable_lots(
    actor: Actor, commune: str, day: date, vaccines: Iterable[str], at: datetime | None = None
) -> dict[str, tuple[LotView, ...]]:
    """For each vaccine the lots a dose may be taken from: an open vial first, then what expires first.

    Lots on hold, expired or empty are left out, and those of which only an open vial past its hours is left. ``at``
    None is the end of the day. Refuses who may not read the store there (404).
    """
    require(actor, READ, commune)
    wanted = list(dict.fromkeys(vaccines))
    instant = at or datetime.combine(day, time(23, 59), VN_TZ)
    rows = VaccineLot.objects.filter(commune=commune, vaccine__in=wanted, expires_on__gte=day)
    found = [lot for lot in folded(rows) if lot.usable(day) and lot.ready(instant) > 0]
    found.sort(key=lambda lot: first_expired_first_out(lot.open_doses, lot.expires_on, lot.number))
    return {vaccine: tuple(lot for lot in found if lot.vaccine == vaccine) for vaccine in wanted}


def lot_row(lot: UUID) -> VaccineLot:
    """The row of a lot. Refuses (404) when there is none."""
    row = VaccineLot.objects.filter(pk=lot).first()
    if row is None:
        raise refusals.lot_unknown()
    return row


def lot_rows(actor: Actor, lot: UUID, deed: str = READ) -> tuple[VaccineLot, ...]:
    """Every row of a lot. Refuses (404) what the actor may not see."""
    require(actor, deed)
    row = lot_row(lot)
    if not may_see(actor, row.commune):
        raise not_found()
    return twins(row)


def lot_view(actor: Actor, lot: UUID, day: date | None = None) -> LotView:
    """One lot with its figures at the end of a day (None: with all that is written). Refuses (404) out of scope."""
    return folded(lot_rows(actor, lot), day)[0]


def lots_by_id(ids: Iterable[UUID]) -> dict[UUID, LotView]:
    """Lots by any of their ids, for papers of the same room; the caller has asked permission. Unknown ids are left
    out."""
    rows = {twin.id: twin for row in VaccineLot.objects.filter(pk__in=list(ids)) for twin in twins(row)}
    return {one: lot for lot in folded(rows.values()) for one in lot.ids}


def check_lot(lot: UUID, commune: str, vaccine: str, day: date, *, doses: int = 1) -> LotView:
    """The lot a dose is taken from, when it may be. Refuses ``lot.unknown`` (not of this commune), ``lot.vaccine``,
    ``lot.held``, ``lot.expired`` and ``lot.empty``."""
    row = lot_row(lot)
    if row.commune != commune:
        raise refusals.lot_unknown()
    found = folded(twins(row))[0]
    if found.vaccine != vaccine:
        raise refusals.lot_of_another_vaccine(found.number)
    if found.held_on is not None:
        raise refusals.lot_held(found.number, found.held_reason)
    if found.expired(day):
        raise refusals.lot_expired(found.number, found.expires_on)
    if found.doses < doses:
        raise refusals.lot_empty(found.number)
    return found


def opened_at_session(session: UUID) -> tuple[Opened, ...]:
    """What a session took of each lot so far, and the fewest vials that hold it; the caller has asked permission."""
    given = Dose.objects.filter(session_id=session, status=RowStatus.CURRENT, lot_id__isnull=False)
    ids = set(given.values_list("lot_id", flat=True))
    thrown = StockMovement.objects.filter(session_id=session, status=RowStatus.CURRENT, kind="waste", reason=OPEN)
    ids |= set(thrown.values_list("lot_id", flat=True))
    counted = _count(given.values_list("lot_id", flat=True))
    wasted: dict[UUID, int] = {}
    for lot, doses in thrown.values_list("lot_id", "doses"):
        wasted[lot] = wasted.get(lot, 0) - doses
    found = []
    views = lots_by_id([one for one in ids if one])
    for view in {each.id: each for each in views.values()}.values():
        took = sum(counted.get(one, 0) for one in view.ids)
        bad = sum(wasted.get(one, 0) for one in view.ids)
        least = least_vials(took + bad, view.presentation)
        found.append(Opened(view.id, view.number, view.vaccine, view.presentation, took, bad, least))
    return tuple(sorted(found, key=lambda each: (each.vaccine, each.number)))


def _count(lots: Iterable[UUID | None]) -> Mapping[UUID, int]:
    found: dict[UUID, int] = {}
    for lot in lots:
        if lot is not None:
            found[lot] = found.get(lot, 0) + 1
    return found
