"""Whom to invite to a session: everybody who may be given something there that day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from tram.immunization.lists.put_off import not_waiting
from tram.immunization.lists.reads import COLUMNS, Row, by_person, village_names, village_of
from tram.immunization.lists.rules.kinds import Kind, counts_from, kind_on
from tram.immunization.lists.scope import communes_of, open_in
from tram.immunization.lists.views import InvitedDose, Invitee
from tram.immunization.models import Forecast
from tram.kernel.actors import Actor, require
from tram.kernel.text import name_sort_key, sort_key
from tram.people.api import hits, ways_to_reach


def who_to_invite(
    actor: Actor, commune: str, day: date, villages: Collection[UUID] = (), vaccines: Collection[str] = ()
) -> tuple[Invitee, ...]:
    """People with a dose that is recommended by ``day`` and may still be given then, village by village, late first.

    ``villages`` and ``vaccines`` narrow it (empty: all). Whoever was put off beyond the day is left out. Refuses as
    ``due`` does.
    """
    require(actor, "vaccination.read")
    communes = communes_of(actor, commune)
    rows = Forecast.objects.filter(open_in(actor, communes), _can_be_given(day), not_waiting(day))
    if villages:
        rows = rows.filter(village__in=list(villages))
    if vaccines:
        rows = rows.filter(vaccine__in=list(vaccines))
    return _invitees([Row(*values) for values in rows.values_list(*COLUMNS)], day)


def _can_be_given(day: date) -> Q:
    starts = Q(recommended__lte=day) | Q(recommended__isnull=True, earliest__lte=day)
    return starts & (Q(latest__isnull=True) | Q(latest__gte=day))


def _invitees(rows: Iterable[Row], day: date) -> tuple[Invitee, ...]:
    people = by_person(rows)
    known = {hit.id: hit for hit in hits(list(people))}
    reach = ways_to_reach(list(known.values()), day)
    names = village_names({village_of(those) for those in people.values()}, day)
    found = []
    for person, those in people.items():
        hit = known.get(person)
        if hit is None or hit.died_on is not None:
            continue
        village = village_of(those)
        invitee = Invitee(
            person=hit.id,
            name=hit.name,
            birth=hit.birth,
            village=village,
            village_name=names.get(village, ""),
            caregiver=reach[hit.id].caregiver,
            phone=reach[hit.id].phone,
            due=tuple(_dose(row, day) for row in sorted(those, key=lambda row: (row.recommended or day, row.group))),
        )
        found.append((_order(invitee, those, day), invitee))
    return tuple(invitee for _order_, invitee in sorted(found, key=lambda pair: pair[0]))


def _order(one: Invitee, those: Sequence[Row], day: date) -> tuple[bool, str, bool, str]:
    """Villages by alphabet, people with a late dose first, then by name."""
    late = any(kind_on(row.dates, day, day) == Kind.OVERDUE for row in those)
    return (not one.village_name, sort_key(one.village_name), not late, name_sort_key(one.name))


def _dose(row: Row, day: date) -> InvitedDose:
    return InvitedDose(row.group, row.vaccine, row.number, row.recommended, why_now(row, day))


def why_now(row: Row, day: date) -> str:
    """Since when a dose is due, in one Vietnamese sentence."""
    if kind_on(row.dates, day, day) == Kind.OVERDUE:
        since = counts_from(row.dates, Kind.OVERDUE)
        return f"Trễ hẹn {(day - since).days} ngày: phải tiêm trước {since:%d/%m/%Y}."
    start = row.recommended or row.earliest
    return f"Đến hạn từ {start:%d/%m/%Y}." if start else "Đến hạn."
