"""Which places a number may be about, for whom. A place out of scope is refused, never left out in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tram.engines.query import Params
from tram.kernel.actors import Actor, not_found, require
from tram.reports import refusals
from tram.reports.catalogue import Indicator
from tram.reports.reads.memory import record_position
from tram.reports.reads.moment import Moment

VILLAGE_SPLIT = "village"


@dataclass(frozen=True, slots=True)
class Scope:
    """Communes a number is about (None: the whole nation) and, for somebody bound to villages, those villages.

    ``position``: how far the record had come when the question was asked.
    """

    communes: tuple[str, ...] | None
    villages: tuple[UUID, ...] | None = None
    only: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    position: tuple[tuple[str, int], ...] = ()

    def fits(self, indicator: Indicator) -> bool:
        """Whether the indicator can be narrowed to this scope."""
        return self.villages is None or VILLAGE_SPLIT in indicator.split_ids()

    def params(self, indicator: Indicator, moment: Moment) -> Params:
        """What the engine is given. Refuses ``indicator.village`` for a number that has no villages."""
        if not self.fits(indicator):
            raise refusals.not_for_villages()
        days = {"at": moment.at, "start": moment.start, "end": moment.end}
        return Params(**days, places=self.communes, only=dict(self.only))


def scope_of(actor: Actor, communes: Sequence[str] | None = None) -> Scope:
    """The scope of what somebody asks for; without communes all of their own. Refuses (404) a commune outside it."""
    require(actor, "indicator.read")
    for code in communes or ():
        if not code:
            raise not_found()
        require(actor, "indicator.read", commune=code)
    villages = None if actor.villages is None else tuple(sorted(actor.villages))
    only = {} if villages is None else {VILLAGE_SPLIT: villages}
    return Scope(_communes(actor, communes), villages, only, record_position())


def communes_in_scope(actor: Actor) -> tuple[str, ...] | None:
    """Codes of the communes the actor may ask about; None for the whole nation."""
    return None if actor.communes is None else tuple(sorted(actor.communes))


def _communes(actor: Actor, communes: Sequence[str] | None) -> tuple[str, ...] | None:
    return communes_in_scope(actor) if communes is None else tuple(sorted(set(communes)))
