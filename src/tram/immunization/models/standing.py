"""What follows from the record by the schedule in force: whether each dose counts, and what is due when."""

from __future__ import annotations

from django.db import models

from tram.kernel.ids import IdField, uuid7
from tram.kernel.records import Local, Projection


class EvaluationStatus(models.TextChoices):
    """What a dose is worth for one antigen."""

    VALID = "valid", "Được tính"
    INVALID = "invalid", "Không được tính"
    EXTRANEOUS = "extraneous", "Thừa, không cần"
    SUBSTANDARD = "substandard", "Không đạt chuẩn"


class ForecastStatus(models.TextChoices):
    """How somebody stands with one group of vaccines."""

    DUE = "due", "Còn mũi phải tiêm"
    COMPLETE = "complete", "Đã tiêm đủ"
    AGED_OUT = "aged_out", "Quá tuổi tiêm"
    CONTRAINDICATED = "contraindicated", "Chống chỉ định"
    IMMUNE = "immune", "Đã có miễn dịch"
    NOT_RECOMMENDED = "not_recommended", "Không cần tiêm"


class DoseStanding(Projection):
    """Every dose that counts with the record it counts in: of a person merged into another, the other's.

    ``number`` is the dose's place in its vaccine group when it is valid for at least one antigen. ``age_days`` is
    missing where the day of birth is.
    """

    dose = IdField(primary_key=True)
    person = IdField(db_index=True)
    group = models.CharField(max_length=30, blank=True, default="", db_column="vaccine_group")
    number = models.SmallIntegerField(null=True)
    valid = models.BooleanField(default=False)
    age_days = models.IntegerField(null=True)

    class Meta:
        db_table = "immunization_standing"

    def __str__(self) -> str:
        return str(self.dose)


class Evaluation(Projection):
    """What one dose counts as for one antigen: ``number`` when valid, ``reason`` when not. ``id`` follows from both."""

    id = IdField(primary_key=True, default=uuid7, editable=False)
    dose = IdField()
    person = IdField()
    antigen = models.CharField(max_length=30)
    number = models.SmallIntegerField(null=True)
    status = models.CharField(max_length=12, choices=EvaluationStatus.choices)
    reason = models.CharField(max_length=60, blank=True, default="")
    on_time = models.BooleanField(null=True)

    class Meta:
        db_table = "immunization_evaluation"
        indexes = [
            models.Index(fields=["person"], name="immunization_eval_person"),
            models.Index(fields=["dose"], name="immunization_eval_dose"),
        ]

    def __str__(self) -> str:
        return f"{self.antigen} {self.status}"


class Forecast(Projection):
    """How one person stands with one group of vaccines and when the next dose may, should and must be given.

    ``commune`` and ``village`` are where the person lives now. Nothing here depends on today: who is past ``latest`` is
    found when it is read. ``id`` follows from person and group.
    """

    id = IdField(primary_key=True, default=uuid7, editable=False)
    person = IdField()
    commune = models.CharField(max_length=5, blank=True, default="")
    village = IdField(null=True)
    group = models.CharField(max_length=30, db_column="vaccine_group")
    status = models.CharField(max_length=15, choices=ForecastStatus.choices)
    number = models.SmallIntegerField(null=True)
    earliest = models.DateField(null=True)
    recommended = models.DateField(null=True)
    overdue = models.DateField(null=True)
    latest = models.DateField(null=True)
    vaccine = models.CharField(max_length=30, blank=True, default="")
    valid_doses = models.SmallIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        db_table = "immunization_forecast"
        indexes = [
            models.Index(
                fields=["commune", "status", "recommended"],
                name="immunization_forecast_due",
            ),
            models.Index(
                fields=["village", "status", "recommended"],
                name="immunization_forecast_village",
                condition=models.Q(village__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "group"], name="immunization_forecast_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.status}"


class EventStanding(Projection):
    """An adverse event's day in Vietnam, and in how many hours, rounded up, it was told on; None while it was not."""

    event = IdField(primary_key=True)
    day = models.DateField()
    notified_hours = models.IntegerField(null=True)

    class Meta:
        db_table = "immunization_event_standing"

    def __str__(self) -> str:
        return str(self.event)


class ForecastState(Local):
    """By which schedule the forecasts of this machine were last made, all of them, and on which day."""

    signature = models.CharField(max_length=64, primary_key=True)
    made_on = models.DateField()

    class Meta:
        db_table = "immunization_forecast_state"

    def __str__(self) -> str:
        return self.signature
