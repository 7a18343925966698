"""The network of one synthetic commune: villages, station, staff. Founded by the same deeds as real ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from uuid import UUID

from tram.kernel.actors import SYSTEM, Actor, Role
from tram.places.api import commune, found_facility, found_village, set_staff_count
from tram.supply.api import ItemView
from tram.village.names import staff_name
from tram.workforce.api import add_staff

PEOPLE_A_VILLAGE = 480
VILLAGE_NAMES = (
    "Bản Hon", "Nà Khum", "Cò Lá", "Phiêng Hoi", "Nà Ly", "Bản Bo", "Hợp Nhất", "Phiêng Pẳng", "Nà Can", "Nà Sẳng",
    "Cốc Phung", "Thèn Thầu", "Sin Câu", "Chu Va", "Tả Cu Tỷ", "Nà Đa", "Nà Kiêng", "Hua Cưởm", "Bản Hợp", "Nậm Tàng",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Network:
    """A commune ready for people: its villages, its station, who examines there."""

    commune: str
    villages: tuple[UUID, ...]
    station: UUID
    examiners: tuple[UUID, ...]
    items: Mapping[str, ItemView] = field(default_factory=dict)  # of its catalogue, as `village.catalogue` gives them

    @property
    def nurse(self) -> Actor:
        """Whoever of the station typed the synthetic visits."""
        roles, here = frozenset({Role.NURSE}), frozenset({self.commune})
        return Actor(SYSTEM.id, SYSTEM.name, roles, here, facility=self.station, commune=self.commune)


def insurer_code(commune: str) -> str:
    """What the insurer would call a commune's station: five digits, invented."""
    return f"12{int(commune) % 1000:03d}"


def licence(commune: str, number: int) -> str:
    """A practice licence in the shape of real ones, invented."""
    return f"{int(commune):05d}{number}/LCH-GPHN"


AREAS = (("K2", 50), ("K1", 30), ("", 20))


def found_network(
    rng: Random, code: str, people: int, day: date, at: datetime, centre: UUID | None, *, aside: Random | None = None
) -> Network:
    """Founds the commune's villages and station with doctors, nurses and a trained worker in most villages.

    ``aside`` decides in which areas the villages lie; without it they lie nowhere special.
    """
    found = commune(code, day)
    name = found.name if found else code
    station = found_facility(
        by=SYSTEM,
        at=at,
        commune=code,
        kind="commune_station",
        name=f"Trạm Y tế xã {name}",
        day=day,
        bhxh_code=insurer_code(code),
        parent=centre,
    )
    numbers = range(max(2, people // PEOPLE_A_VILLAGE))
    villages = tuple(_village(rng, code, number, day, at, _area(aside)) for number in numbers)
    set_staff_count(by=SYSTEM, at=at, category="doctor", number=int(rng.random() < 0.9), day=day, facility=station.id)
    staff = tuple(
        add_staff(
            by=SYSTEM,
            at=at,
            commune=code,
            facility=station.id,
            full_name=staff_name(rng),
            profession=profession,
            day=day,
            licence=licence(code, number),
        ).id
        for number, profession in enumerate(("doctor", "assistant_doctor", "nurse", "midwife", "pharmacist"), 1)
    )
    return Network(code, villages, station.id, staff[:2])


def _area(aside: Random | None) -> str:
    return aside.choices([area for area, _ in AREAS], [weight for _, weight in AREAS])[0] if aside else ""


def _village(rng: Random, code: str, number: int, day: date, at: datetime, area: str) -> UUID:
    again, place = divmod(number, len(VILLAGE_NAMES))
    name = VILLAGE_NAMES[place] + (f" {again + 1}" if again else "")
    village = found_village(
        by=SYSTEM, at=at, commune=code, name=name, day=day, kind="ban", code=f"{code}-{number + 1:02d}", area=area
    )
    trained = int(rng.random() < 0.93)
    set_staff_count(by=SYSTEM, at=at, category="trained_vhw", number=trained, day=day, village=village.id)
    return village.id
