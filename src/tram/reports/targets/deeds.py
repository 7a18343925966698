"""Setting what a place means to reach."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tram.kernel.actors import Actor, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.facts import deed
from tram.kernel.text import nfc
from tram.reports import refusals
from tram.reports.catalogue import Indicator, indicator
from tram.reports.models import PlannedTarget, TargetKind
from tram.reports.reads.areas import place_communes
from tram.reports.reads.plans import NATION, view
from tram.reports.views import PlanTarget

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_PERCENT, MOST = Decimal(100), Decimal(1_000_000)
DECIMALS = Decimal("0.01")
SOURCE_SIZE = 250


def set_target(
    *,
    by: Actor,
    at: datetime,
    indicator_id: str,
    place: str,
    year: int,
    value: Decimal | None,
    kind: str = TargetKind.INTERIM,
    source: str = "",
) -> PlanTarget:
    """What a place (commune, province, "" the nation) means to reach in a year; None withdraws it (``target.set``).

    The same target set again changes nothing. Refuses a role (403), a place out of scope (404), an unknown indicator or
    kind, a year outside 2000–2100, a percent outside 0–100.
    """
    require(by, "target.set")
    _check_place(by, place, today_vn(at))
    found = indicator(indicator_id, today_vn(at))
    _check(found, year, value, kind)
    cleaned = {"value": None if value is None else value.quantize(DECIMALS), "source": _words(source)}
    row = PlannedTarget.objects.filter(commune=place, indicator=found.id, year=year, kind=kind).order_by("stamp").last()
    if row is not None and (row.value, row.source) == (cleaned["value"], cleaned["source"]):
        return view(row)
    with deed("target.set", by=by, at=at, place=place) as fact:
        if row is None:
            own = {"commune": place, "indicator": found.id, "year": year, "kind": kind}
            row = fact.add(PlannedTarget(**own, **cleaned, set_by=by.id, set_name=by.name))
        else:
            fact.change(row, **cleaned, set_by=by.id, set_name=by.name)
    return view(row)


def _check_place(by: Actor, place: str, day: date) -> None:
    """Whose plan it is: the nation's is for those who see all of it, a province's for those who see all of that."""
    communes = place_communes(by, place, day)
    if place == NATION and by.communes is not None:
        raise not_found()
    for code in communes or ():
        require(by, "target.set", commune=code)


def _check(found: Indicator, year: int, value: Decimal | None, kind: str) -> None:
    if kind not in TargetKind.values:
        raise refusals.unknown_target_kind(kind)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise refusals.wrong_year(year)
    most = MOST_PERCENT if found.definition.kind == "share" else MOST
    if value is not None and not (value.is_finite() and 0 <= value <= most):
        raise refusals.wrong_target(most)


def _words(text: str) -> str:
    return nfc(" ".join(text.split()))[:SOURCE_SIZE]
