"""Where a claim belongs: the facility it names, its commune and staff, each asked for once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tram.claims.reading.model import Told, Unfit
from tram.kernel.actors import Actor, may, may_see
from tram.kernel.clock import today_vn
from tram.kernel.text import search_key
from tram.places.api import CodeSystem, commune, facility_by_code, predecessors, province_of, provinces, villages
from tram.workforce.api import staff_of


@dataclass(frozen=True, slots=True)
class Station:
    """A facility here that bears the code of a claim. ``area``: its commune's code and those of before July 2025.

    ``villages``: the commune's villages by name without tones.
    """

    id: UUID
    code: str
    commune: str
    area: frozenset[str]
    commune_name: str
    province_name: str
    villages: Mapping[str, UUID]


class Places:
    """Facilities and staff, remembered for one import."""

    def __init__(self, by: Actor, at: datetime) -> None:
        self.by, self.today = by, today_vn(at)
        self._stations: dict[str, Station | None] = {}
        self._staff: dict[tuple[UUID, int], dict[str, UUID]] = {}

    def station(self, claim: Told) -> Station:
        """The facility of a claim. Refuses (``Unfit``) a code no facility of the actor's communes bears."""
        code = claim.facility_code
        if code not in self._stations:
            self._stations[code] = self._find(code, today_vn(claim.ended_at))
        found = self._stations[code]
        if found is None:
            sentence = _("Mã cơ sở «%(code)s» chưa gắn với cơ sở nào của xã. Hãy ghi mã BHXH cho trạm ở mục Địa bàn.")
            raise Unfit("XML1", 1, "MA_CSKCB", sentence % {"code": code})
        return found

    def staff(self, station: Station, licence: str, day: date) -> UUID | None:
        """Who of the facility bears the licence; None when nobody known does."""
        key = (station.id, day.year)
        if key not in self._staff:
            last = min(self.today, date(day.year, 12, 31))
            people = (*staff_of(station.id, day), *staff_of(station.id, last))
            self._staff[key] = {one.licence.upper(): one.id for one in people if one.licence}
        bare = licence.upper()
        return self._staff[key].get(bare) or self._staff[key].get(bare.split(".")[0])

    def _find(self, code: str, day: date) -> Station | None:
        """By the code of today, else by that of the visit's day."""
        days = (self.today, day) if code else ()
        found = next((one for on in days if (one := facility_by_code(CodeSystem.BHXH, code, on))), None)
        if found is None or not may(self.by, "visit.write") or not may_see(self.by, found.commune):
            return None
        here = commune(found.commune, self.today)
        names = {one.code: one.name for one in provinces(self.today)}
        former = (each.old_code for each in predecessors(found.commune))
        return Station(
            id=found.id,
            code=code,
            commune=found.commune,
            area=frozenset({found.commune, *former}),
            commune_name=here.full_name if here else "",
            province_name=names.get(province_of(found.commune), ""),
            villages={search_key(one.name): one.id for one in villages(found.commune, self.today)},
        )
