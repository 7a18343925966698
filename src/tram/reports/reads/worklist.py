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
from tram.reports.views import Listing, ToVisit, VillageVisits, Worklist

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
    ids, day = [row.person for row in listing.rows if row.person], listing.day
    known, last = people.register_people(ids), encounters.last_seen(ids)
    homes = {person: one.village(day) for person, one in known.items()}
    villages = places.villages_by_id({home for home in homes.values() if home}, day)
    return [
        ToVisit(
            person=row.person,
            name=row.name,
            birth=row.birth,
            age=known[row.person].person.age(day),
            phone=known[row.person].person.phone,
            house=known[row.person].house(day),
            village=villages[home].full_name if (home := homes[row.person]) in villages else "",
            commune=row.commune,
            last_seen=last.get(row.person),
        )
        for row in listing.rows
        if row.person in known
    ]


def _order(one: ToVisit) -> tuple[str, bool, str, date, str]:
    """By commune and village (those without one last), never seen before long ago before lately, then by name."""
    place = (sort_key(one.commune), not one.village, sort_key(one.village))
    return (*place, one.last_seen or date.min, name_sort_key(one.name))
