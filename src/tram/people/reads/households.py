"""Households and who lives in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.clock import today_vn
from tram.people.models import Household, Membership, Relation
from tram.people.reads.scope import valid_on, visible
from tram.people.reads.views import HouseholdView, Member, hit_of

SHOWN = 20
_ORDER = list(Relation.values)


def household(actor: Actor, household_id: UUID, at: datetime) -> HouseholdView:
    """A household with its members on the day of ``at``. Refuses (404) what lies outside the actor's places."""
    require(actor, "person.read")
    row = Household.objects.select_related("village").filter(pk=household_id).first()
    if row is None or not may_see(actor, row.commune, row.village_id):
        raise not_found()
    members = people_of_household(household_id, today_vn(at))
    seen = tuple(member for member in members if may_see(actor, member.person.commune, member.person.village))
    return _view(row, seen)


def people_of_household(household_id: UUID, day: date) -> tuple[Member, ...]:
    """The members on a day: the head first, then spouse, children, the others; by age inside each."""
    rows = (
        Membership.objects.filter(valid_on(day), household=household_id, person__merged_into=None)
        .exclude(person__died_on__lte=day)
        .select_related("person", "person__village")
    )
    return tuple(
        sorted(map(_member, rows), key=lambda member: (_ORDER.index(member.relation), member.person.born or date.max))
    )


def household_head(household_id: UUID, day: date) -> Member | None:
    """The household's head on a day; None when nobody is."""
    return next((found for found in people_of_household(household_id, day) if found.relation == Relation.HEAD), None)


def heads(households: Iterable[UUID], day: date) -> dict[UUID, Member]:
    """The heads of several households on a day, by household, in one query."""
    rows = Membership.objects.filter(valid_on(day), household__in=list(households), relation=Relation.HEAD)
    return {row.household_id: _member(row) for row in rows.select_related("person", "person__village")}


def head_names(households: Iterable[UUID], day: date) -> dict[UUID, str]:
    """The names of the heads of several households on a day, in one query."""
    rows = Membership.objects.filter(valid_on(day), household__in=list(households), relation=Relation.HEAD)
    return dict(rows.values_list("household_id", "person__full_name"))


def households_by_code(actor: Actor, commune: str, code: str) -> list[UUID]:
    """Households of a commune in scope with a code (usually one)."""
    rows = Household.objects.filter(visible(actor), commune=commune, code=code, valid_to=None)
    return list(rows.values_list("pk", flat=True)[:SHOWN])


def _member(row: Membership) -> Member:
    return Member(hit_of(row.person), row.relation, str(Relation(row.relation).label), row.valid_from)


def _view(row: Household, members: tuple[Member, ...]) -> HouseholdView:
    return HouseholdView(
        id=row.id,
        commune=row.commune,
        village=row.village_id,
        village_name=row.village.name if row.village else "",
        code=row.code,
        address=row.address,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        stamp=row.stamp,
        head=next((member for member in members if member.relation == Relation.HEAD), None),
        members=members,
    )
