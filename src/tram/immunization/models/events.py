"""Adverse events after a dose."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.immunization.models.base import CountedRow, PersonRow


class AdverseEvent(CountedRow, PersonRow):
    """What befell somebody after a dose, who was told, and what an investigation found.

    ``symptoms``, ``investigation`` and ``compensation`` are JSON.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("symptoms", "symptoms_text"),
        ("notified_at", "notified_to", "notice_number"),
        ("investigation", "investigated_at", "cause"),
    )

    dose = models.ForeignKey("immunization.Dose", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    session = models.ForeignKey(
        "immunization.Session", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    onset_at = models.DateTimeField()
    known_at = models.DateTimeField()
    serious = models.BooleanField(default=False)
    symptoms = models.CharField(max_length=1000, blank=True, default="[]")
    symptoms_text = models.CharField(max_length=1000, blank=True, default="")
    treatment = models.CharField(max_length=1000, blank=True, default="")
    outcome = models.CharField(max_length=20, blank=True, default="")
    cause = models.CharField(max_length=40, blank=True, default="")
    notified_at = models.DateTimeField(null=True)
    notified_to = models.CharField(max_length=150, blank=True, default="")
    notice_number = models.CharField(max_length=60, blank=True, default="")
    investigation = models.TextField(blank=True, default="")
    investigated_at = models.DateTimeField(null=True)
    compensation = models.TextField(blank=True, default="")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    change_reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "immunization_adverse_event"
        indexes = [
            models.Index(fields=["person", "onset_at"], name="immunization_event_person"),
            models.Index(fields=["commune", "onset_at"], name="immunization_event_commune"),
        ]

    def __str__(self) -> str:
        return str(self.id)
