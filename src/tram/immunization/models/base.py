"""What every row about a person in this room has, and whether a row counts."""

from __future__ import annotations

from django.db import models

from tram.kernel.records import Record


class RowStatus(models.TextChoices):
    """Whether a row of the record counts."""

    CURRENT = "current", "Đang dùng"
    SUPERSEDED = "superseded", "Đã sửa"
    CANCELLED = "cancelled", "Đã huỷ"


class PersonRow(Record):
    """A row about one person, held by the commune where it was made."""

    # Every table has an index of its own that begins with the person.
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    commune = models.CharField(max_length=5, blank=True, default="")

    class Meta:
        abstract = True


class CountedRow(models.Model):
    """A row that counts until another supersedes it or it is cancelled."""

    status = models.CharField(max_length=12, choices=RowStatus.choices, default=RowStatus.CURRENT)

    class Meta:
        abstract = True
