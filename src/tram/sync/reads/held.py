"""The facts that are kept and not applied, one by one: what, where, since when, why. Never whom they concern."""

from __future__ import annotations

from datetime import datetime

from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.models import Held
from tram.kernel.said import in_words
from tram.places.api import place_label
from tram.sync.identity import Identity
from tram.sync.reads.nodes import name_of
from tram.sync.reads.status import READ
from tram.sync.reads.views import HeldFact
from tram.sync.rules.fact_names import fact_name
from tram.sync.rules.reasons import reason_of
from tram.sync.trust import Trust

PAGE = 100


def held_facts(
    actor: Actor, identity: Identity, at: datetime, *, reason: str = "", after: int = 0, limit: int = PAGE
) -> tuple[HeldFact, ...]:
    """Kept facts of the actor's communes by number, ``reason`` narrows. Refuses who may not see them (403)."""
    require(actor, READ)
    rows = Held.objects.select_related("fact", "fact__node").filter(fact__gt=after).order_by("fact")
    if reason:
        rows = rows.filter(reason=reason)
    if actor.communes is not None:
        rows = rows.filter(fact__place__in=["", *sorted(actor.communes)])
    trust, day = Trust(identity, at), today_vn(at)
    found = []
    for row in rows[:limit]:
        why = reason_of(row.reason)
        found.append(
            HeldFact(
                arrival=row.fact.arrival, name=in_words(fact_name(row.fact.name)),
                place=place_label(row.fact.place, day)[0], node=name_of(trust, row.fact.node_id), since=row.since,
                reason=row.reason, what=in_words(why.what), do=in_words(why.do), tries=row.tries,
            )
        )  # fmt: skip
    return tuple(found)
