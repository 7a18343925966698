"""Doses, what speaks for or against more of them, and what was put off (FHIR R4: Immunization and its neighbours)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.immunization.models.base import CountedRow, PersonRow
from tram.kernel.ids import IdField


class DoseSource(models.TextChoices):
    """How a dose came into the record."""

    HERE = "here", "Tiêm tại cơ sở"
    ELSEWHERE = "elsewhere", "Tiêm nơi khác"
    CAMPAIGN = "campaign", "Tiêm chiến dịch"
    IMPORTED = "imported", "Hệ thống khác gửi"


class DeferralKind(models.TextChoices):
    """Why somebody went without a dose that day."""

    DEFERRED = "deferred", "Hoãn tiêm"
    REFUSED = "refused", "Từ chối tiêm"
    CONTRAINDICATED = "contraindicated", "Chống chỉ định"
    ABSENT = "absent", "Vắng mặt"


class Dose(CountedRow, PersonRow):
    """One dose given. ``said_number`` is what a card says; which number it counts as, the schedule says."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("day", "given_at"),
        ("lot_id", "lot_number", "expires_on"),
        ("facility_id", "place_name"),
        ("status", "cancel_reason"),
    )

    day = models.DateField()
    given_at = models.DateTimeField(null=True)
    vaccine = models.CharField(max_length=30)
    # No foreign keys to lots and sessions: the dose travels with the person, they stay with their commune.
    lot_id = IdField(null=True)
    lot_number = models.CharField(max_length=30, blank=True, default="")
    expires_on = models.DateField(null=True)
    site = models.CharField(max_length=20, blank=True, default="")
    route = models.CharField(max_length=20, blank=True, default="")
    quantity = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    said_number = models.SmallIntegerField(null=True)
    facility = models.ForeignKey(
        "places.Facility", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    place_name = models.CharField(max_length=150, blank=True, default="")
    given_by = models.ForeignKey(
        "workforce.StaffMember", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    session_id = IdField(null=True)
    source = models.CharField(max_length=10, choices=DoseSource.choices, default=DoseSource.HERE)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    change_reason = models.CharField(max_length=250, blank=True, default="")
    cancel_reason = models.CharField(max_length=250, blank=True, default="")
    note = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "immunization_dose"
        indexes = [
            models.Index(fields=["person", "day"], name="immunization_dose_person"),
            models.Index(fields=["commune", "day"], name="immunization_dose_commune"),
            models.Index(
                fields=["session_id"], name="immunization_dose_session", condition=models.Q(session_id__isnull=False)
            ),
            models.Index(fields=["lot_id"], name="immunization_dose_lot", condition=models.Q(lot_id__isnull=False)),
            models.Index(
                fields=["supersedes"],
                name="immunization_dose_supersedes",
                condition=models.Q(supersedes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.vaccine


class Circumstance(CountedRow, PersonRow):
    """Something about a person that changes what is due: a pregnancy, an allergy, an illness, immunity."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("start", "end", "due_on"), ("status", "cancel_reason"))

    code = models.CharField(max_length=40)
    start = models.DateField(db_column="started_on")
    end = models.DateField(null=True, db_column="ended_on")
    due_on = models.DateField(null=True)
    text = models.CharField(max_length=250, blank=True, default="")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    cancel_reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "immunization_circumstance"
        indexes = [
            models.Index(fields=["person", "start"], name="immunization_circum_person"),
            models.Index(fields=["commune", "code", "start"], name="immunization_circum_commune"),
        ]

    def __str__(self) -> str:
        return self.code


class Deferral(CountedRow, PersonRow):
    """A dose that was put off, refused, forbidden or missed on a day; ``group`` '' means every vaccine."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("day", "until"),
        ("kind", "reason"),
        ("status", "cancel_reason"),
    )

    session_id = IdField(null=True)
    day = models.DateField()
    group = models.CharField(max_length=30, blank=True, default="", db_column="vaccine_group")
    kind = models.CharField(max_length=15, choices=DeferralKind.choices, default=DeferralKind.DEFERRED)
    reason = models.CharField(max_length=40, blank=True, default="")
    until = models.DateField(null=True)
    note = models.CharField(max_length=250, blank=True, default="")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    cancel_reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "immunization_deferral"
        indexes = [
            models.Index(fields=["person", "day"], name="immunization_deferral_person"),
            models.Index(fields=["commune", "day"], name="immunization_deferral_commune"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.group}"
