"""Whether a household is poor or nearly so, as the yearly list says: dated, corrected, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from tram.kernel.actors import Actor, require
from tram.kernel.facts import Draft, deed
from tram.kernel.refusals import Refusal
from tram.people.actions.households import household_for
from tram.people.actions.parts import WRITE, Done, choice
from tram.people.models import HouseholdStatus, Poverty

NONE = "none"
DAY = timedelta(days=1)


def set_household_status(
    *,
    by: Actor,
    at: datetime,
    household: UUID,
    kind: str,
    since: date,
    until: date | None = None,
    under: str = WRITE,
) -> Done:
    """The household is ``poor`` or ``near_poor`` from ``since`` to ``until`` (None: open); ``none``: neither any more.

    What was written for those days gives way; what began on the very first of them is corrected in place. The same
    again changes nothing. Refuses (404) what lies outside the actor's places, other kinds, an end before the start.
    One fact ``household.status_set``.
    """
    require(by, under)
    home = household_for(by, household)
    choice(kind, (*Poverty.values, NONE), "kind")
    if until is not None and until < since:
        raise Refusal("household.status_until", "Ngày hết hạn phải sau hoặc bằng ngày bắt đầu.", {"field": "until"})
    held = _held(home.id, since, until)
    told = [] if kind == NONE else [(kind, since, until)]
    if [(row.kind, row.valid_from, row.valid_to) for row in held] == told:
        return Done(home.id)
    with deed("household.status_set", by=by, at=at, place=home.commune) as fact:
        same_day = next((row for row in held if row.valid_from == since), None) if told else None
        _give_way(fact, [row for row in held if row is not same_day], since)
        if same_day is not None:
            fact.change(same_day, kind=kind, valid_to=until)
        elif told:
            fact.add(HouseholdStatus(household=home, commune=home.commune, kind=kind, valid_from=since, valid_to=until))
    return Done(home.id)


def _held(household: UUID, since: date, until: date | None) -> list[HouseholdStatus]:
    """What shares days with the period, in order; withdrawn rows hold on no day."""
    rows = HouseholdStatus.objects.filter(household=household).order_by("valid_from", "id")
    if until is not None:
        rows = rows.filter(valid_from__lte=until)
    return [row for row in rows if row.valid_to is None or row.valid_to >= max(since, row.valid_from)]


def _give_way(fact: Draft, rows: list[HouseholdStatus], since: date) -> None:
    """Ends the rows the day before the period, or, when they began inside it, before they began."""
    for row in rows:
        fact.change(row, valid_to=max(since, row.valid_from) - DAY)
