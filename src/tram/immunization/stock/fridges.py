"""Fridges and how cold they were: twice a day, every day of the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tram.immunization.models import Fridge, FridgeReading, HalfDay, RowStatus
from tram.immunization.refusals import reason_missing
from tram.immunization.stock import refusals
from tram.immunization.stock.definitions import ColdChain, cold_chain
from tram.immunization.stock.reads import READ, WRITE
from tram.immunization.stock.texts import kept
from tram.immunization.stock.views import FridgeNow, FridgeView, HalfView, ReadingView
from tram.kernel import facts
from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.periods import month

ONE_DAY = timedelta(days=1)
LOOKED_BACK = timedelta(days=30)
HALF_NAMES: dict[str, str] = {half.value: str(half.label) for half in HalfDay}


@dataclass(frozen=True, slots=True)
class Read:
    """What stands on a thermometer: now, and the extremes since the reading before where it keeps them."""

    celsius: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    action: str = ""


def add_fridge(*, by: Actor, at: datetime, commune: str, name: str, day: date, model: str = "") -> FridgeView:
    """A fridge that is used from a day on (fact ``fridge.added``). Refuses one without a name and a day to come."""
    require(by, WRITE, commune)
    told = kept(Fridge, "name", name)
    if not told:
        raise refusals.missing("name", "Hãy đặt tên cho tủ.")
    if day > today_vn(at):
        raise refusals.wrong("day", "Ngày bắt đầu dùng tủ ở tương lai. Hãy xem lại ngày.")
    with facts.deed("fridge.added", by=by, at=at, place=commune) as fact:
        row = fact.add(Fridge(commune=commune, name=told, model=kept(Fridge, "model", model), valid_from=day))
    return _fridge(row)


def end_fridge(*, by: Actor, at: datetime, fridge: UUID, day: date) -> None:
    """A fridge that is no longer used after a day (fact ``fridge.ended``). Refuses a day before its first."""
    row = _row(by, fridge, WRITE)
    if not row.valid_from <= day <= today_vn(at):
        raise refusals.wrong("day", "Ngày thôi dùng phải từ ngày bắt đầu dùng đến hôm nay.")
    with facts.deed("fridge.ended", by=by, at=at, place=row.commune) as fact:
        fact.change(row, valid_to=day)


def record_readings(
    *,
    by: Actor,
    at: datetime,
    commune: str,
    readings: Mapping[UUID, Read],
    day: date | None = None,
    half: str | None = None,
) -> tuple[ReadingView, ...]:
    """Records what the thermometers say (one fact ``fridge.read``); returns the readings.

    The clock says which half of the day it is; ``day`` and ``half`` name an earlier one that was read and not typed.
    Refuses what no thermometer shows, a reading to come, a second one of the same half, and an alarm without what was
    done.
    """
    require(by, WRITE, commune)
    rule = cold_chain(today_vn(at))
    when, which = day or today_vn(at), half or rule.half(at)
    if not readings:
        raise refusals.missing("celsius", "Chưa ghi nhiệt độ tủ nào.")
    if which not in HalfDay.values or rule.half_begins(when, which) > at:
        raise refusals.wrong("day", "Buổi này chưa đến. Hãy xem lại ngày, buổi.")
    fridges = {row.id: row for row in Fridge.objects.filter(commune=commune)}
    with facts.in_turn(), facts.deed("fridge.read", by=by, at=at, place=commune) as fact:
        done, rows = _done(commune, when, when), []
        for fridge, read in readings.items():
            row = fridges.get(fridge)
            if row is None or not _in_use(row, when):
                raise not_found()
            if done[fridge, when, which]:
                raise refusals.read_already(row.name)
            rows.append(fact.add(_reading(row, read, rule, at=at, day=when, half=which, by_name=by.name)))
    return tuple(map(_view, rows))


def cancel_reading(*, by: Actor, at: datetime, reading: UUID, cancel_reason: str) -> None:
    """Cancels a reading that was typed wrongly (fact ``fridge.reading_cancelled``). Refuses without a reason."""
    require(by, WRITE)
    row = FridgeReading.objects.filter(pk=reading).first()
    if row is None or not may_see(by, row.commune):
        raise not_found()
    if row.status != RowStatus.CURRENT:
        raise refusals.movement_gone()
    why = kept(FridgeReading, "cancel_reason", cancel_reason)
    if not why:
        raise reason_missing()
    with facts.deed("fridge.reading_cancelled", by=by, at=at, place=row.commune) as fact:
        fact.change(row, status=RowStatus.CANCELLED, cancel_reason=why)


def fridges(actor: Actor, commune: str, day: date) -> tuple[FridgeView, ...]:
    """The fridges in use on a day, by name. Refuses who may not read the store there (404)."""
    require(actor, READ, commune)
    rows = Fridge.objects.filter(commune=commune).order_by("name", "id")
    return tuple(_fridge(row) for row in rows if _in_use(row, day))


def fridge(actor: Actor, fridge_id: UUID) -> FridgeView:
    """One fridge. Refuses (404) out of scope."""
    return _fridge(_row(actor, fridge_id, READ))


def fridges_now(actor: Actor, commune: str, at: datetime) -> tuple[FridgeNow, ...]:
    """Every fridge in use: the reading of this half of the day, the latest one, the missed ones of the last 30 days."""
    day = today_vn(at)
    used, rule = fridges(actor, commune, day), cold_chain(day)
    done = _done(commune, day - LOOKED_BACK, day)
    return tuple(_now(one, done, rule, at) for one in used)


def month_sheet(actor: Actor, fridge_id: UUID, year: int, number: int, at: datetime) -> tuple[HalfView, ...]:
    """Both halves of every day of a month that has come, while the fridge was used. Refuses (404) out of scope."""
    found = fridge(actor, fridge_id)
    whole = month(year, number)
    done = _done(found.commune, whole.start, whole.end or whole.start)
    return tuple(_halves(found, done, whole.start, whole.end or whole.start, at))


def _now(
    one: FridgeView, done: Mapping[tuple[UUID, date, str], list[ReadingView]], rule: ColdChain, at: datetime
) -> FridgeNow:
    day = today_vn(at)
    halves = list(_halves(one, done, day - LOOKED_BACK, day, at))
    this = next(iter(done[one.id, day, rule.half(at)]), None)
    read = [reading for half in halves for reading in half.readings]
    missed = tuple((half.day, half.half) for half in halves if half.missed)
    return FridgeNow(one, this, read[-1] if read else None, missed)


def _halves(
    one: FridgeView,
    done: Mapping[tuple[UUID, date, str], list[ReadingView]],
    start: date,
    end: date,
    at: datetime,
) -> Iterator[HalfView]:
    """Each half from the first to the last day while the fridge was used; the half that runs now is not missed yet."""
    today = today_vn(at)
    rule = cold_chain(today)
    day, last = max(start, one.valid_from), min(end, today, one.valid_to or today)
    while day <= last:
        for half in HalfDay.values:
            if rule.half_begins(day, half) <= at:
                found = tuple(done[one.id, day, half])
                runs = (day, half) == (today, rule.half(at))
                yield HalfView(day, half, found, missed=not found and not runs)
        day += ONE_DAY


def _done(commune: str, start: date, end: date) -> defaultdict[tuple[UUID, date, str], list[ReadingView]]:
    rows = FridgeReading.objects.filter(commune=commune, day__gte=start, day__lte=end, status=RowStatus.CURRENT)
    found: defaultdict[tuple[UUID, date, str], list[ReadingView]] = defaultdict(list)
    for view in map(_view, rows.order_by("at", "id")):
        found[view.fridge, view.day, view.half].append(view)
    return found


def _reading(
    row: Fridge, read: Read, rule: ColdChain, *, at: datetime, day: date, half: str, by_name: str
) -> FridgeReading:
    told = [each for each in (read.celsius, read.low, read.high) if each is not None]
    if any(not rule.least <= each <= rule.most for each in told):
        raise refusals.wrong("celsius", f"{row.name}: nhiệt độ phải từ {rule.least} đến {rule.most} °C. Hãy xem lại.")
    alarm = any(rule.alarm(each) for each in told)
    action = kept(FridgeReading, "action", read.action)
    if alarm and not action:
        raise refusals.missing("action", f"{row.name}: ngoài +2 đến +8 °C. {_advice(rule, told)} Ghi lại đã làm gì.")
    return FridgeReading(
        fridge_id=row.id,
        commune=row.commune,
        at=at,
        day=day,
        half=half,
        celsius=read.celsius,
        low=read.low,
        high=read.high,
        alarm=alarm,
        action=action,
        by_name=by_name[:160],
    )


def _advice(rule: ColdChain, told: Iterable[Decimal]) -> str:
    return next((rule.advice(each) for each in told if rule.alarm(each)), "")


def _row(actor: Actor, fridge_id: UUID, deed: str) -> Fridge:
    require(actor, deed)
    row = Fridge.objects.filter(pk=fridge_id).first()
    if row is None or not may_see(actor, row.commune):
        raise not_found()
    return row


def _in_use(row: Fridge, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _fridge(row: Fridge) -> FridgeView:
    return FridgeView(row.id, row.commune, row.name, row.model, row.valid_from, row.valid_to)


def _view(row: FridgeReading) -> ReadingView:
    rule = cold_chain(row.day)
    told = [each for each in (row.celsius, row.low, row.high) if each is not None]
    return ReadingView(
        id=row.id,
        fridge=row.fridge_id,
        day=row.day,
        half=row.half,
        at=row.at,
        celsius=row.celsius,
        low=row.low,
        high=row.high,
        alarm=next((rule.alarm(each) for each in told if rule.alarm(each)), ""),
        action=row.action,
        by_name=row.by_name,
    )
