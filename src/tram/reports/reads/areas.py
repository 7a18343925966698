"""Places somebody may choose to see numbers of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tram.kernel.actors import Actor, require
from tram.kernel.refusals import Refusal
from tram.kernel.text import sort_key
from tram.places import api as places
from tram.reports import refusals
from tram.reports.reads.scope import communes_in_scope
from tram.reports.views import Area

PROVINCE_DIGITS = 2


def areas(actor: Actor, day: date, province: str = "") -> tuple[Area, ...]:
    """The communes in the actor's scope by alphabet; for the whole nation those of one province, or none yet."""
    own = communes_in_scope(actor)
    if own is None:
        return tuple(Area(one.code, one.full_name) for one in places.communes(province, day)) if province else ()
    named = [Area(code, found.full_name if (found := places.commune(code, day)) else code) for code in own]
    return tuple(sorted(named, key=lambda one: (sort_key(one.name), one.code)))


def provinces_to_choose(actor: Actor, day: date) -> tuple[Area, ...]:
    """The provinces, for somebody who sees the whole nation; empty for others."""
    if communes_in_scope(actor) is not None:
        return ()
    return tuple(Area(one.code, one.name) for one in places.provinces(day))


def place_communes(actor: Actor, place: str, day: date) -> Sequence[str] | None:
    """The communes a place holds on a day: itself, a province's (2 digits), or, for "", all of the actor's (None).

    Numbers of every period are told in the boundaries of today, so ``day`` is the day one asks. Refuses a code that is
    no commune and no province then, naming where a merged commune went, and (404) a commune outside the actor's scope.
    """
    if not place:
        return None
    if len(place) == PROVINCE_DIGITS:
        found = sorted(places.communes_of_province(place, day))
        if not found:
            raise refusals.unknown_place(place, day)
        return found
    if places.commune(place, day) is None:
        raise _absent(place, day)
    require(actor, "indicator.read", commune=place)
    return [place]


def _absent(place: str, day: date) -> Refusal:
    """Why a code names no commune: it went into others, or nobody knows it."""
    went = places.successors(place, day)
    if not went:
        return refusals.unknown_place(place, day)
    heirs = [(one.new_code, found.full_name if (found := places.commune(one.new_code, day)) else "") for one in went]
    return refusals.merged_place(place, heirs, went[0].effective_on)


def province_communes(actor: Actor, day: date, province: str) -> Sequence[str] | None:
    """Commune codes of a province, for somebody who sees the whole nation; else None (all of the actor's own)."""
    if communes_in_scope(actor) is not None or not province:
        return None
    return sorted(places.communes_of_province(province, day))
