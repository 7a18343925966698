"""What the pages of one person share: who it is, what is known, the head of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from tram.immunization.api import VaccinationRecord, vaccination_record
from tram.kernel.actors import Actor, may, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.people.api import Hit, Reach, hits, ways_to_reach

READ, WRITE = "vaccination.read", "vaccination.write"


@dataclass(frozen=True, slots=True)
class Opened:
    """A person whose vaccinations a request may see; a merged record is the one it went into."""

    actor: Actor
    at: datetime
    person: Hit
    record: VaccinationRecord

    @property
    def today(self) -> date:
        """Vietnam's calendar day of the request."""
        return today_vn(self.at)

    @property
    def reach(self) -> Reach:
        """How to reach them."""
        return ways_to_reach([self.person], self.today)[self.person.id]

    def head(self) -> dict[str, Any]:
        """The person as the head of every page shows them."""
        return {
            "person": self.person,
            "age": self.person.age(self.today),
            "reach": self.reach,
            "today": self.today,
            "may_write": may(self.actor, WRITE) and self.person.died_on is None,
        }


def opened(request: HttpRequest, person: UUID, why: str, deed: str = READ) -> Opened:
    """Opens somebody's vaccinations; the read is logged. Refuses (404) whom the actor may not see."""
    actor, at = actor_of(request), time_of(request)
    require(actor, deed)
    record = vaccination_record(actor, person, today_vn(at))
    found = next(iter(hits([record.person])), None)
    if found is None:
        raise not_found()
    note(actor, at, f"vaccination.{why}", person=found.id)
    return Opened(actor, at, found, record)
