"""Vaccine lots and what became of them; fridges and how cold they were."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.immunization.models.base import CountedRow
from tram.kernel.ids import IdField
from tram.kernel.records import Record


class MovementKind(models.TextChoices):
    """What happened to vaccine of a lot."""

    RECEIPT = "receipt", "Nhập"
    USE = "use", "Sử dụng"
    WASTE = "waste", "Hao phí"
    RETURN = "return", "Trả lại"
    COUNT = "count", "Kiểm kê"


class HalfDay(models.TextChoices):
    """The two readings of a day."""

    MORNING = "am", "Sáng"
    AFTERNOON = "pm", "Chiều"


class StockRecord(Record):
    """A row of a commune's vaccine store."""

    PERSON_COLUMN: ClassVar[str | None] = None

    commune = models.CharField(max_length=5, blank=True, default="")

    class Meta:
        abstract = True


class VaccineLot(StockRecord):
    """One lot of one vaccine as a commune holds it. ``presentation`` is doses a vial.

    Two machines may each write the same lot when it arrives; readings fold rows of one vaccine, number and presentation
    into one. Held is a lot with ``held_on`` and without ``released_on``; ``held_event`` is the adverse event behind it.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("vaccine", "number", "presentation", "expires_on"),
        ("held_on", "held_reason", "held_event", "released_on", "release_reason"),
    )

    vaccine = models.CharField(max_length=30)
    number = models.CharField(max_length=30)
    manufacturer = models.CharField(max_length=120, blank=True, default="")
    registration = models.CharField(max_length=60, blank=True, default="")
    presentation = models.PositiveSmallIntegerField(default=1)
    expires_on = models.DateField()
    diluent_lot = models.CharField(max_length=30, blank=True, default="")
    vvm = models.CharField(max_length=10, blank=True, default="")
    held_on = models.DateField(null=True)
    held_reason = models.CharField(max_length=250, blank=True, default="")
    held_event = IdField(null=True)
    released_on = models.DateField(null=True)
    release_reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "immunization_vaccine_lot"
        indexes = [models.Index(fields=["commune", "vaccine", "expires_on"], name="immunization_lot_commune")]

    def __str__(self) -> str:
        return f"{self.vaccine} {self.number}"


class StockMovement(CountedRow, StockRecord):
    """Vaccine that came in or went out: whole vials and doses, both with a sign; ``counted`` vials at a count.

    Doses given are not here: they are in the record. Of kind use are the vials a session opened.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("kind", "vials", "doses", "counted"),
        ("status", "cancel_reason"),
    )

    lot = models.ForeignKey(VaccineLot, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=MovementKind.choices)
    vials = models.IntegerField(default=0)
    doses = models.IntegerField(default=0)
    counted = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=40, blank=True, default="")
    session = models.ForeignKey(
        "immunization.Session", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    document = models.CharField(max_length=60, blank=True, default="")
    partner = models.CharField(max_length=150, blank=True, default="")
    note = models.CharField(max_length=250, blank=True, default="")
    cancel_reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "immunization_stock_movement"
        indexes = [models.Index(fields=["commune", "day"], name="immunization_move_commune")]

    def __str__(self) -> str:
        return f"{self.kind} {self.doses}"


class Fridge(StockRecord):
    """A place where vaccine is kept cold."""

    name = models.CharField(max_length=120)
    model = models.CharField(max_length=120, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "immunization_fridge"
        indexes = [models.Index(fields=["commune"], name="immunization_fridge_commune")]

    def __str__(self) -> str:
        return self.name


class FridgeReading(CountedRow, StockRecord):
    """How cold a fridge was, morning or afternoon, and what was done when it was not as it must be.

    ``low`` and ``high`` are the extremes the thermometer kept since the reading before, where it keeps them.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("at", "day", "half"),
        ("celsius", "low", "high", "alarm"),
        ("status", "cancel_reason"),
    )

    fridge = models.ForeignKey(Fridge, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    day = models.DateField()
    half = models.CharField(max_length=2, choices=HalfDay.choices)
    celsius = models.DecimalField(max_digits=4, decimal_places=1)
    low = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    high = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    alarm = models.BooleanField(default=False)
    action = models.CharField(max_length=250, blank=True, default="")
    by_name = models.CharField(max_length=160, blank=True, default="")
    cancel_reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "immunization_fridge_reading"
        indexes = [
            models.Index(fields=["fridge", "day"], name="immunization_reading_fridge"),
            models.Index(fields=["commune", "day"], name="immunization_reading_commune"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.half}"
