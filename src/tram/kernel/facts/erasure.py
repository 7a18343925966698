"""Erasure required by law: the person's rows go, the facts' contents go, the chain and the fact of erasing stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, models, transaction

from tram.kernel.actors import Actor, require
from tram.kernel.facts.base import forget
from tram.kernel.facts.draft import Draft
from tram.kernel.facts.projections import forgetting
from tram.kernel.facts.writer import write
from tram.kernel.guards import record_models, writing
from tram.kernel.models import Fact, Fork, Held, Version
from tram.kernel.records import Record

ERASED = "person.erased"


def erase_person(*, by: Actor, at: datetime, person: UUID, commune: str) -> int:
    """Removes every row about a person and the contents of every fact about them; returns how many facts were emptied.

    Refuses who may not. The chain still verifies: it holds salted commitments, and the salts go too.
    """
    require(by, "person.erase", commune)
    with transaction.atomic():
        emptied = erase_rows(person)
        write([Draft(name=ERASED, actor=by.id, at=at, person=person, place=commune)])
    return emptied


def erase_rows(person: UUID) -> int:
    """Takes the person's rows and the contents of the facts about them, in a transaction; returns how many facts."""
    facts = Fact.objects.filter(person=person, payload__isnull=False).exclude(name=ERASED)
    with writing(connection, 0, -1, erase=True), forgetting({person}):
        Held.objects.filter(fact__person=person).delete()
        _delete_rows(person)
        return facts.update(payload=None, salt=None)


def erased_among(persons: Iterable[UUID]) -> set[UUID]:
    """Those of the persons whose erasure is in the log, and was not kept back."""
    erasing = Fact.objects.filter(person__in=list(persons), name=ERASED).exclude(pk__in=Held.objects.values("pk"))
    found = erasing.values_list("person", flat=True)
    return {person for person in found if person is not None}


def _delete_rows(person: UUID) -> None:
    """Deletes straight in each table; foreign keys are checked when the transaction ends."""
    gone: list[UUID] = []
    for model in record_models():
        column = model.PERSON_COLUMN
        if column:
            rows: models.QuerySet[Record] = models.QuerySet(model).filter(**{column: person})
            ids = list(rows.values_list("pk", flat=True))
            gone.extend(ids)
            for derived in (Version, Fork):
                derived.objects.filter(row__in=ids).delete()
            rows._raw_delete(rows.db)  # noqa: SLF001 - Django's own collector would read every row first
    forget(gone)
