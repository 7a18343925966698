"""The health record, shaped like FHIR R4: visit, observation, diagnosis, procedure, prescription, document, allergy.

An amended visit is a new visit row that supersedes the old; readings take rows whose status is current.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.kernel.ids import IdField
from tram.kernel.records import Local, Record, Reference


class VisitKind(models.TextChoices):
    """Where and how a visit took place (FHIR encounter class, ActCode)."""

    AMBULATORY = "AMB", "Khám tại trạm"
    HOME = "HH", "Thăm tại nhà"
    EMERGENCY = "EMER", "Cấp cứu"
    VIRTUAL = "VR", "Khám từ xa"
    FIELD = "FLD", "Lưu động"
    INPATIENT = "IMP", "Nội trú"


class VisitStatus(models.TextChoices):
    """FHIR encounter status, and superseded for what an amendment replaced."""

    IN_PROGRESS = "in-progress", "Đang khám"
    FINISHED = "finished", "Đã xong"
    CANCELLED = "cancelled", "Đã huỷ"
    SUPERSEDED = "superseded", "Đã sửa"


class Payer(models.TextChoices):
    """Who pays for a visit."""

    BHYT = "bhyt", "BHYT"
    SELF = "self", "Tự trả"
    FREE = "free", "Miễn phí"
    OTHER = "other", "Khác"


class Outcome(models.TextChoices):
    """How somebody left a visit."""

    HOME = "home", "Về nhà"
    REFERRED = "referred", "Chuyển tuyến"
    ADMITTED = "admitted", "Nằm lại trạm"
    DIED = "died", "Tử vong"
    LEFT = "left", "Bỏ về"


class Purpose(models.TextChoices):
    """What a visit was for."""

    ILLNESS = "illness", "Khám bệnh"
    CHECKUP = "checkup", "Khám sức khoẻ"
    FOLLOW_UP = "followup", "Tái khám"
    PREVENTION = "prevention", "Dự phòng"
    COUNSELLING = "counselling", "Tư vấn"
    EMERGENCY = "emergency", "Cấp cứu"


class RowStatus(models.TextChoices):
    """Whether a row of the record counts."""

    CURRENT = "current", "Đang dùng"
    SUPERSEDED = "superseded", "Đã sửa"
    CANCELLED = "cancelled", "Đã huỷ"


class DiagnosisRole(models.TextChoices):
    """The place of a diagnosis in a visit."""

    MAIN = "main", "Bệnh chính"
    ACCOMPANYING = "accompanying", "Bệnh kèm theo"
    PROBLEM = "problem", "Bệnh đang theo dõi"


class Certainty(models.TextChoices):
    """FHIR condition verification status."""

    PROVISIONAL = "provisional", "Sơ bộ"
    CONFIRMED = "confirmed", "Xác định"


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
    examiner = models.ForeignKey(
        "workforce.StaffMember", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
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
    """Something done to or with the person."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("system", "code", "display"),)

    system = models.CharField(max_length=120)
    code = models.CharField(max_length=60)
    display = models.CharField(max_length=400, blank=True, default="")
    at = models.DateTimeField(null=True)

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
    """One drug of a prescription, as text for now; code where the source gave one."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("system", "code", "text"),)

    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)
    system = models.CharField(max_length=120, blank=True, default="")
    code = models.CharField(max_length=60, blank=True, default="")
    text = models.CharField(max_length=500)
    dosage = models.CharField(max_length=500, blank=True, default="")
    status = models.CharField(max_length=12, choices=RowStatus.choices, default=RowStatus.CURRENT)

    class Meta:
        db_table = "encounters_prescription_line"

    def __str__(self) -> str:
        return str(self.id)


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
