"""Keeps the search index in step with the records, inside the transaction that writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from tram.kernel.facts import projects
from tram.kernel.records import Record
from tram.kernel.text import search_key
from tram.people.models import (
    Cover,
    Identifier,
    IdentifierStatus,
    Membership,
    Person,
    PersonName,
    Relation,
    SearchEntry,
)
from tram.people.rules.search import Keys, tokens

CHUNK = 500
GIN = "people_search_tokens"
GIN_ON = "USING gin (array_to_tsvector(string_to_array(tokens, ' '))) WITH (gin_pending_list_limit = 512)"
_PAUSED: ContextVar[bool] = ContextVar("tram_people_search_paused", default=False)


@projects(Person, PersonName, Identifier, Cover, Membership)
def follow_people(rows: Sequence[Record]) -> None:
    """Writes anew the entries of the people these rows are about."""
    if not _PAUSED.get():
        _write({row.id if isinstance(row, Person) else row.person_id for row in rows})  # type: ignore[attr-defined]


@contextmanager
def paused() -> Iterator[None]:
    """Bulk work of the whole database: the index stands still inside, and is rebuilt when the block ends."""
    token = _PAUSED.set(True)
    try:
        yield
    finally:
        _PAUSED.reset(token)
        rebuild_search()


def rebuild_search() -> int:
    """Empties the index and fills it from the records, in one transaction; returns the number of entries."""
    count = 0
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        _drop_gin()
        people = Person.objects.order_by("commune", "id").values_list("pk", flat=True).iterator(chunk_size=5000)
        while chunk := list(islice(people, CHUNK)):
            count += _write(chunk)
        _make_gin()
    return count


def _write(people: Iterable[UUID]) -> int:
    ids = sorted(people)
    written = 0
    for start in range(0, len(ids), CHUNK):
        entries = _entries(ids[start : start + CHUNK])
        SearchEntry.objects.bulk_create(
            entries, update_conflicts=True, unique_fields=["person"], update_fields=["name_key", "sort_key", "tokens"]
        )
        written += len(entries)
    return written


def _entries(ids: list[UUID]) -> list[SearchEntry]:
    names, numbers = _names(ids), _numbers(ids)
    heads = set(
        Membership.objects.filter(person__in=ids, relation=Relation.HEAD, valid_to=None).values_list(
            "person_id", flat=True
        )
    )
    columns = (
        "pk", "search_key", "sort_key", "commune", "village_id", "birth_date", "birth_precision", "phone",
    )  # fmt: skip
    found = []
    for key, name, order, commune, village, born, precision, phone in Person.objects.filter(pk__in=ids).values_list(
        *columns
    ):
        keys = Keys(
            commune=commune, names=(name, *names[key]), born=born, precision=precision, phone=phone,
            village=village.hex if village else "", numbers=tuple(numbers[key]), head=key in heads,
        )  # fmt: skip
        found.append(SearchEntry(person=key, name_key=name, sort_key=order, tokens=tokens(keys)))
    return found


def _names(ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for person, name in PersonName.objects.filter(person__in=ids).values_list("person_id", "name"):
        found[person].append(search_key(name))
    return found


def _numbers(ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for person, value in (
        Identifier.objects.filter(person__in=ids)
        .exclude(status=IdentifierStatus.WRONG)
        .values_list("person_id", "value")
    ):
        found[person].append(value)
    for person, number in Cover.objects.filter(person__in=ids).values_list("person_id", "number"):
        found[person].append(number)
    return found


def _drop_gin() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {GIN}")


def _make_gin() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE INDEX {GIN} ON people_search {GIN_ON}")
