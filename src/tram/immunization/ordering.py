"""What to order for next month: the doses that will be due, with the usual waste, less what stands in the fridge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tram.immunization.models import Forecast, ForecastStatus
from tram.immunization.schedule import vaccines
from tram.immunization.sessions.reads.proposal import A_DAY, wastage
from tram.immunization.sessions.rules import Need, rate_for, vials_needed
from tram.immunization.stock.definitions import open_hours
from tram.immunization.stock.reads import READ, balances
from tram.immunization.stock.views import LotView
from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.periods import Period, month


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One vaccine of an order. ``due`` children until the month's end; ``held`` doses that may still be used then;
    ``order`` vials to ask for, ``doses`` in them."""

    vaccine: str
    name: str
    due: int
    need: Need
    held: int
    order: int

    @property
    def doses(self) -> int:
        """Doses in the vials to ask for."""
        return self.order * self.need.per_vial


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a commune for a month."""

    period: Period
    lines: tuple[OrderLine, ...]


def order_proposal(actor: Actor, commune: str, at: datetime) -> Order:
    """The order of a commune for the month after this one, a line for each vaccine that is due or held.

    Due are the doses recommended up to the end of that month, late ones too, that are not too late by its first day.
    Held are doses of lots that may be used and do not expire before that day. Refuses who may not read the store there.
    """
    require(actor, READ, commune)
    today = today_vn(at)
    period = month(today.year + today.month // 12, today.month % 12 + 1)
    due = _due(commune, period)
    lots = [lot for lot in balances(actor, commune, today) if lot.usable(today) and lot.usable(period.start)]
    held = Counter[str]()
    for lot in lots:
        held[lot.vaccine] += lot.doses
    codes = [code for code in vaccines() if due[code] or held[code]]
    return Order(period, tuple(_line(code, due[code], held[code], lots, at) for code in codes))


def _due(commune: str, period: Period) -> Counter[str]:
    in_time = Q(latest__isnull=True) | Q(latest__gte=period.start)
    wanted = Q(recommended__lte=period.end) | Q(recommended__isnull=True, earliest__lte=period.end)
    rows = Forecast.objects.filter(in_time, wanted, commune=commune, status=ForecastStatus.DUE).exclude(vaccine="")
    return Counter(rows.values_list("vaccine", flat=True))


def _line(code: str, due: int, held: int, lots: Iterable[LotView], at: datetime) -> OrderLine:
    known = vaccines()[code]
    per_vial = next((lot.presentation for lot in lots if lot.vaccine == code), known.presentations[0])
    need = vials_needed(due, per_vial, rate_for(per_vial, kept=open_hours(code, at) > A_DAY, rates=wastage()))
    return OrderLine(code, known.name_vi, due, need, held, max(0, need.carry - held // per_vial))
