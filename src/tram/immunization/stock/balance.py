"""Lots read with their figures: rows of the store, doses of the record, folded lot by lot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from tram.immunization.models import Dose, RowStatus, StockMovement, VaccineLot
from tram.immunization.stock.definitions import open_hours
from tram.immunization.stock.rules import OPEN, Moved, lot_key, open_since, open_until, open_vials, reckon
from tram.immunization.stock.views import LotView

Key = tuple[str, str, str, int]
AT_ONCE = 500


@dataclass(slots=True)
class _Taken:
    """What went through the lots of some rows, by lot."""

    moved: dict[UUID, list[Moved]] = field(default_factory=lambda: defaultdict(list))
    given: dict[UUID, dict[UUID | None, int]] = field(default_factory=lambda: defaultdict(dict))


def folded(rows: Iterable[VaccineLot], until: date | None = None) -> tuple[LotView, ...]:
    """The lots of these rows with their figures at the end of a day (None: with all that is written).

    Rows of one commune, vaccine, number and presentation are one lot. Three questions, however many lots.
    """
    groups: dict[Key, list[VaccineLot]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.id):
        groups[row.commune, row.vaccine, lot_key(row.number), row.presentation].append(row)
    ids = [row.id for members in groups.values() for row in members]
    taken = _taken(ids, until)
    return tuple(_lot(members, taken) for members in groups.values())


def left_open(rows: Sequence[VaccineLot]) -> dict[UUID | None, int]:
    """Doses left in the open vials of one lot, by session (None outside of any)."""
    taken = _taken([row.id for row in rows], None)
    return open_vials(rows[0].presentation, *_together([row.id for row in rows], taken))


def twins(row: VaccineLot) -> tuple[VaccineLot, ...]:
    """Every row of the same lot, the first written first."""
    alike = VaccineLot.objects.filter(commune=row.commune, vaccine=row.vaccine, presentation=row.presentation)
    key = lot_key(row.number)
    return tuple(sorted((each for each in alike if lot_key(each.number) == key), key=lambda each: each.id))


def _lot(rows: Sequence[VaccineLot], taken: _Taken) -> LotView:
    first, ids = rows[0], tuple(row.id for row in rows)
    moved, given = _together(ids, taken)
    figures = reckon(first.presentation, moved, given)
    settled = {one.session for one in moved if one.kind == "use"}
    held = next((row for row in rows if row.held_on and not row.released_on), None)
    return LotView(
        id=first.id,
        ids=ids,
        commune=first.commune,
        vaccine=first.vaccine,
        number=first.number,
        presentation=first.presentation,
        expires_on=min(row.expires_on for row in rows),
        manufacturer=_said(rows, "manufacturer"),
        registration=_said(rows, "registration"),
        diluent_lot=_said(rows, "diluent_lot"),
        figures=figures,
        open_until=_open_until(first, ids, moved, settled) if figures.open_doses else None,
        held_on=held.held_on if held else None,
        held_reason=held.held_reason if held else "",
        held_event=held.held_event if held else None,
        differs=len({row.expires_on for row in rows}) > 1,
    )


def _together(ids: Sequence[UUID], taken: _Taken) -> tuple[list[Moved], dict[UUID | None, int]]:
    """What went through the rows of one lot: movements, and doses by session."""
    given: dict[UUID | None, int] = defaultdict(int)
    for lot in ids:
        for session, doses in taken.given[lot].items():
            given[session] += doses
    return [one for lot in ids for one in taken.moved[lot]], given


def _said(rows: Sequence[VaccineLot], name: str) -> str:
    return next((getattr(row, name) for row in rows if getattr(row, name)), "")


def _taken(ids: Sequence[UUID], until: date | None) -> _Taken:
    found = _Taken()
    in_time = {} if until is None else {"day__lte": until}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = StockMovement.objects.filter(lot_id__in=some, status=RowStatus.CURRENT, **in_time)
        for lot, kind, vials, doses, session, reason in rows.values_list(
            "lot_id", "kind", "vials", "doses", "session_id", "reason"
        ):
            found.moved[lot].append(Moved(kind, vials, doses, session, reason))
        given = Dose.objects.filter(lot_id__in=some, status=RowStatus.CURRENT, **in_time)
        for lot, session, doses in given.values_list("lot_id", "session_id").annotate(Count("id")).order_by():
            if lot is not None:
                found.given[lot][session] = doses
    return found


def _open_until(
    lot: VaccineLot, ids: Collection[UUID], moved: Iterable[Moved], settled: set[UUID | None]
) -> datetime | None:
    """When the vials that are open now must be thrown away: the earliest of the sessions that have one."""
    times: dict[UUID | None, list[datetime]] = defaultdict(list)
    taken: dict[UUID | None, int] = defaultdict(int)
    rows = Dose.objects.filter(lot_id__in=ids, status=RowStatus.CURRENT).exclude(session_id__in=settled - {None})
    for session, given_at in rows.values_list("session_id", "given_at"):
        taken[session] += 1
        if given_at is not None:
            times[session].append(given_at)
    for one in moved:
        if one.kind == "waste" and one.reason == OPEN and one.session not in settled:
            taken[one.session] -= one.doses
    since = [open_since(times[session], taken[session], lot.presentation) for session in taken]
    ends = [open_until(each, open_hours(lot.vaccine, each)) for each in since if each is not None]
    return min((each for each in ends if each is not None), default=None)
