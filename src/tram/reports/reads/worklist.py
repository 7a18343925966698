"""Whom to visit: the people behind a number with what a visit needs, village by village, longest unseen first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from tram.encounters import api as encounters
from tram.kernel.actors import Actor
from tram.kernel.periods import Period
from tram.kernel.text import name_sort_key, sort_key
from tram.people import api as people
from tram.places import api as places
from tram.reports.catalogue import Indicator
from tram.reports.reads.listing import indicator_people
from tram.reports.views import Listed, Listing, ToVisit, VillageVisits, Worklist

MOST = 300


def worklist(
    actor: Actor,
    which: str | Indicator,
    *,
    at: datetime,
    period: Period,
    today: date,
    communes: Sequence[str] | None = None,
    cell: Mapping[str, str] | None = None,
    side: str = "missing",
    most: int = MOST,
) -> Worklist:
    """The people behind a number (at most ``most``) with address, phone and when they last came; the read is logged.

    Villages stand by alphabet; in each, those never seen come first, then those not seen for longest. Refuses as
    ``indicator_people`` does.
    """
    listing = indicator_people(
        actor, which, at=at, period=period, today=today, communes=communes, cell=cell, side=side, size=most
    )
    found = sorted(_visits(listing), key=_order)
    groups = groupby(found, key=lambda one: (one.commune, one.village))
    return Worklist(
        indicator=listing.indicator,
        day=listing.day,
        total=listing.total,
        villages=tuple(VillageVisits(village, commune, tuple(those)) for (commune, village), those in groups),
    )


def _visits(listing: Listing) -> list[ToVisit]:
    """Where each lived on the day of the number: the village that the number, too, counts them in."""
    rows, day = {row.person: row for row in listing.rows if row.person}, listing.day
    known, last = people.register_people(rows), encounters.last_seen(rows)
    ids = {person: one.village(day) for person, one in known.items()}
    villages = places.villages_by_id({one for one in ids.values() if one}, day)
    homes = {person: villages[one] for person, one in ids.items() if one in villages}
    return [_visit(rows[person], one, homes.get(person), last.get(person), day) for person, one in known.items()]


def _visit(
    row: Listed, person: people.RegisterPerson, home: places.VillageView | None, last: date | None, day: date
) -> ToVisit:
    where = places.commune(home.commune, day) if home else None
    return ToVisit(
        person=person.person.id,
        name=row.name,
        birth=row.birth,
        age=person.person.age(day),
        phone=person.person.phone,
        house=person.house(day),
        village=home.full_name if home else "",
        commune=where.name if where else row.commune,
        last_seen=last,
    )


def _order(one: ToVisit) -> tuple[str, bool, str, date, str]:
    """By commune and village (those without one last), never seen before long ago before lately, then by name."""
    place = (sort_key(one.commune), not one.village, sort_key(one.village))
    return (*place, one.last_seen or date.min, name_sort_key(one.name))
