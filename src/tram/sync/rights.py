"""Who may decide what: the right of the room a table belongs to."""

from __future__ import annotations

from tram.kernel.actors import Actor, may

OF_ROOM = {
    "people": "person.write",
    "encounters": "visit.write",
    "immunization": "vaccination.write",
    "places": "place.write",
    "workforce": "account.manage",
    "exchange": "exchange.import",
}


def right_of(table: str) -> str:
    """The permission that deciding between versions of a table's row asks for."""
    return OF_ROOM.get(table.partition("_")[0], "node.manage")


def may_decide(actor: Actor, table: str) -> bool:
    """Whether one of the actor's roles lets them decide there."""
    return may(actor, right_of(table))


def may_decide_anything(actor: Actor) -> bool:
    """Whether the page of decisions has anything for the actor."""
    return any(may(actor, right) for right in (*OF_ROOM.values(), "node.manage"))
