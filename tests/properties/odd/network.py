"""Communes, villages, facilities and their staff numbers."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from tests.properties.odd.telling import EVER, Telling
from tram.kernel.facts.draft import Draft
from tram.places.models import Commune, Facility, StaffCount, Village


def commune(telling: Telling, code: str) -> None:
    """A commune of published law."""
    told = {
        "name": "Odd",
        "unit_type": telling.one("Xã", "Phường"),
        "province_code": "99",
        "population": telling.maybe(telling.random.randint(1, 30)),
        "area_km2": telling.maybe(Decimal(telling.random.randint(1, 900)) / 100),
    }
    row = Commune.objects.create(
        code=code, full_name=f"Xã {code}", search_key=code, province_name="Odd", valid_from=EVER, **told
    )
    telling.tell(
        "places.communes", id=row.pk, commune=code, name=f"Xã {code}", unit_type=told["unit_type"], province="99",
        population=told["population"], area_km2=told["area_km2"], start=EVER, end=None,
    )  # fmt: skip


def village(telling: Telling, fact: Draft, code: str) -> tuple[UUID, str | None]:
    """A village: its id and its area."""
    start, end = telling.span()
    area = telling.one("K1", "K2", "K3", "", "")
    row = fact.add(
        Village(
            commune=code, name="Bản", kind="ban", search_key="ban", area=area, valid_from=start or EVER, valid_to=end
        )
    )
    telling.tell(
        "places.villages",
        id=row.id,
        commune=code,
        name="Bản",
        kind="ban",
        area=area or None,
        start=start or EVER,
        end=end,
    )
    _staff(telling, fact, code, {"village_id": row.id})
    return row.id, area or None


def facility(telling: Telling, fact: Draft, code: str, parent: UUID | None) -> UUID:
    """A facility, led by another at times."""
    start, end = telling.span()
    told = {"commune": code, "kind": telling.one("commune_station", "commune_station", "school")}
    led_by = telling.maybe(parent)
    row = fact.add(Facility(**told, parent_id=led_by, valid_from=start or EVER, valid_to=end))
    telling.tell("places.facilities", id=row.id, **told, parent=led_by, start=start or EVER, end=end)
    _staff(telling, fact, code, {"facility_id": row.id})
    return UUID(str(row.id))


def _staff(telling: Telling, fact: Draft, code: str, place: dict[str, UUID]) -> None:
    for _ in range(telling.random.randint(0, 2)):
        start, end = telling.span()
        told = {"commune": code, "category": telling.one("doctor", "trained_vhw"), "number": telling.one(0, 1, 1, 3)}
        row = fact.add(StaffCount(**told, **place, valid_from=start or EVER, valid_to=end))
        where = {"facility": place.get("facility_id"), "village": place.get("village_id")}
        telling.tell("places.staff_counts", id=row.id, **told, **where, start=start or EVER, end=end)
