"""What the pages of sessions share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.http import HttpRequest

from tram.immunization.api import SessionView, vaccines
from tram.kernel.actors import Actor, not_found
from tram.kernel.ids import as_uuid
from tram.places.api import facility, villages_by_id


def commune_of(actor: Actor) -> str:
    """The commune whose sessions somebody works at. Refuses who belongs to none."""
    if not actor.commune:
        raise not_found()
    return actor.commune


def place_of(session: SessionView) -> str:
    """Where a session is held, in words."""
    if session.place_name:
        return session.place_name
    village = villages_by_id([session.village], session.day).get(session.village) if session.village else None
    return village.full_name if village else station_name(session)


def places_of(sessions: Sequence[SessionView], day: date) -> dict[UUID, str]:
    """Where each session is held; villages in one question, each station in one."""
    named = villages_by_id([one.village for one in sessions if one.village], day)
    stations = {key: facility(key, day) for key in {one.facility for one in sessions if one.facility}}
    found = {}
    for one in sessions:
        village = named.get(one.village) if one.village else None
        station = stations.get(one.facility) if one.facility else None
        found[one.id] = one.place_name or (village.full_name if village else station.name if station else "")
    return found


def station_name(session: SessionView) -> str:
    """The station that holds a session; "" when it has no name on that day."""
    station = facility(session.facility, session.day) if session.facility else None
    return station.name if station else ""


def names_of(codes: tuple[str, ...]) -> list[str]:
    """The short names of vaccines; an unknown code stands for itself."""
    known = vaccines()
    return [known[code].short_vi if code in known else code for code in codes]


def own_staff(request: HttpRequest) -> str:
    """The staff record of whoever is signed in; empty when the account has none."""
    return str(getattr(request.user, "staff_id", None) or "")


def ids_in(values: list[str]) -> list[str]:
    """Those of the posted values that are ids, once each."""
    return [value for value in dict.fromkeys(values) if as_uuid(value)]
