"""Immunization sessions and who came to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.immunization.models.base import CountedRow, PersonRow
from tram.kernel.ids import IdField
from tram.kernel.records import Record


class SessionKind(models.TextChoices):
    """Where a session is held and why."""

    FIXED = "fixed", "Tại trạm"
    OUTREACH = "outreach", "Ngoài trạm"
    CAMPAIGN = "campaign", "Chiến dịch"


class SessionState(models.TextChoices):
    """How far a session has come."""

    PLANNED = "planned", "Đã lên lịch"
    OPEN = "open", "Đang tiêm"
    CLOSED = "closed", "Đã kết thúc"
    STOPPED = "stopped", "Đã dừng"
    CANCELLED = "cancelled", "Đã huỷ"


class Decision(models.TextChoices):
    """What screening came to; '' while nobody has decided."""

    VACCINATE = "vaccinate", "Tiêm"
    DEFER = "defer", "Hoãn"
    REFUSE = "refuse", "Từ chối"
    ABSENT = "absent", "Vắng mặt"


class Observed(models.TextChoices):
    """How somebody was after the time of observation; '' while it runs."""

    WELL = "well", "Bình thường"
    MILD = "mild", "Phản ứng nhẹ"
    SERIOUS = "serious", "Phản ứng nặng"


class Session(Record):
    """One day of vaccination at one place.

    ``vaccines`` are codes joined by a blank, ``staff`` a JSON list of ids, ``vials`` a JSON object (vaccine → vials to
    carry). ``closed_at`` is when it ended, also where it was stopped or cancelled; ``stop_reason`` says why it was.
    """

    PERSON_COLUMN: ClassVar[str | None] = None
    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("starts_at", "ends_at"),
        ("state", "opened_at", "closed_at", "stop_reason"),
        ("kind", "place_name", "village_id"),
        ("vaccines", "vials"),
    )

    commune = models.CharField(max_length=5, blank=True, default="")
    facility = models.ForeignKey(
        "places.Facility", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    place_name = models.CharField(max_length=150, blank=True, default="")
    village = models.ForeignKey("places.Village", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=SessionKind.choices, default=SessionKind.FIXED)
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.PLANNED)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    capacity = models.PositiveSmallIntegerField(null=True)
    vaccines = models.CharField(max_length=500, blank=True, default="")
    vials = models.CharField(max_length=1000, blank=True, default="{}")
    staff = models.CharField(max_length=2000, blank=True, default="[]")
    note = models.CharField(max_length=500, blank=True, default="")
    stop_reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "immunization_session"
        indexes = [models.Index(fields=["commune", "day"], name="immunization_session_commune")]

    def __str__(self) -> str:
        return f"{self.commune} {self.day}"


class Attendance(CountedRow, PersonRow):
    """Somebody invited to a session or come to it: screening, observation, next appointment.

    ``screening`` is the JSON of the answers to the form named beside it. What one desk writes (screening), the next
    (decision) and the one that watches afterwards (observation) merge apart: three machines may serve one session.
    Nothing forbids two rows for one person: two machines may each add the same walk-in; readings fold them into one.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("screened_at", "screening", "screening_form", "screening_version", "temperature", "weight"),
        ("observed_until", "observed_outcome", "observer_id"),
    )

    # No foreign key: the row travels with the person, the session stays with its commune.
    session_id = IdField()
    invited = models.BooleanField(default=False)
    walk_in = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(null=True)
    screened_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    screening = models.TextField(blank=True, default="")
    screening_form = models.CharField(max_length=60, blank=True, default="")
    screening_version = models.PositiveSmallIntegerField(null=True)
    temperature = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    weight = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    observed_from = models.DateTimeField(null=True)
    observed_until = models.DateTimeField(null=True)
    observed_outcome = models.CharField(max_length=8, choices=Observed.choices, blank=True, default="")
    observer = models.ForeignKey(
        "workforce.StaffMember", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    next_on = models.DateField(null=True)
    note = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "immunization_attendance"
        indexes = [
            models.Index(fields=["session_id"], name="immunization_attend_session"),
            models.Index(fields=["person"], name="immunization_attend_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)
