"""What came in from other systems: every resource kept whole, with what became of it."""

from __future__ import annotations

from django.db import models

from tram.kernel.ids import IdField
from tram.kernel.records import Record


class ReceivedState(models.TextChoices):
    """What became of a received resource."""

    USED = "used", "Đã đưa vào hồ sơ"
    KEPT = "kept", "Đã nhận, chưa dùng"


class Received(Record):
    """One FHIR resource as it came: source identity, references and body; the row it became, when it became one."""

    commune = models.CharField(max_length=5, blank=True, default="")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200, blank=True, default="")
    resource_type = models.CharField(max_length=60)
    resource_id = models.CharField(max_length=200)
    day = models.DateField(null=True)
    title = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=6, choices=ReceivedState.choices)
    why = models.CharField(max_length=250, blank=True, default="")
    row_table = models.CharField(max_length=60, blank=True, default="")
    row_id = IdField(null=True)
    digest = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        db_table = "exchange_received"
        indexes = [models.Index(fields=["resource_id", "resource_type"], name="exchange_received_identity")]

    def __str__(self) -> str:
        return f"{self.resource_type}/{self.resource_id}"
