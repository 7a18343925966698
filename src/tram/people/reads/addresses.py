"""Which of the actor's communes and villages an address printed on a card means; old communes count as today's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.kernel.actors import Actor
from tram.kernel.text import search_key
from tram.places.api import CommuneView, predecessors, villages
from tram.places.api import commune as commune_on

MOST_COMMUNES = 40
LAST_OLD_DAY = date(2025, 6, 30)
_KIND = re.compile(r"^(?:xa|phuong|thi tran|dac khu|tinh|thanh pho|tp)\s+")
_VILLAGE_KIND = re.compile(r"^(?:thon|ban|to dan pho|to|khu pho|khu|ap|tdp)\s+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address lies: a commune of the actor's, maybe a village of it, and what of the address is left."""

    commune: str
    village: UUID | None
    rest: str


def place_of(actor: Actor, address: str, day: date) -> Place | None:
    """The place an address means; None when it lies outside the actor's communes."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    keys = [_KIND.sub("", search_key(part)) for part in parts]
    for code in sorted(actor.communes or ())[:MOST_COMMUNES]:
        now = commune_on(code, day)
        if now is None:
            continue
        for known in (now, *_old(code)):
            at = _position(keys, known)
            if at is not None:
                village, used = _village(code, keys[:at], day)
                rest = [part for place, part in enumerate(parts[:at]) if place != used]
                return Place(code, village, ", ".join(rest))
    return None


def _old(code: str) -> Iterable[CommuneView]:
    for step in predecessors(code):
        old = commune_on(step.old_code, LAST_OLD_DAY)
        if old is not None:
            yield old


def _position(keys: list[str], known: CommuneView) -> int | None:
    """Where the commune's name stands in the address, its province after it."""
    name, province = search_key(known.name), _KIND.sub("", search_key(known.province_name))
    if name not in keys[:-1] or province not in keys[keys.index(name) + 1 :]:
        return None
    return keys.index(name)


def _village(code: str, keys: list[str], day: date) -> tuple[UUID | None, int | None]:
    known = {_VILLAGE_KIND.sub("", search_key(place.name)): place.id for place in villages(code, day)}
    for position in range(len(keys) - 1, -1, -1):
        found = known.get(_VILLAGE_KIND.sub("", keys[position]))
        if found is not None:
            return found, position
    return None, None
