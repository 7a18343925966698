"""What the insurer paid, and how far this machine has followed the log for claims."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.kernel.records import Local, Record


class ClaimPayment(Record):
    """Money the insurer paid a facility for the claims of a month (``month``: its first day). In dong.

    A payment noted by mistake is cancelled (``cancelled_at``), never destroyed.
    """

    PERSON_COLUMN: ClassVar[str | None] = None
    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("cancelled_at", "cancel_reason"),)

    commune = models.CharField(max_length=5, blank=True, default="")
    facility = models.ForeignKey("places.Facility", on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    paid_on = models.DateField()
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    note = models.CharField(max_length=250, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "claims_payment"
        indexes = [models.Index(fields=["commune", "month"], name="claims_payment_month")]

    def __str__(self) -> str:
        return str(self.id)


class ClaimMark(Local):
    """How far this machine has read the log to bring claims up to date. One row, once it sends claims."""

    arrival = models.BigIntegerField(default=0)

    class Meta:
        db_table = "claims_mark"

    def __str__(self) -> str:
        return str(self.arrival)
