"""Finding people by whatever is known of them, inside what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from tram.kernel.actors import Actor, may_see, require
from tram.kernel.clock import today_vn
from tram.kernel.text import search_key
from tram.people.models import Membership, Person, Relation
from tram.people.reads.views import Hit, SearchResult, hits
from tram.people.rules import search as language
from tram.people.rules.search import AllOf, Query, Typed, read_typed, to_fts5, to_tsquery
from tram.places.api import villages

SHOWN, MOST_SHOWN, MANY_WORDS, COMMUNES_LOOKED_THROUGH = 20, 100, 2, 12
READ = 300
_COLUMNS = "SELECT s.person, s.name_key, s.sort_key"
_SQLITE = f"{_COLUMNS} FROM people_search_fts JOIN people_search s ON s.id = people_search_fts.rowid WHERE people_search_fts MATCH %s LIMIT %s"  # noqa: E501
_POSTGRES = (
    f"{_COLUMNS} FROM people_search s WHERE array_to_tsvector(string_to_array(s.tokens, ' ')) @@ %s::tsquery LIMIT %s"
)
Row = tuple[UUID | bytes, str, str]


def search_people(
    actor: Actor, text: str, at: datetime, *, village: UUID | None = None, limit: int = SHOWN
) -> SearchResult:
    """The people that fit what was typed, best first: the whole name, then the given name, then by Vietnamese order.

    Words in any order, with tones or without, the last one unfinished; year or day of birth; telephone and numbers
    whole or by their last digits (six or more); a village's name among the words; "hộ …" for everybody in a head's
    household. ``more`` says that the list was cut: type one word more. Never anybody outside the actor's communes and
    villages.
    """
    require(actor, "person.read")
    typed = read_typed(text)
    if typed.empty:
        return SearchResult((), more=False)
    if typed.household:
        return _households(actor, typed, village, limit)
    found = _ranked(actor, typed, village)
    if found or len(typed.words) < MANY_WORDS:
        return _shown(actor, found, limit)
    if village is None and (inside := _village_among(actor, typed, today_vn(at))):
        typed, village = inside
        return _shown(actor, _ranked(actor, typed, village), limit)
    if typed.words[0] == "ho":
        return _households(actor, replace(typed, words=typed.words[1:]), village, limit)
    return SearchResult((), more=False)


def _village_among(actor: Actor, typed: Typed, day: date) -> tuple[Typed, UUID] | None:
    """What was typed without the words of a village's name, and that village; None when no village is named."""
    for commune in sorted(actor.communes or ())[:COMMUNES_LOOKED_THROUGH]:
        for place in villages(commune, day):
            words = tuple(search_key(place.name).split(" "))
            for start in range(len(typed.words) - len(words) + 1):
                if typed.words[start : start + len(words)] == words:
                    return replace(typed, words=typed.words[:start] + typed.words[start + len(words) :]), place.id
    return None


def find(actor: Actor, wanted: Query, limit: int = SHOWN) -> list[UUID]:
    """Living records in the actor's scope that a query of tokens finds, merged ones followed to where they went."""
    rows = _run(AllOf((wanted, _scope(actor))), limit)
    return [hit.id for hit in _shown(actor, [_id(row[0]) for row in rows], limit).hits]


def _scope(actor: Actor) -> Query:
    return language.query(Typed(), _communes(actor), _villages(actor, None))


def _ranked(actor: Actor, typed: Typed, village: UUID | None) -> list[UUID]:
    where = (_communes(actor), _villages(actor, village))
    rows = _run(language.query(typed, *where), READ + 1)
    if len(rows) > READ and typed.words:
        rows += _run(language.whole_name_query(typed, *where), READ)
        rows += _run(language.given_name_query(typed, *where), READ)
    whole, given = " ".join(typed.words), typed.words[-1] if typed.words else ""
    ordered = sorted(set(rows), key=lambda row: (row[1] != whole, not _given_fits(row[1], given), row[2], row[0]))
    return [_id(row[0]) for row in ordered[:MOST_SHOWN]]


def _given_fits(name: str, given: str) -> bool:
    return name.rpartition(" ")[2].startswith(given)


def _run(wanted: Query, limit: int) -> list[Row]:
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if sqlite else _POSTGRES, [to_fts5(wanted) if sqlite else to_tsquery(wanted), limit])
        return list(cursor.fetchall())


def _id(key: UUID | bytes) -> UUID:
    """A key as the database gave it: rows are sorted before any is worth making a UUID of."""
    return key if isinstance(key, UUID) else UUID(bytes=bytes(key))


def _communes(actor: Actor) -> Sequence[str] | None:
    return None if actor.communes is None else sorted(actor.communes)


def _villages(actor: Actor, chosen: UUID | None) -> list[str] | None:
    if chosen is not None:
        return [chosen.hex] if actor.villages is None or chosen in actor.villages else []
    return None if actor.villages is None else sorted(village.hex for village in actor.villages)


def _households(actor: Actor, typed: Typed, village: UUID | None, limit: int) -> SearchResult:
    wanted = language.query(replace(typed, household=True), _communes(actor), _villages(actor, village))
    heads = [_id(row[0]) for row in _run(wanted, limit)]
    held = Membership.objects.filter(person__in=heads, relation=Relation.HEAD, valid_to=None)
    homes = list(held.values_list("household_id", flat=True))
    people = Person.objects.filter(household__in=homes, merged_into=None).order_by("household", "sort_key")
    return _shown(actor, list(people.values_list("pk", flat=True)[: limit + 1]), limit)


def _shown(actor: Actor, people: Sequence[UUID], limit: int) -> SearchResult:
    """The first of them the actor may see; a merged record counts as the one it went into."""
    found: dict[UUID, Hit] = {}
    for start in range(0, len(people), limit + 1):
        for hit in hits(people[start : start + limit + 1]):
            if may_see(actor, hit.commune, hit.village):
                found.setdefault(hit.id, hit)
        if len(found) > limit:
            break
    return SearchResult(tuple(found.values())[:limit], more=len(found) > limit)
