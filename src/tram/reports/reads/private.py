"""Cells that say a private disease: their people are named only where the private registers open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tram.engines.query.model import Key
from tram.kernel.actors import SYSTEM, Actor, may
from tram.places import api as places
from tram.reports import refusals
from tram.reports.catalogue import Indicator
from tram.reports.reads.keys import key_text
from tram.reports.reads.scope import Scope


def private_splits(found: Indicator, keys: Mapping[str, tuple[Key, ...]]) -> tuple[str, ...]:
    """The splits whose asked keys say a private disease, as the definition of the split has it."""
    secret = {split.id: split.private for split in found.definition.splits}
    return tuple(split for split, asked in keys.items() if any(key_text(key) in secret[split] for key in asked))


def require_own(actor: Actor, scope: Scope, day: date) -> None:
    """Refuses (403) who is no care staff, and care staff who ask about more than the commune of their own station."""
    if actor.id == SYSTEM.id:
        return
    station = places.facility(actor.facility, day) if actor.facility else None
    if station is None or scope.communes != (station.commune,) or not may(actor, "register.private"):
        raise refusals.private_people()
