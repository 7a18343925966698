"""How a visit's claim stands with the insurer, and what the insurer refused of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from tram.kernel.ids import IdField
from tram.kernel.records import Record


def _money() -> models.DecimalField[Any, Any]:
    """A column of dong with two decimals."""
    return models.DecimalField(max_digits=15, decimal_places=2, default=0)


class ClaimState(models.TextChoices):
    """What is to be done with a claim next."""

    ERRORS = "errors", "Còn lỗi"
    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    ACCEPTED = "accepted", "Đã nhận"
    REFUSED = "refused", "Bị từ chối"
    WITHDRAWN = "withdrawn", "Đã rút"


class RefusalState(models.TextChoices):
    """What became of something the insurer refused."""

    OPEN = "open", "Cần sửa"
    CORRECTED = "corrected", "Đã sửa"
    GIVEN_UP = "given_up", "Không đòi nữa"


class Claim(Record):
    """One claim: the money of a visit as it was last built, and where it is on its way.

    ``visit`` is the id of the visit's first version, ``visit_now`` of the version that was built. Money in dong.
    ``digest`` is of the tables, ``document_digest`` of the file that went out. ``errors`` counts findings that stop it.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("visit_now", "month", "decision", "errors", "digest"),
        ("total", "in_scope", "fund", "copaid", "self_paid", "other"),
        ("state", "attempt", "document_digest", "reference", "sent_at", "answered_at", "reason"),
    )

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    commune = models.CharField(max_length=5, blank=True, default="")
    facility = models.ForeignKey("places.Facility", on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = IdField()
    visit_now = IdField()
    number = models.CharField(max_length=100)
    month = models.DateField()
    decision = models.CharField(max_length=4)
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.WAITING)
    errors = models.PositiveIntegerField(default=0)
    total = _money()
    in_scope = _money()
    fund = _money()
    copaid = _money()
    self_paid = _money()
    other = _money()
    attempt = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    document_digest = models.CharField(max_length=64, blank=True, default="")
    reference = models.CharField(max_length=60, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "claims_claim"
        indexes = [
            models.Index(fields=["visit"], name="claims_claim_visit"),
            models.Index(fields=["number"], name="claims_claim_number"),
            models.Index(fields=["commune", "month"], name="claims_claim_month"),
        ]

    def __str__(self) -> str:
        return self.number


class ClaimRefusal(Record):
    """One thing the insurer refused of a claim. ``line`` counts from 1 in its table, 0 is the whole claim."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("state", "settled_at"),)

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    commune = models.CharField(max_length=5, blank=True, default="")
    attempt = models.PositiveIntegerField(default=1)
    table = models.CharField(max_length=8, blank=True, default="", db_column="table_id")
    line = models.PositiveIntegerField(default=0)
    field = models.CharField(max_length=40, blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="")
    sentence = models.CharField(max_length=500)
    amount = _money()
    state = models.CharField(max_length=10, choices=RefusalState.choices, default=RefusalState.OPEN)
    refused_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "claims_refusal"
        indexes = [
            models.Index(fields=["commune", "state"], name="claims_refusal_state"),
        ]

    def __str__(self) -> str:
        return self.code
