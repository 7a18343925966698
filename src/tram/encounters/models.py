"""The health record, shaped like FHIR R4: visit, observation, diagnosis, procedure, prescription, document, allergy.

An amended visit is a new visit row that supersedes the old; readings take rows whose status is current.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from tram.encounters.kinds import (
    Certainty,
    DiagnosisRole,
    Outcome,
    Payer,
    Purpose,
    RowStatus,
    VisitKind,
    VisitStatus,
)
from tram.kernel.ids import IdField
from tram.kernel.records import Local, Record, Reference

__all__ = [
    "Allergy",
    "Certainty",
    "ClinicalRecord",
    "Diagnosis",
    "DiagnosisRole",
    "Document",
    "IcdCategory",
    "LoadedIcd",
    "Observation",
    "Outcome",
    "Payer",
    "Prescription",
    "PrescriptionLine",
    "Procedure",
    "Purpose",
    "RowStatus",
    "SupplyUse",
    "Visit",
    "VisitKind",
    "VisitPart",
    "VisitStatus",
]


def _item() -> models.ForeignKey[Any, Any]:
    """An item of the catalogue; None where none was chosen."""
    return models.ForeignKey("supply.Item", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)


def _staff() -> models.ForeignKey[Any, Any]:
    """A staff member; None where nobody was named."""
    return models.ForeignKey(
        "workforce.StaffMember", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


class ClinicalRecord(Record):
    """A row of somebody's health record, held by the commune where it was made."""

    # Every table has an index of its own that begins with the person.
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    commune = models.CharField(max_length=5, blank=True, default="")

    class Meta:
        abstract = True


class Visit(ClinicalRecord):
    """One contact of a person with the network."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("day", "started_at"), ("status", "cancel_reason"))

    facility = models.ForeignKey(
        "places.Facility", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    examiner = _staff()
    day = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=5, choices=VisitKind.choices, default=VisitKind.AMBULATORY)
    status = models.CharField(max_length=12, choices=VisitStatus.choices, default=VisitStatus.FINISHED)
    payer = models.CharField(max_length=6, choices=Payer.choices, default=Payer.SELF)
    cover_number = models.CharField(max_length=15, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    symptoms = models.CharField(max_length=1000, blank=True, default="")
    treatment = models.CharField(max_length=1000, blank=True, default="")
    advice = models.CharField(max_length=1000, blank=True, default="")
    follow_up_on = models.DateField(null=True)
    # Insurer's codes of the facilities the patient came from and is sent to; why (MA_LYDO_CT); since when they stay.
    referred_from = models.CharField(max_length=5, blank=True, default="")
    referral_number = models.CharField(max_length=50, blank=True, default="")
    referred_to = models.CharField(max_length=5, blank=True, default="")
    referral_reason = models.CharField(max_length=1, blank=True, default="")
    stay_from = models.DateTimeField(null=True)
    # Empty (traditional: null) where nobody was asked: visits of before these columns, and of other systems.
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")
    purpose = models.CharField(max_length=11, choices=Purpose.choices, blank=True, default="")
    traditional = models.BooleanField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")
    source = models.CharField(max_length=20, default="desk")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    change_reason = models.CharField(max_length=250, blank=True, default="")
    cancel_reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "encounters_visit"
        indexes = [
            models.Index(fields=["person", "day"], name="encounters_visit_person"),
            models.Index(fields=["commune", "day"], name="encounters_visit_commune"),
            models.Index(
                fields=["supersedes"],
                name="encounters_visit_supersedes",
                condition=models.Q(supersedes__isnull=False),
            ),
            models.Index(
                fields=["commune", "follow_up_on"],
                name="encounters_visit_follow_up",
                condition=models.Q(follow_up_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class VisitPart(ClinicalRecord):
    """A row that may belong to a visit."""

    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    status = models.CharField(max_length=12, choices=RowStatus.choices, default=RowStatus.CURRENT)

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["person", "day"], name="encounters_%(class)s_person"),
            models.Index(
                fields=["person", "day"], name="encounters_%(class)s_alone", condition=models.Q(visit__isnull=True)
            ),
        ]


class Observation(VisitPart):
    """Something measured or noted: (system, code) and one value. Blood pressure is two rows with one ``panel``."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("system", "code", "display"),
        ("number", "unit", "text", "value_system", "value_code"),
    )

    at = models.DateTimeField()
    system = models.CharField(max_length=120)
    code = models.CharField(max_length=60)
    display = models.CharField(max_length=250, blank=True, default="")
    number = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    unit = models.CharField(max_length=40, blank=True, default="")
    text = models.CharField(max_length=1000, blank=True, default="")
    value_system = models.CharField(max_length=120, blank=True, default="")
    value_code = models.CharField(max_length=60, blank=True, default="")
    panel = IdField(null=True)
    procedure = IdField(null=True)  # the test it is a result of

    class Meta(VisitPart.Meta):
        db_table = "encounters_observation"
        indexes = [
            *VisitPart.Meta.indexes,
            models.Index(fields=["commune", "day"], name="encounters_observation_commune"),
        ]

    def __str__(self) -> str:
        return self.code


class Diagnosis(VisitPart):
    """A diagnosis of a visit, or a problem that is followed."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("system", "code", "display"), ("onset_on", "abated_on"))

    system = models.CharField(max_length=120)
    code = models.CharField(max_length=60)
    display = models.CharField(max_length=400, blank=True, default="")
    role = models.CharField(max_length=12, choices=DiagnosisRole.choices, default=DiagnosisRole.MAIN)
    certainty = models.CharField(max_length=12, choices=Certainty.choices, default=Certainty.PROVISIONAL)
    rank = models.PositiveSmallIntegerField(default=1)
    onset_on = models.DateField(null=True)
    abated_on = models.DateField(null=True)

    class Meta(VisitPart.Meta):
        db_table = "encounters_diagnosis"
        indexes = [
            *VisitPart.Meta.indexes,
            models.Index(fields=["commune", "day"], name="encounters_diagnosis_commune"),
        ]

    def __str__(self) -> str:
        return self.code


class Procedure(VisitPart):
    """Something done to or with the person; a test, an examination that is charged, a day of bed are such too.

    ``rate`` is the percentage the service is paid at (TYLE_TT_DV), None the usual; ``ended_at`` when its result was
    there; ``description`` and ``conclusion`` what was seen.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("system", "code", "display", "item_id"),)

    system = models.CharField(max_length=120)
    code = models.CharField(max_length=60)
    display = models.CharField(max_length=400, blank=True, default="")
    item = _item()
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    rate = models.PositiveSmallIntegerField(null=True)
    ordered_by = _staff()
    performer = _staff()
    ordered_at = models.DateTimeField(null=True)
    at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    machine = models.CharField(max_length=255, blank=True, default="")
    description = models.CharField(max_length=2000, blank=True, default="")
    conclusion = models.CharField(max_length=1000, blank=True, default="")
    bed = models.CharField(max_length=50, blank=True, default="")
    anaesthesia = models.CharField(max_length=1, blank=True, default="")

    class Meta(VisitPart.Meta):
        db_table = "encounters_procedure"

    def __str__(self) -> str:
        return self.code


class Prescription(VisitPart):
    """What was prescribed at a visit; lines hold the drugs."""

    number = models.CharField(max_length=60, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta(VisitPart.Meta):
        db_table = "encounters_prescription"

    def __str__(self) -> str:
        return str(self.id)


class PrescriptionLine(ClinicalRecord):
    """One drug of a prescription: an item of the catalogue where one was chosen, else as text.

    ``doses`` counts the packets (thang) of herbs, ``per_time`` is then grams of one. ``paid_by`` (NGUON_CTRA): "" the
    usual payer, 2 a project, 3 a national programme, 4 another source.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("system", "code", "text", "item_id"),
        ("quantity", "unit", "per_time", "times", "days", "doses", "dosage"),
    )

    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)
    system = models.CharField(max_length=120, blank=True, default="")
    code = models.CharField(max_length=60, blank=True, default="")
    text = models.CharField(max_length=500)
    dosage = models.CharField(max_length=500, blank=True, default="")
    item = _item()
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    unit = models.CharField(max_length=50, blank=True, default="")
    route = models.CharField(max_length=4, blank=True, default="")
    per_time = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    times = models.PositiveSmallIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    doses = models.PositiveSmallIntegerField(null=True)
    instructions = models.CharField(max_length=500, blank=True, default="")
    dispensed_at = models.DateTimeField(null=True)
    prescriber = _staff()
    paid_by = models.CharField(max_length=1, blank=True, default="")
    status = models.CharField(max_length=12, choices=RowStatus.choices, default=RowStatus.CURRENT)

    class Meta:
        db_table = "encounters_prescription_line"

    def __str__(self) -> str:
        return str(self.id)


class SupplyUse(VisitPart):
    """A medical supply used at a visit, for a procedure where one is named."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("code", "display", "item_id"), ("quantity", "unit"))

    item = _item()
    code = models.CharField(max_length=60, blank=True, default="")
    display = models.CharField(max_length=500)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    unit = models.CharField(max_length=50, blank=True, default="")
    procedure = IdField(null=True)
    paid_by = models.CharField(max_length=1, blank=True, default="")

    class Meta(VisitPart.Meta):
        db_table = "encounters_supply_use"

    def __str__(self) -> str:
        return self.display


class Document(VisitPart):
    """A paper or note that belongs to the record."""

    title = models.CharField(max_length=250)
    media_type = models.CharField(max_length=80)
    text = models.TextField(blank=True, default="")

    class Meta(VisitPart.Meta):
        db_table = "encounters_document"

    def __str__(self) -> str:
        return self.title


class Allergy(ClinicalRecord):
    """What a person must not be given."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("system", "code", "display"),)

    system = models.CharField(max_length=120, blank=True, default="")
    code = models.CharField(max_length=60, blank=True, default="")
    display = models.CharField(max_length=250)
    criticality = models.CharField(max_length=20, blank=True, default="")
    reaction = models.CharField(max_length=500, blank=True, default="")
    recorded_on = models.DateField(null=True)
    status = models.CharField(max_length=12, choices=RowStatus.choices, default=RowStatus.CURRENT)

    class Meta:
        db_table = "encounters_allergy"
        indexes = [models.Index(fields=["person"], name="encounters_allergy_person")]

    def __str__(self) -> str:
        return self.display


class IcdCategory(Reference):
    """A three-character category of ICD-10 with its block and chapter, for readings by them."""

    code = models.CharField(max_length=3, unique=True)
    chapter = models.CharField(max_length=2)
    block = models.CharField(max_length=7)

    class Meta:
        db_table = "encounters_icd_category"

    def __str__(self) -> str:
        return self.code


class LoadedIcd(Local):
    """Which text of the code list the categories were last made from, so that a start can skip it."""

    digest = models.CharField(max_length=64, primary_key=True)

    class Meta:
        db_table = "encounters_loaded_icd"

    def __str__(self) -> str:
        return self.digest
