"""Vaccine that came: one delivery note, several lots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from tram.immunization.models import MovementKind, RowStatus, StockMovement, VaccineLot
from tram.immunization.stock import refusals
from tram.immunization.stock.definitions import vaccine_codes
from tram.immunization.stock.reads import WRITE, lot_rows
from tram.immunization.stock.rules import lot_key
from tram.immunization.stock.texts import kept
from tram.kernel import facts
from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.facts import Draft
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal

MOST_VIALS, MOST_PER_VIAL = 10_000, 100
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One lot of a delivery note: ``vials`` of ``presentation`` doses each."""

    vaccine: str
    number: str
    expires_on: date
    vials: int
    presentation: int = 1
    manufacturer: str = ""
    registration: str = ""
    diluent_lot: str = ""
    vvm: str = ""


def receive_vaccine(
    *,
    by: Actor,
    at: datetime,
    commune: str,
    day: date,
    lines: Sequence[ReceiptLine],
    document: str = "",
    partner: str = "",
    note: str = "",
    token: UUID | None = None,
) -> tuple[UUID, ...]:
    """Records a delivery (one fact ``vaccine.received``); returns the ids of its lots, line by line.

    A lot that is here already is added to. ``token`` names the note beforehand: sent twice it is one delivery. Refuses
    an empty note, a day to come, a line that cannot be (``stock.line_wrong``, with its number in ``details``), and
    another note under a token that was used (``row.conflict``, 409).
    """
    require(by, WRITE, commune)
    if not lines:
        raise refusals.missing("lines", "Phiếu nhập chưa có lô nào. Hãy ghi ít nhất một lô.")
    if day > today_vn(at):
        raise refusals.wrong("day", "Ngày nhập ở tương lai. Hãy xem lại ngày.")
    told = {"document": document, "partner": partner, "note": note}
    words = {name: kept(StockMovement, name, typed) for name, typed in told.items()}
    for number, line in enumerate(lines, start=1):
        _checked(line, number, today_vn(at))
    ids = [uuid5(token, str(number)) if token else uuid7() for number in range(1, len(lines) + 1)]
    with facts.in_turn():
        if token is not None and (known := _received(commune, day, lines, [*ids, uuid5(token, str(len(lines) + 1))])):
            return known
        lots = _lots_here(commune)
        with facts.deed("vaccine.received", by=by, at=at, place=commune) as fact:
            found = [_lot_for(fact, line, number, commune, lots) for number, line in enumerate(lines, start=1)]
            for key, lot, line in zip(ids, found, lines, strict=True):
                row = StockMovement(id=key, lot_id=lot, commune=commune, day=day, kind=MovementKind.RECEIPT, **words)
                row.vials, row.doses = line.vials, line.vials * line.presentation
                fact.add(row)
    return tuple(found)


def _received(commune: str, day: date, lines: Sequence[ReceiptLine], ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """The lots of a note received before, when it said these very lines; else none. ``ids`` has one more than lines."""
    rows = StockMovement.objects.filter(pk__in=ids, commune=commune, day=day, status=RowStatus.CURRENT)
    known = {row.id: row for row in rows.select_related("lot")}
    if set(known) != set(ids[:-1]):
        return ()
    there = [known[key] for key in ids[:-1]]
    told = [((row.lot.vaccine, lot_key(row.lot.number), row.lot.presentation), row.vials) for row in there]
    return tuple(row.lot_id for row in there) if told == [(_key(line), line.vials) for line in lines] else ()


def _lot_for(fact: Draft, line: ReceiptLine, number: int, commune: str, lots: dict[Key, VaccineLot]) -> UUID:
    """The lot of a line: the one that is here, or a new one."""
    key = _key(line)
    if key not in lots:
        lots[key] = fact.add(_lot(line, commune))
    elif lots[key].expires_on != line.expires_on:
        raise _wrong(number, f"lô {line.number} đã có với hạn dùng {lots[key].expires_on:%d/%m/%Y}")
    found: UUID = lots[key].id
    return found


def correct_lot(
    *, by: Actor, at: datetime, lot: UUID, expires_on: date, manufacturer: str, registration: str, diluent_lot: str
) -> None:
    """Corrects what was typed wrongly of a lot (fact ``lot.corrected``), in all its rows; what it held stays.

    Refuses an expiry before the first day it was received.
    """
    rows = lot_rows(by, lot, WRITE)
    came = StockMovement.objects.filter(lot_id__in=[row.id for row in rows], kind=MovementKind.RECEIPT)
    first = came.filter(status=RowStatus.CURRENT).order_by("day").values_list("day", flat=True).first()
    if first is not None and expires_on < first:
        raise refusals.wrong("expires_on", f"Hạn dùng trước ngày nhập {first:%d/%m/%Y}. Hãy xem lại.")
    told = {"manufacturer": manufacturer, "registration": registration, "diluent_lot": diluent_lot}
    words = {name: kept(VaccineLot, name, typed) for name, typed in told.items()}
    with facts.deed("lot.corrected", by=by, at=at, place=rows[0].commune) as fact:
        for row in rows:
            fact.change(row, expires_on=expires_on, **words)


def line_fault(line: ReceiptLine, today: date) -> str:
    """Why a line cannot be received, in Vietnamese; "" when it can."""
    if line.vaccine not in vaccine_codes():
        return "chưa chọn vắc xin"
    if not lot_key(line.number):
        return "chưa có số lô"
    if not 0 < line.vials <= MOST_VIALS:
        return f"số lọ phải từ 1 đến {MOST_VIALS}"
    if not 0 < line.presentation <= MOST_PER_VIAL:
        return f"số liều mỗi lọ phải từ 1 đến {MOST_PER_VIAL}"
    if line.expires_on < today:
        return f"lô {line.number} đã hết hạn ngày {line.expires_on:%d/%m/%Y}, không nhận"
    return ""


def _checked(line: ReceiptLine, number: int, today: date) -> None:
    fault = line_fault(line, today)
    if fault:
        raise _wrong(number, fault)


def _wrong(number: int, fault: str) -> Refusal:
    told = f"Dòng {number}: {fault}. Hãy sửa dòng này rồi lưu lại."
    return Refusal("stock.line_wrong", told, {"field": "lines", "line": number})


def _key(line: ReceiptLine) -> Key:
    return line.vaccine, lot_key(line.number), line.presentation


def _lots_here(commune: str) -> dict[Key, VaccineLot]:
    rows = VaccineLot.objects.filter(commune=commune).order_by("-id")
    return {(row.vaccine, lot_key(row.number), row.presentation): row for row in rows}


def _lot(line: ReceiptLine, commune: str) -> VaccineLot:
    return VaccineLot(
        commune=commune,
        vaccine=line.vaccine,
        number=kept(VaccineLot, "number", line.number).upper(),
        presentation=line.presentation,
        expires_on=line.expires_on,
        manufacturer=kept(VaccineLot, "manufacturer", line.manufacturer),
        registration=kept(VaccineLot, "registration", line.registration),
        diluent_lot=kept(VaccineLot, "diluent_lot", line.diluent_lot),
        vvm=kept(VaccineLot, "vvm", line.vvm),
    )
