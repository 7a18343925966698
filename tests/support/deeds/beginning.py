"""What a world begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.support.deeds.hands import NAMES, SINCE
from tram.kernel.actors import SYSTEM
from tram.people import api as people
from tram.places import api as places
from tram.workforce import api as workforce


def found(communes: Sequence[str], at: datetime, *, people_each: int = 2) -> None:
    """The beginning of a world, done at its root: in each commune a station, two villages, a nurse and some people."""
    for number, commune in enumerate(communes):
        who: dict[str, Any] = {"by": SYSTEM, "at": at}
        station = places.found_facility(
            **who, commune=commune, kind="commune_station", name="Trạm Y tế", day=SINCE, bhxh_code=f"12{number:03d}"
        )
        for name in ("Bản Hon", "Nà Khum"):
            places.found_village(**who, commune=commune, name=name, day=SINCE, kind="ban")
        workforce.add_staff(
            **who, commune=commune, facility=station.id, full_name="Lò Thị Hạnh", profession="nurse", day=SINCE
        )
        home = people.open_household(**who, commune=commune, since=SINCE, code=f"H{number}")
        for _ in range(people_each):
            people.register_person(
                **who, full_name=NAMES[number % len(NAMES)], commune=commune, birth="1961", household=home.id,
                resident_since=SINCE, same_name_is_new=True,
            )  # fmt: skip
