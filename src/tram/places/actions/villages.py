"""Villages: founded, renamed, merged, put into an area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from tram.kernel.actors import Actor, require
from tram.kernel.facts import deed
from tram.kernel.text import nfc, search_key
from tram.places import refusals
from tram.places.actions.steps import DAY, check_commune, clean_name, end, village_of
from tram.places.models import FormerVillageName, StaffCount, Village, VillageArea, VillageKind
from tram.places.reads.network import village_view, villages
from tram.places.reads.validity import holds
from tram.places.rules import check_change_day
from tram.places.views import VillageView

NAME_LENGTH, CODE_LENGTH = 120, 20


def found_village(
    *, by: Actor, at: datetime, commune: str, name: str, day: date, kind: str = "thon", code: str = "", area: str = ""
) -> VillageView:
    """Founds a village in a commune from ``day`` on.

    Refuses an unknown commune, kind or area, no name, and a name another village of the commune bears that day.
    """
    require(by, "place.write", commune=commune)
    cleaned = clean_name(name, NAME_LENGTH)
    if kind not in VillageKind.values:
        raise refusals.kind_unknown(", ".join(VillageKind.labels))
    _check_area(area)
    check_commune(commune, day)
    _check_free(commune, cleaned, day)
    row = Village(
        commune=commune,
        name=cleaned,
        kind=kind,
        code=nfc(code)[:CODE_LENGTH],
        area=area,
        search_key=search_key(cleaned),
        valid_from=day,
    )
    with deed("village.founded", by=by, at=at, place=commune) as fact:
        fact.add(row)
    return village_view(row)


def rename_village(*, by: Actor, at: datetime, village: UUID, name: str, day: date) -> VillageView:
    """Gives a village another name from ``day`` on; a question about an earlier day still answers with the old one.

    The day the present name began corrects it in place. Refuses an earlier day, a closed village, a name taken.
    """
    row = village_of(by, village)
    cleaned = clean_name(name, NAME_LENGTH)
    since = _name_since(row)
    check_change_day(day, since - DAY, row.valid_to)
    if cleaned == row.name:
        raise refusals.same_name()
    _check_free(row.commune, cleaned, day)
    with deed("village.renamed", by=by, at=at, place=row.commune) as fact:
        if day > since:
            fact.add(
                FormerVillageName(village=row, commune=row.commune, name=row.name, valid_from=since, valid_to=day - DAY)
            )
        fact.change(row, name=cleaned, search_key=search_key(cleaned))
    return village_view(row)


def set_village_area(*, by: Actor, at: datetime, village: UUID, area: str) -> VillageView:
    """Says in which area (K1, K2, K3, "" for none) a village lies; one fact ``village.area_set``.

    The area stands on the village as it is now, without a history. The same again changes nothing.
    """
    row = village_of(by, village)
    _check_area(area)
    if area != row.area:
        with deed("village.area_set", by=by, at=at, place=row.commune) as fact:
            fact.change(row, area=area)
    return village_view(row)


def merge_villages(
    *, by: Actor, at: datetime, villages: Sequence[UUID], into: UUID, day: date
) -> tuple[VillageView, ...]:
    """Ends villages the day before ``day`` and says which village of the commune their people belong to from then on.

    Returns the merged villages. Refuses a receiver of another commune or not in force on the day.
    """
    receiver = village_of(by, into)
    rows = [village_of(by, village) for village in villages]
    if any(row.pk == receiver.pk for row in rows) or not rows:
        raise refusals.merge_with_itself()
    if not holds(receiver, day):
        raise refusals.receiver_not_in_force()
    for row in rows:
        if row.commune != receiver.commune:
            raise refusals.merge_other_commune()
        check_change_day(day, row.valid_from, row.valid_to)
    with deed("village.merged", by=by, at=at, place=receiver.commune) as fact:
        for row in rows:
            fact.change(row, valid_to=day - DAY, merged_into=receiver)
            end(fact, StaffCount.objects.filter(village=row), day)
    return tuple(village_view(row) for row in rows)


def _name_since(row: Village) -> date:
    last = FormerVillageName.objects.filter(village=row).order_by("-valid_to").first()
    return last.valid_to + DAY if last and last.valid_to else row.valid_from


def _check_area(area: str) -> None:
    if area and area not in VillageArea.values:
        raise refusals.area_unknown(", ".join(VillageArea.values))


def _check_free(commune: str, name: str, day: date) -> None:
    if any(found.name.casefold() == name.casefold() for found in villages(commune, day)):
        raise refusals.village_name_taken(name)
