"""Definitions that travel, and whether this machine's program can use them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.kernel.ids import IdField
from tram.kernel.records import Local, Record


class PublishedDefinition(Record):
    """One version of a definition as the machine at the root published it; for the whole nation.

    ``path`` is ``<room>/<name>.toml``. ``rows`` is the list's CSV where the definition has one. ``digest`` is the
    SHA-256 of both, in hex.
    """

    PERSON_COLUMN: ClassVar[str | None] = None

    commune = models.CharField(max_length=5, blank=True, default="")
    path = models.CharField(max_length=120)
    definition = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=250)
    effective_from = models.DateField()
    body = models.TextField()
    rows = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "sync_published_definition"

    def __str__(self) -> str:
        return f"{self.path} {self.version}"


class DefinitionUse(Local):
    """Whether this program can use a published definition; if not, why. Asked again when the program changes."""

    published = IdField(primary_key=True)
    used = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True, default="")
    program = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "sync_definition_use"

    def __str__(self) -> str:
        return str(self.published)
