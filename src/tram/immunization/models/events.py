"""Adverse events after a dose."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.immunization.models.base import CountedRow, PersonRow
from tram.kernel.ids import IdField


class AdverseEvent(CountedRow, PersonRow):
    """What befell somebody after a dose, who was told, and what an investigation found.

    ``answers`` and ``investigation`` are JSON: the answers to the forms of the definitions. ``symptoms`` are codes
    joined by a blank, ``lot_ids`` ids of lots joined by a blank. Changed in place, each change a fact: the clock of
    24 hours, the notice and the council's file belong to one event.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("answers", "symptoms", "serious", "outcome"),
        ("notified_at", "notified_to", "notice_number"),
        ("investigation", "investigated_on"),
        ("council_on", "council_number"),
        ("cause", "closed_on"),
        ("status", "change_reason"),
    )

    dose = models.ForeignKey("immunization.Dose", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    # No foreign keys: the row travels with the person, sessions and lots stay with their commune.
    session_id = IdField(null=True)
    lot_ids = models.CharField(max_length=400, blank=True, default="")
    vaccine = models.CharField(max_length=30, blank=True, default="")
    onset_at = models.DateTimeField()
    known_at = models.DateTimeField()
    serious = models.BooleanField(default=False)
    symptoms = models.CharField(max_length=400, blank=True, default="")
    answers = models.TextField(blank=True, default="{}")
    form = models.CharField(max_length=60, blank=True, default="")
    form_version = models.PositiveSmallIntegerField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")
    cause = models.CharField(max_length=40, blank=True, default="")
    notified_at = models.DateTimeField(null=True)
    notified_to = models.CharField(max_length=150, blank=True, default="")
    notice_number = models.CharField(max_length=60, blank=True, default="")
    investigation = models.TextField(blank=True, default="{}")
    investigated_on = models.DateField(null=True)
    council_on = models.DateField(null=True)
    council_number = models.CharField(max_length=60, blank=True, default="")
    closed_on = models.DateField(null=True)
    note = models.CharField(max_length=250, blank=True, default="")
    change_reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "immunization_adverse_event"
        indexes = [
            models.Index(fields=["person", "onset_at"], name="immunization_event_person"),
            models.Index(fields=["commune", "onset_at"], name="immunization_event_commune"),
        ]

    def __str__(self) -> str:
        return str(self.id)
