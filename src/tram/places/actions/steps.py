"""The dated step all deeds share: the old row ends the day before, the new one begins."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from tram.kernel.actors import Actor, not_found, require
from tram.kernel.facts import Draft
from tram.kernel.text import nfc
from tram.places import refusals
from tram.places.models import Facility, PlaceRecord, Village
from tram.places.reads.law import commune as commune_on

RowT = TypeVar("RowT", bound=PlaceRecord)
DAY = timedelta(days=1)


def clean_name(name: str, limit: int) -> str:
    """The name as stored. Refuses none and one that does not fit."""
    cleaned = nfc(name)
    if not cleaned:
        raise refusals.name_missing()
    if len(cleaned) > limit:
        raise refusals.name_too_long(limit)
    return cleaned


def check_commune(code: str, day: date) -> None:
    """Refuses a commune that is not in force on the day."""
    if commune_on(code, day) is None:
        raise refusals.commune_unknown()


def village_of(by: Actor, village: UUID) -> Village:
    """The village row an actor may change. Refuses 403 without the right, 404 when absent or out of scope."""
    require(by, "place.write")
    row = Village.objects.filter(pk=village).first()
    if row is None:
        raise not_found()
    require(by, "place.write", commune=row.commune)
    return row


def facility_of(by: Actor, facility: UUID) -> Facility:
    """The facility row an actor may change. Refuses 403 without the right, 404 when absent or out of scope."""
    require(by, "place.write")
    row = Facility.objects.filter(pk=facility).first()
    if row is None or (not row.commune and by.communes is not None):
        raise not_found()  # a facility of no commune here (named in received data) belongs to the nation
    require(by, "place.write", commune=row.commune)
    return row


def step(fact: Draft, row: RowT, day: date, **values: Any) -> RowT:
    """The row with new values from ``day`` on: corrected in place when it began that day, else ended and followed."""
    if row.valid_from == day:
        return fact.change(row, **values)
    fact.change(row, valid_to=day - DAY)
    kept = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in ("id", "stamp")}
    return fact.add(type(row)(**{**kept, "valid_from": day, "valid_to": None, **values}))


def end(fact: Draft, rows: QuerySet[RowT], day: date) -> None:
    """Ends the rows that still hold, the day before ``day``."""
    for row in rows.filter(valid_from__lt=day).exclude(valid_to__lt=day):
        fact.change(row, valid_to=day - DAY)
