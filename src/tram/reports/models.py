"""What the room keeps: reports that were closed and what was done with them since. Other numbers are computed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.kernel.ids import IdField
from tram.kernel.records import Record


class StepKind(models.TextChoices):
    """What was done with a closed report."""

    SENT = "sent", "Đã gửi"
    REOPENED = "reopened", "Đã mở lại"


class Aggregate(Record):
    """A row about a place and nobody in it. ``commune`` is a commune (5 digits) or a province (2), so that only
    machines of that place hold it."""

    PERSON_COLUMN: ClassVar[str | None] = None

    commune = models.CharField(max_length=5)

    class Meta:
        abstract = True


class Snapshot(Aggregate):
    """A report of a place and period as it was closed. It is never changed: a corrected one is another row.

    ``content``: the layout with its cells, JSON of ``closing.frozen.Frozen``; ``definitions``: {id: [version, digest]}
    of the report and every indicator in it; ``digest``: of both, equal where two machines closed the same numbers.
    ``number`` counts the closings of a period; ``supersedes`` is the one before it.
    """

    report = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    number = models.PositiveSmallIntegerField()
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    content = models.TextField()
    definitions = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=250, blank=True, default="")
    closed_by = IdField()
    closed_name = models.CharField(max_length=160)
    closed_at = models.DateTimeField()

    class Meta:
        db_table = "reports_snapshot"
        indexes = [models.Index(fields=["commune", "last_day"], name="reports_snapshot_period")]

    def __str__(self) -> str:
        return f"{self.report} {self.commune} {self.last_day} #{self.number}"


class SnapshotStep(Aggregate):
    """A closed report was sent to its recipient, or its period was opened again. Who, when, and in their words."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    note = models.CharField(max_length=250, blank=True, default="")
    done_by = IdField()
    done_name = models.CharField(max_length=160)
    done_at = models.DateTimeField()

    class Meta:
        db_table = "reports_snapshot_step"

    def __str__(self) -> str:
        return f"{self.kind} {self.snapshot_id}"


class TargetKind(models.TextChoices):
    """What a plan says of a year: a step on the way, or what is to be reached in the end."""

    INTERIM = "interim", "Trong kỳ"
    FINAL = "final", "Cuối kỳ"


class PlannedTarget(Aggregate):
    """What a place means to reach in a year, by its plan. ``commune`` may be '' too: the nation's plan.

    ``value`` is a percent, or the figure of a ratio; NULL once the target was withdrawn.
    """

    indicator = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=TargetKind.choices)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    source = models.CharField(max_length=250, blank=True, default="")
    set_by = IdField()
    set_name = models.CharField(max_length=160)

    class Meta:
        db_table = "reports_planned_target"
        indexes = [models.Index(fields=["commune", "year"], name="reports_planned_target_year")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.commune} {self.year} {self.kind}"
