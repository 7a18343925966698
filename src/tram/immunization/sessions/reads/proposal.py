"""What a session of a day would be: who is due, which vaccines, how many vials of each, what the store holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tram.immunization.lists.invite import who_to_invite
from tram.immunization.lists.views import Invitee
from tram.immunization.schedule import vaccines
from tram.immunization.sessions.access import MANAGE
from tram.immunization.sessions.rules import Need, Wastage, rate_for, vials_needed
from tram.immunization.stock.definitions import open_hours
from tram.immunization.stock.reads import usable_lots
from tram.immunization.stock.views import LotView
from tram.kernel.actors import Actor, require
from tram.kernel.definitions import load_csv, remembered

A_DAY = 24  # hours: a vial that may be kept longer goes into the next session


@dataclass(frozen=True, slots=True)
class Offer:
    """One vaccine of a session: the vials that those who are due need; doses and vials that the store holds."""

    vaccine: str
    name: str
    need: Need
    doses: int
    vials: int

    @property
    def short(self) -> int:
        """Doses that the store lacks for those who are due; 0 when it has enough."""
        return max(0, self.need.doses - self.doses)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The people and vaccines of a session that may be planned."""

    day: date
    people: tuple[Invitee, ...]
    offers: tuple[Offer, ...]


def proposal(
    actor: Actor,
    commune: str,
    day: date,
    at: datetime,
    *,
    villages: Collection[UUID] = (),
    vaccines_: Collection[str] = (),
) -> Proposal:
    """Who can be given what on a day, and the vials that takes. Refuses whom ``who_to_invite`` refuses."""
    require(actor, MANAGE, commune)
    people = who_to_invite(actor, commune, day, tuple(villages), tuple(vaccines_))
    wanted = Counter(dose.vaccine for person in people for dose in person.due if dose.vaccine)
    codes = [code for code in vaccines() if code in wanted or code in vaccines_]
    lots = usable_lots(actor, commune, day, codes)
    return Proposal(day, people, tuple(_offer(code, wanted[code], lots.get(code, ()), at) for code in codes))


def _offer(code: str, doses: int, lots: Iterable[LotView], at: datetime) -> Offer:
    """One vaccine; vials are those of the lot to be used first, or the usual ones where the store has none."""
    known, held = vaccines()[code], tuple(lots)
    per_vial = held[0].presentation if held else known.presentations[0]
    kept = open_hours(code, at) > A_DAY
    need = vials_needed(doses, per_vial, rate_for(per_vial, kept=kept, rates=wastage()))
    return Offer(code, known.name_vi, need, sum(lot.doses for lot in held), sum(lot.vials for lot in held))


@remembered
def wastage() -> tuple[Wastage, ...]:
    """The rates a plan reckons with (``definitions/immunization/wastage.csv``)."""
    return tuple(_rate(row) for row in load_csv("immunization", "wastage"))


def _rate(row: Mapping[str, str]) -> Wastage:
    kept = {"yes": True, "no": False}.get(row["kept_after_session"])
    return Wastage(int(row["doses_from"]), int(row["doses_to"]), kept, int(row["rate"]))
