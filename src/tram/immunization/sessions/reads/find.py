"""Who stands before the desk: by the code on their paper or card, or by part of a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tram.immunization.models import Attendance
from tram.immunization.papers import person_of
from tram.immunization.sessions.access import find_row
from tram.immunization.sessions.reads.attendance import attendances
from tram.immunization.sessions.views import stage_of
from tram.kernel.actors import Actor
from tram.kernel.text import search_key
from tram.people.api import Hit, hits, looks_scanned, scan, search_people

MOST = 12
SERVED = ("watched", "done", "defer", "refuse")


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody that fits; ``stage`` "" when they are not on the session's list."""

    person: Hit
    stage: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. ``only`` is the one person meant: a code names one, or one name fits; else None."""

    matches: tuple[Match, ...]
    only: UUID | None
    more: bool = False
    read: bool = True


def find_at_desk(actor: Actor, session: UUID, text: str, at: datetime) -> Found:
    """People that fit what was scanned or typed: those on the list first, then everybody the actor may see.

    ``read`` False: it was a code, and it could not be read or names nobody here.
    """
    row = find_row(actor, session)
    there = {each.person_id: each for each in attendances(row.id)}
    typed = text.strip()
    if looks_scanned(typed):
        holder = scan(actor, typed, at).person
        return _exactly(holder, there)
    code = person_of(typed)
    if code is not None:
        return _exactly(next(iter(hits([code])), None), there)
    return _by_name(actor, typed, there, at)


def _exactly(hit: Hit | None, there: dict[UUID, Attendance]) -> Found:
    """The one person of a code. Who may not be seen is refused where the person is opened."""
    if hit is None:
        return Found((), None, read=False)
    return Found((_match(hit, there),), hit.id)


def _by_name(actor: Actor, typed: str, there: dict[UUID, Attendance], at: datetime) -> Found:
    words = search_key(typed).split()
    if not words:
        return Found((), None)
    listed = [_match(hit, there) for hit in hits(list(there)) if _fits(hit.name, words)]
    listed.sort(key=lambda match: (match.stage in SERVED, search_key(match.person.name)))
    waiting = [match for match in listed if match.stage not in SERVED]
    wide = search_people(actor, typed, at, limit=MOST)
    others = [_match(hit, there) for hit in wide.hits if hit.id not in {match.person.id for match in listed}]
    found = (*listed, *others)[:MOST]
    only = waiting[0].person.id if len(waiting) == 1 else found[0].person.id if len(found) == 1 else None
    return Found(tuple(found), only, more=wide.more)


def _fits(name: str, words: list[str]) -> bool:
    """Whether each word typed begins a word of the name, the last ones of the name included in any order."""
    parts = search_key(name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def _match(hit: Hit, there: dict[UUID, Attendance]) -> Match:
    row = there.get(hit.id)
    return Match(hit, stage_of(row) if row else "")
