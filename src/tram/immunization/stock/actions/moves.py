"""Vaccine that went out another way than into an arm, and counting what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from tram.immunization.models import MovementKind, RowStatus, StockMovement
from tram.immunization.refusals import reason_missing
from tram.immunization.stock import refusals
from tram.immunization.stock.balance import folded, left_open, twins
from tram.immunization.stock.definitions import reasons
from tram.immunization.stock.reads import WRITE, lot_rows
from tram.immunization.stock.rules import OPEN
from tram.immunization.stock.texts import kept
from tram.immunization.stock.views import LotView
from tram.kernel import facts
from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.ids import uuid7

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Said:
    """What was said beside a number. ``token`` names what goes out beforehand, so that a form sent twice is once."""

    reason: str = ""
    note: str = ""
    document: str = ""
    partner: str = ""
    token: UUID | None = None


def waste_vials(*, by: Actor, at: datetime, lot: UUID, day: date, vials: int, said: Said) -> UUID:
    """Records whole vials thrown away (fact ``vaccine.wasted``); returns the row's id.

    Refuses without a reason of the list, with ``other`` and no note, more than the books hold, and something else under
    a token that was used (``row.conflict``, 409).
    """
    return _out(by, at, lot, day, vials=vials, said=said, kind=MovementKind.WASTE, name="vaccine.wasted")


def return_vials(*, by: Actor, at: datetime, lot: UUID, day: date, vials: int, said: Said) -> UUID:
    """Records whole vials sent back (fact ``vaccine.returned``), also of a lot on hold or expired; returns the row's
    id. Refuses like ``waste_vials``, and when nobody says to whom.
    """
    if not said.partner.strip():
        raise refusals.missing("partner", "Hãy ghi nơi nhận vắc xin trả lại.")
    return _out(by, at, lot, day, vials=vials, said=said, kind=MovementKind.RETURN, name="vaccine.returned")


def discard_open(*, by: Actor, at: datetime, lot: UUID, session: UUID | None = None, note: str = "") -> int:
    """Throws away what is left in open vials (fact ``vaccine.wasted``), of one session when it is named; returns how
    many doses. Refuses when no vial is open.
    """
    rows = lot_rows(by, lot, WRITE)
    found = folded(rows)[0]
    left = {where: doses for where, doses in left_open(rows).items() if session in (None, where)}
    if not left:
        raise refusals.wrong("vials", f"Lô {found.number} không có lọ nào đang mở.")
    with facts.deed("vaccine.wasted", by=by, at=at, place=found.commune) as fact:
        for where, doses in left.items():
            row = _row(found, today_vn(at), MovementKind.WASTE, vials=0, doses=-doses, said=Said(OPEN, note))
            row.session_id = where
            fact.add(row)
    return sum(left.values())


def count_lots(
    *,
    by: Actor,
    at: datetime,
    commune: str,
    day: date,
    counted: Mapping[UUID, int],
    why: Mapping[UUID, Said] | None = None,
    token: UUID | None = None,
) -> tuple[UUID, ...]:
    """Records how many whole vials stand in the fridge (one fact ``vaccine.counted``); returns the rows' ids.

    An open vial is not counted and stays as it is. From now on the books say what was counted. ``token`` names the
    count beforehand: the same numbers sent twice are one count. Refuses a difference nobody explains (a reason of the
    list; ``other`` with a note), a day that is not the day of the counting (what was there another day cannot be known
    today), and other numbers under a token that was used (``row.conflict``, 409).
    """
    require(by, WRITE, commune)
    if not counted:
        raise refusals.missing("counted", "Chưa ghi số đếm của lô nào.")
    if day != today_vn(at):
        raise refusals.wrong("day", "Kiểm kê ghi đúng ngày đếm. Hãy để ngày hôm nay.")
    told = why or {}
    ids = {lot: uuid5(token, lot.hex) if token else uuid7() for lot in counted}
    with facts.in_turn():
        rows = StockMovement.objects.filter(pk__in=ids.values(), commune=commune, status=RowStatus.CURRENT)
        if dict(rows.values_list("pk", "counted")) == {ids[lot]: vials for lot, vials in counted.items()}:
            return tuple(ids.values())
        lots = {lot: _lot_of(by, commune, lot) for lot in counted}
        with facts.deed("vaccine.counted", by=by, at=at, place=commune) as fact:
            for lot, vials in counted.items():
                row = _counted(lots[lot], day, vials, told.get(lot, Said()))
                row.id = ids[lot]
                fact.add(row)
    return tuple(ids.values())


def cancel_movement(*, by: Actor, at: datetime, movement: UUID, cancel_reason: str) -> None:
    """Cancels a line that was written wrongly (fact ``vaccine.movement_cancelled``); it stays in the history.

    Refuses without a reason, one that was cancelled before, what a session opened, and one without which more would
    have gone out than came in.
    """
    require(by, WRITE)
    row = StockMovement.objects.select_related("lot").filter(pk=movement).first()
    if row is None or not may_see(by, row.commune):
        raise not_found()
    if row.status != RowStatus.CURRENT:
        raise refusals.movement_gone()
    if row.kind == MovementKind.USE:
        raise refusals.wrong("kind", "Số lọ đã mở thuộc về buổi tiêm. Hãy sửa ở buổi tiêm.")
    why = kept(StockMovement, "cancel_reason", cancel_reason)
    if not why:
        raise reason_missing()
    left = folded(twins(row.lot))[0]
    if row.doses > max(left.doses, 0):
        raise refusals.too_few(left.number, left.doses)
    with facts.deed("vaccine.movement_cancelled", by=by, at=at, place=row.commune) as fact:
        fact.change(row, status=RowStatus.CANCELLED, cancel_reason=why)


def _out(
    by: Actor, at: datetime, lot: UUID, day: date, *, vials: int, said: Said, kind: MovementKind, name: str
) -> UUID:
    lots = lot_rows(by, lot, WRITE)
    if day > today_vn(at):
        raise refusals.wrong("day", "Ngày ghi ở tương lai. Hãy xem lại ngày.")
    if vials < 1:
        raise refusals.wrong("vials", "Số lọ phải từ 1 trở lên.")
    _explained(kind, said)
    with facts.in_turn():
        found = folded(lots)[0]
        row = _row(found, day, kind, vials=-vials, doses=-vials * found.presentation, said=said)
        row.id = moved = said.token or uuid7()
        same = {name: getattr(row, name) for name in ("id", "day", "kind", "vials", "reason", "document", "partner")}
        if StockMovement.objects.filter(**same, lot__in=lots, status=RowStatus.CURRENT).exists():
            return moved
        if vials > found.vials:
            raise refusals.too_few(found.number, found.doses)
        with facts.deed(name, by=by, at=at, place=found.commune) as fact:
            fact.add(row)
    return moved


def _lot_of(by: Actor, commune: str, lot: UUID) -> LotView:
    found = folded(lot_rows(by, lot, WRITE))[0]
    if found.commune != commune:
        raise refusals.lot_unknown()
    return found


def _counted(found: LotView, day: date, vials: int, said: Said) -> StockMovement:
    if vials < 0:
        raise refusals.wrong("counted", f"Lô {found.number}: số lọ đếm được phải từ 0 trở lên.")
    doses = vials * found.presentation + found.open_doses - found.doses
    if doses:
        _explained(MovementKind.COUNT, said, f"Lô {found.number} lệch {doses:+d} liều so với sổ. ")
    told = said if doses else Said()
    row = _row(found, day, MovementKind.COUNT, vials=vials - found.vials, doses=doses, said=told)
    row.counted = vials
    return row


def _explained(kind: MovementKind, said: Said, before: str = "") -> None:
    if said.reason not in reasons(kind):
        raise refusals.missing("reason", f"{before}Hãy chọn lý do.")
    if said.reason == OTHER and not said.note.strip():
        raise refusals.missing("note", f"{before}Hãy ghi rõ lý do khác.")


def _row(lot: LotView, day: date, kind: MovementKind, *, vials: int, doses: int, said: Said) -> StockMovement:
    return StockMovement(
        lot_id=lot.id,
        commune=lot.commune,
        day=day,
        kind=kind,
        vials=vials,
        doses=doses,
        reason=said.reason,
        note=kept(StockMovement, "note", said.note),
        document=kept(StockMovement, "document", said.document),
        partner=kept(StockMovement, "partner", said.partner),
    )
