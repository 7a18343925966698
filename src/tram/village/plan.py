"""Which communes get how many people, over which days, from which seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tram.kernel.refusals import Refusal
from tram.places.api import communes

PROVINCE = "12"
HOME, NEXT, THIRD = "03424", "03390", "03430"
BEGIN = date(2025, 7, 1)
STATION_PEOPLE = 9000
NEIGHBOUR_PEOPLE = 900
FEWEST = 30


@dataclass(frozen=True, slots=True)
class Plan:
    """What to build: people by commune, the days visits fall on, the seed that decides everything else.

    ``founded``: from which day villages and stations stand, where visits older than their commune are wanted.
    """

    people: tuple[tuple[str, int], ...]
    end: date
    seed: int = 25
    begin: date = BEGIN
    founded: date | None = None

    @property
    def founding(self) -> date:
        """The day villages and stations are founded: that of the first visits, unless those go further back."""
        return self.founded or self.begin


def demo_plan(end: date) -> Plan:
    """One station of about 9,000 people and two neighbours."""
    return Plan(((HOME, STATION_PEOPLE), (NEXT, NEIGHBOUR_PEOPLE), (THIRD, NEIGHBOUR_PEOPLE)), end)


def province_plan(people: int, end: date, seed: int = 25) -> Plan:
    """``people`` spread over Lai Châu's 38 communes in proportion to their size. Refuses fewer than 30."""
    if people < FEWEST:
        raise Refusal("village.too_small", f"Làng mẫu cần ít nhất {FEWEST} người.", {"field": "people"})
    known = sorted(communes(PROVINCE, end), key=lambda row: (row.code != HOME, row.code != NEXT, row.code))
    sizes = {row.code: row.population or STATION_PEOPLE for row in known}
    if people < FEWEST * len(sizes):
        return Plan(((HOME, people),), end, seed)
    total, left, shares = sum(sizes.values()), people, []
    for code, size in sizes.items():
        share = left if code == list(sizes)[-1] else people * size // total
        left -= share
        shares.append((code, share))
    return Plan(tuple(shares), end, seed)
