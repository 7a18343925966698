"""What was heard of an insurance card for a day of care."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.kernel.records import Record


class CheckState(models.TextChoices):
    """What is known of a card."""

    WAITING = "waiting", "Chờ tra cứu"
    CONFIRMED = "confirmed", "Thẻ đúng"
    WRONG = "wrong", "Thẻ sai"


class CheckWay(models.TextChoices):
    """Where the answer came from."""

    PORTAL = "portal", "Cổng BHXH"
    HAND = "hand", "Người trạm xem trên trang của BHXH hoặc xem giấy"


class CoverCheck(Record):
    """A card asked about for a day of care. Waiting while the insurer is silent; changed by each answer, each a fact.

    ``number`` is the card as it was asked, ``result`` the portal's code, ``way`` "" while nobody has answered.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("state", "way", "result", "note", "answered_at", "number"),
    )

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    commune = models.CharField(max_length=5, blank=True, default="")
    day = models.DateField()
    number = models.CharField(max_length=15)
    state = models.CharField(max_length=10, choices=CheckState.choices, default=CheckState.WAITING)
    way = models.CharField(max_length=6, choices=CheckWay.choices, blank=True, default="")
    result = models.CharField(max_length=3, blank=True, default="")
    note = models.CharField(max_length=250, blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "claims_cover_check"
        indexes = [
            models.Index(fields=["person", "day"], name="claims_check_person"),
            models.Index(fields=["commune", "day"], name="claims_check_commune"),
        ]

    def __str__(self) -> str:
        return str(self.id)
