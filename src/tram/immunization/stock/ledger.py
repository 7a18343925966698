"""The ledger of a lot: every figure with what it comes from, down to the people who got it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from tram.immunization.models import Dose, MovementKind, RowStatus, StockMovement
from tram.immunization.stock.balance import folded
from tram.immunization.stock.definitions import reasons
from tram.immunization.stock.reads import lot_rows
from tram.immunization.stock.rules import OPEN
from tram.immunization.stock.views import LedgerLine, LotView, Receiver
from tram.kernel.actors import Actor, require
from tram.kernel.text import name_sort_key
from tram.people.api import hits, ways_to_reach

KINDS = {kind.value: str(kind.label) for kind in MovementKind}
GIVEN, LEFT_OPEN = "given", "left-open"
ORDER = ("receipt", GIVEN, "use", LEFT_OPEN, "waste", "return", "count")
AT_ONCE = 500


def ledger(actor: Actor, lot: UUID) -> tuple[LotView, tuple[LedgerLine, ...]]:
    """A lot and its lines in order of time, each with the balance after it; the last balance is the lot's.

    Doses given stand once for each day and session, with how many people got them; what was left in opened vials stands
    on the day of the session. Refuses (404) a lot out of scope.
    """
    rows = lot_rows(actor, lot)
    view = folded(rows)[0]
    given = _given(view.ids)
    lines = [*_moves(view), *given, *_left_open(view, given)]
    lines.sort(key=lambda line: (line.day, ORDER.index(line.kind), str(line.session or "")))
    balance, told = 0, []
    for line in lines:
        balance += line.doses
        told.append(replace(line, balance=balance))
    return view, tuple(told)


def receivers(actor: Actor, lot: UUID, today: date, *, day: date | None = None) -> tuple[Receiver, ...]:
    """Everybody who got a dose of the lot (of one day, when named), by name, with whom to call.

    People of other communes too: a bad lot concerns all who got it. Refuses (404) a lot out of scope, and who may not
    see people's vaccinations. The page logs the read.
    """
    require(actor, "vaccination.read")
    rows = lot_rows(actor, lot)
    doses = Dose.objects.filter(lot_id__in=[row.id for row in rows], status=RowStatus.CURRENT)
    return _people(list(doses if day is None else doses.filter(day=day)), today)


def at_session(actor: Actor, session: UUID, commune: str, today: date) -> tuple[Receiver, ...]:
    """Everybody who got a dose at a session of a commune, by name, with whom to call. Refuses like ``receivers``."""
    require(actor, "vaccination.read", commune)
    doses = Dose.objects.filter(session_id=session, commune=commune, status=RowStatus.CURRENT)
    return _people(list(doses), today)


def cancelled_lines(actor: Actor, lot: UUID) -> tuple[LedgerLine, ...]:
    """The lines of a lot that were cancelled, with why; they count nowhere."""
    ids = [row.id for row in lot_rows(actor, lot)]
    rows = StockMovement.objects.filter(lot_id__in=ids, status=RowStatus.CANCELLED).order_by("day", "id")
    return tuple(replace(_line(row), note=row.cancel_reason, movement=None) for row in rows)


def _moves(lot: LotView) -> Iterable[LedgerLine]:
    rows = StockMovement.objects.filter(lot_id__in=lot.ids, status=RowStatus.CURRENT).order_by("day", "id")
    counting = _opened(rows)
    for row in rows:
        if row.kind != MovementKind.USE:
            yield _line(row)
            continue
        counts = counting.get(row.session_id) == -row.vials
        if counts:
            del counting[row.session_id]
        yield replace(_line(row), doses=0, movement=None, by_two=not counts)


def _opened(rows: Iterable[StockMovement]) -> dict[UUID | None, int]:
    """The vials that count for each session: the most anybody wrote."""
    found: dict[UUID | None, int] = {}
    for row in rows:
        if row.kind == MovementKind.USE:
            found[row.session_id] = max(-row.vials, found.get(row.session_id, 0))
    return found


def _line(row: StockMovement) -> LedgerLine:
    told = reasons(row.kind).get(row.reason, "") if row.reason else ""
    return LedgerLine(
        day=row.day,
        kind=row.kind,
        words=KINDS[row.kind],
        vials=row.vials,
        doses=row.doses,
        balance=0,
        document=row.document,
        partner=row.partner,
        reason=told,
        note=row.note,
        session=row.session_id,
        movement=row.id,
    )


def _given(lots: Iterable[UUID]) -> list[LedgerLine]:
    doses = Dose.objects.filter(lot_id__in=list(lots), status=RowStatus.CURRENT)
    people: dict[tuple[date, UUID | None], list[UUID]] = defaultdict(list)
    for day, session, person in doses.values_list("day", "session_id", "person_id"):
        people[day, session].append(person)
    return [
        LedgerLine(day, GIVEN, "Tiêm", 0, -len(got), 0, session=session, children=len(set(got)))
        for (day, session), got in people.items()
    ]


def _left_open(lot: LotView, given: Iterable[LedgerLine]) -> Iterable[LedgerLine]:
    """What was left in the vials each session opened: whole vials, less doses given, less what was written down."""
    taken: dict[UUID | None, int] = defaultdict(int)
    for line in given:
        taken[line.session] -= line.doses
    rows = list(StockMovement.objects.filter(lot_id__in=lot.ids, status=RowStatus.CURRENT).order_by("day", "id"))
    for row in rows:
        if row.kind == MovementKind.WASTE and row.reason == OPEN:
            taken[row.session_id] -= row.doses
    days = {row.session_id: row.day for row in rows if row.kind == MovementKind.USE}
    for session, vials in _opened(rows).items():
        left = vials * lot.presentation - taken[session]
        if left > 0:
            yield LedgerLine(days[session], LEFT_OPEN, "Bỏ phần thừa lọ đã mở", 0, -left, 0, session=session)


def _people(doses: list[Dose], today: date) -> tuple[Receiver, ...]:
    ids = list(dict.fromkeys(dose.person_id for dose in doses))
    known = {hit.id: hit for start in range(0, len(ids), AT_ONCE) for hit in hits(ids[start : start + AT_ONCE])}
    reach = ways_to_reach(list(known.values()), today)
    found = []
    for dose in doses:
        hit = known.get(dose.person_id)
        if hit is not None:
            way = reach[hit.id]
            found.append(
                Receiver(
                    person=hit.id,
                    name=hit.name,
                    birth=hit.birth,
                    village=hit.village_name,
                    phone=way.phone,
                    caregiver=way.caregiver,
                    day=dose.day,
                    dose=dose.id,
                    session=dose.session_id,
                    commune=hit.commune,
                )
            )
    return tuple(sorted(found, key=lambda one: (name_sort_key(one.name), one.day)))
