"""Facilities merged or closed: everything dated about them ends with them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tram.kernel.actors import Actor
from tram.kernel.facts import Draft, deed
from tram.places import refusals
from tram.places.actions.steps import DAY, end, facility_of
from tram.places.models import Facility, FacilityCode, FacilityName, FacilitySite, StaffCount
from tram.places.reads.network import facility_views, led_by
from tram.places.reads.validity import holds
from tram.places.rules import check_change_day
from tram.places.views import FacilityView


def merge_facility(*, by: Actor, at: datetime, facility: UUID, into: UUID, day: date) -> FacilityView:
    """Ends a facility the day before ``day``, its work going to another; returns it as it last was.

    Refuses a receiver not in force on the day, and a facility that still leads others.
    """
    row, receiver = facility_of(by, facility), facility_of(by, into)
    if row.pk == receiver.pk:
        raise refusals.merge_with_itself()
    if not holds(receiver, day):
        raise refusals.receiver_not_in_force()
    _check_may_end(row, day)
    with deed("facility.merged", by=by, at=at, place=row.commune) as fact:
        fact.change(row, valid_to=day - DAY, merged_into=receiver)
        _end_all(fact, row, day)
    return facility_views([row], day - DAY)[0]


def close_facility(*, by: Actor, at: datetime, facility: UUID, day: date) -> FacilityView:
    """Ends a facility: ``day`` is the first day it no longer works. Returns it as it last was.

    Refuses while it still leads others, and a day outside its life.
    """
    row = facility_of(by, facility)
    _check_may_end(row, day)
    with deed("facility.closed", by=by, at=at, place=row.commune) as fact:
        fact.change(row, valid_to=day - DAY)
        _end_all(fact, row, day)
    return facility_views([row], day - DAY)[0]


def _check_may_end(row: Facility, day: date) -> None:
    if row.valid_to is not None:
        raise refusals.already_closed(row.valid_to)
    check_change_day(day, row.valid_from, None)
    followers = led_by(row.pk, day)
    if followers:
        raise refusals.has_followers(len(followers))


def _end_all(fact: Draft, row: Facility, day: date) -> None:
    end(fact, FacilityName.objects.filter(facility=row), day)
    end(fact, FacilitySite.objects.filter(facility=row), day)
    end(fact, FacilityCode.objects.filter(facility=row), day)
    end(fact, StaffCount.objects.filter(facility=row), day)
