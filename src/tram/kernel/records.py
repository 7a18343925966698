"""Kinds of table: records (synced, written by facts only), references (law), projections (derived), local."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.kernel.ids import IdField, uuid7


class Record(models.Model):
    """A row that belongs to the record and travels between machines. Written only inside a fact, never destroyed.

    ``stamp`` is the hybrid-logical-clock stamp of the fact that last wrote the row. A subclass names the columns that
    hold its commune code and its person, or says it has none. ``MERGED_TOGETHER`` names columns that only make sense
    together (a date and its precision): one of them changed means all are written, and two machines' changes of any of
    them are one conflict.
    """

    PLACE_COLUMN: ClassVar[str | None] = "commune"
    PERSON_COLUMN: ClassVar[str | None] = "person_id"
    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = ()

    id = IdField(primary_key=True, default=uuid7, editable=False)
    stamp = models.BigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class Reference(models.Model):
    """A row of published law or lists, loaded from ``definitions/``; can always be rebuilt from there."""

    class Meta:
        abstract = True


class Projection(models.Model):
    """A row derived from records inside the same transaction (search keys, say); can always be rebuilt."""

    class Meta:
        abstract = True


class Local(models.Model):
    """A row of this machine alone (read log, jobs, preferences); never travels."""

    class Meta:
        abstract = True
