"""What came in from other systems: every resource kept whole, with what became of it; and the imports themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.kernel.ids import IdField, uuid7
from tram.kernel.records import Local, Record


class ReceivedState(models.TextChoices):
    """What became of a received resource."""

    USED = "used", "Đã đưa vào hồ sơ"
    KEPT = "kept", "Đã nhận, chưa dùng"


class Received(Record):
    """One FHIR resource as it came: source identity and body; the row it became, when it became one.

    ``row_table`` is what it became (person, visit, observation …; see ``mapping.shapes``), ``row_id`` its first row.
    ``source`` is the server's address ('' when the file does not say), ``body`` the very bytes, compressed (zstd), with
    every reference in it; ``digest`` is over the resource written in one fixed way, so layout does not count.
    ``pending`` are references whose target has not come yet, one a line; ``version_at`` is when the source says this
    version was made.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("version_at", "day", "title", "digest", "body"),
        ("state", "why", "row_table", "row_id", "pending"),
    )

    commune = models.CharField(max_length=5, blank=True, default="")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=200, blank=True, default="")
    resource_type = models.CharField(max_length=60)
    resource_id = models.CharField(max_length=200)
    full_url = models.CharField(max_length=300, blank=True, default="")
    version_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    title = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=6, choices=ReceivedState.choices)
    why = models.CharField(max_length=250, blank=True, default="")
    row_table = models.CharField(max_length=60, blank=True, default="")
    row_id = IdField(null=True)
    pending = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        db_table = "exchange_received"
        indexes = [
            models.Index(fields=["resource_id", "resource_type"], name="exchange_received_identity"),
            models.Index(fields=["person", "state", "day"], name="exchange_received_person"),
            models.Index(fields=["id"], name="exchange_received_pending", condition=~models.Q(pending="")),
        ]

    def __str__(self) -> str:
        return f"{self.resource_type}/{self.resource_id}"


class ReceivedValue(Record):
    """A number of another system about a place and nobody in it. ``commune``: a commune (5 digits) or a province (2).

    ``element`` is an indicator or a name of ``definitions/exchange/dhis2.toml``, ``part`` its numerator or denominator,
    ``keys`` the group it is about, JSON with our splits in order of name. ``value`` is '' once the sender withdrew it.
    """

    PERSON_COLUMN: ClassVar[str | None] = None

    commune = models.CharField(max_length=5)
    first_day = models.DateField()
    last_day = models.DateField()
    element = models.CharField(max_length=60)
    part = models.CharField(max_length=11)
    keys = models.CharField(max_length=500)
    value = models.CharField(max_length=250, blank=True, default="")
    source = models.CharField(max_length=120)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_received_value"
        indexes = [
            models.Index(fields=["commune", "first_day"], name="exchange_value_place"),
        ]

    def __str__(self) -> str:
        return f"{self.element} {self.commune} {self.first_day}"


class RunState(models.TextChoices):
    """How far an import has come."""

    WAITING = "waiting", "Chờ nhập"
    RUNNING = "running", "Đang nhập"
    DONE = "done", "Đã xong"
    STOPPED = "stopped", "Đã dừng theo yêu cầu"
    BROKEN = "broken", "Bị ngắt giữa chừng"


class ImportRun(Local):
    """One import on this machine: who, where, how far, and its report as JSON. Never what a resource says."""

    id = IdField(primary_key=True, default=uuid7, editable=False)
    actor = IdField()
    commune = models.CharField(max_length=5, blank=True, default="")
    folder = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WAITING)
    stop = models.BooleanField(default=False)
    files = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    report = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_import_run"

    def __str__(self) -> str:
        return str(self.id)
