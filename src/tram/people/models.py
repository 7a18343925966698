"""A person and what is dated about them: names, residences, identifiers, cover, household, family doctor, death."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tram.kernel.ids import IdField, uuid7
from tram.kernel.records import Local, Projection, Record

PROTECT = models.PROTECT


class Sex(models.TextChoices):
    """FHIR administrative gender."""

    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")
    OTHER = "other", _("Khác")
    UNKNOWN = "unknown", _("Chưa rõ")


class Precision(models.TextChoices):
    """How much of a date is known; the stored date is the earliest it can be."""

    DAY = "day", _("Đủ ngày, tháng, năm")
    MONTH = "month", _("Chỉ tháng và năm")
    YEAR = "year", _("Chỉ năm")


class ResidenceKind(models.TextChoices):
    """Under which title somebody lives at an address."""

    PERMANENT = "permanent", _("Thường trú")
    TEMPORARY = "temporary", _("Tạm trú")
    VISITOR = "visitor", _("Người nơi khác đến")


class IdentifierStatus(models.TextChoices):
    """What became of an identifier."""

    ACTIVE = "active", _("Đang dùng")
    REISSUED = "reissued", _("Đã cấp lại")
    CANCELLED = "cancelled", _("Đã huỷ")
    WRONG = "wrong", _("Ghi sai")


class Relation(models.TextChoices):
    """Relation to the head of the household."""

    HEAD = "head", _("Chủ hộ")
    SPOUSE = "spouse", _("Vợ, chồng")
    CHILD = "child", _("Con")
    PARENT = "parent", _("Bố, mẹ")
    GRANDCHILD = "grandchild", _("Cháu")
    SIBLING = "sibling", _("Anh, chị, em")
    OTHER = "other", _("Khác")


class Household(Record):
    """People who live together; its head is the member whose relation is head."""

    PERSON_COLUMN: ClassVar[str | None] = None
    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("commune", "village_id", "address"),)

    commune = models.CharField(max_length=5)
    village = models.ForeignKey("places.Village", null=True, on_delete=PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=30, blank=True, default="")
    address = models.CharField(max_length=250, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "people_household"
        indexes = [models.Index(fields=["commune", "code"], name="people_household_code")]

    def __str__(self) -> str:
        return self.code


class Poverty(models.TextChoices):
    """What the yearly list of households (danh sách hộ nghèo, hộ cận nghèo) says of one."""

    POOR = "poor", _("Hộ nghèo")
    NEAR_POOR = "near_poor", _("Hộ cận nghèo")


class HouseholdStatus(Record):
    """A time in which a household counted as poor or nearly so. One that ends before it starts was withdrawn."""

    PERSON_COLUMN: ClassVar[str | None] = None
    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("kind", "valid_from", "valid_to"),)

    household = models.ForeignKey(Household, on_delete=PROTECT, related_name="+")
    commune = models.CharField(max_length=5)
    kind = models.CharField(max_length=9, choices=Poverty.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "people_household_status"
        indexes = [models.Index(fields=["commune"], name="people_status_commune")]

    def __str__(self) -> str:
        return self.kind


class Person(Record):
    """One human being. Identifiers are rows of their own; current commune, village and household are kept here too."""

    PERSON_COLUMN: ClassVar[str | None] = "id"
    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("full_name", "search_key", "sort_key"),
        ("birth_date", "birth_precision"),
        ("commune", "village_id", "household_id"),
    )

    commune = models.CharField(max_length=5, blank=True, default="")
    village = models.ForeignKey("places.Village", null=True, on_delete=PROTECT, related_name="+", db_index=False)
    household = models.ForeignKey(Household, null=True, on_delete=PROTECT, related_name="+", db_index=False)
    full_name = models.CharField(max_length=160)
    search_key = models.CharField(max_length=160)
    sort_key = models.CharField(max_length=400)
    birth_date = models.DateField(null=True)
    birth_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    sex = models.CharField(max_length=7, choices=Sex.choices, default=Sex.UNKNOWN)
    ethnicity = models.CharField(max_length=2, blank=True, default="")
    occupation = models.CharField(max_length=5, blank=True, default="")
    nationality = models.CharField(max_length=3, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    died_on = models.DateField(null=True)
    # Whom this record turned out to be. That one may be erased by law while this one's fact still names them.
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        db_table = "people_person"
        indexes = [
            models.Index(fields=["commune", "village"], name="people_person_commune"),
            models.Index(fields=["household"], name="people_person_household"),
            models.Index(fields=["commune", "birth_date"], name="people_person_born"),  # people written down twice
            models.Index(fields=["phone"], name="people_person_phone", condition=~models.Q(phone="")),
            # Almost nobody is merged: a full index would look selective to a planner that has no statistics.
            models.Index(
                fields=["merged_into"], name="people_person_merged", condition=models.Q(merged_into__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PersonRecord(Record):
    """A record about one person, held by the person's commune."""

    person = models.ForeignKey(Person, on_delete=PROTECT, related_name="+")
    commune = models.CharField(max_length=5, blank=True, default="")

    class Meta:
        abstract = True


class Dated(models.Model):
    """Days on which something held; both ends included, an open end is missing."""

    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True


class PersonName(Dated, PersonRecord):
    """Another name of a person: former, nickname, as on a foreign document."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=160)

    class Meta:
        db_table = "people_name"

    def __str__(self) -> str:
        return self.name


class Residence(Dated, PersonRecord):
    """Where a person lived; ``commune`` is that of this residence. One that ends before it starts was withdrawn."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("commune", "village_id", "address"),
        ("valid_from", "valid_to"),
    )

    village = models.ForeignKey("places.Village", null=True, on_delete=PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=ResidenceKind.choices, default=ResidenceKind.PERMANENT)
    address = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "people_residence"
        indexes = [models.Index(fields=["commune", "valid_to"], name="people_residence_commune")]

    def __str__(self) -> str:
        return self.address


class Identifier(Dated, PersonRecord):
    """A number or code somebody gave the person. Systems: cccd, cmnd, bhyt, local, or a URI for imported ones."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("status", "valid_to"),)

    system = models.CharField(max_length=120)
    value = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=IdentifierStatus.choices, default=IdentifierStatus.ACTIVE)
    source = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        db_table = "people_identifier"
        indexes = [models.Index(fields=["value", "system"], name="people_identifier_value")]

    def __str__(self) -> str:
        return self.system


class LivingArea(models.TextChoices):
    """Where its holder lives, as an insurance card says it (MA_KHUVUC)."""

    K1 = "K1", _("K1: vùng dân tộc thiểu số, kinh tế khó khăn")
    K2 = "K2", _("K2: vùng kinh tế đặc biệt khó khăn")
    K3 = "K3", _("K3: xã đảo, huyện đảo")


class Cover(Dated, PersonRecord):
    """A period of health insurance (BHYT), as the card says it.

    ``five_years_on``: the day five years without a gap are full. ``exempt_from``: the day from which nothing is paid
    beside the fund for the rest of that year (giấy miễn cùng chi trả). ``source``: "qr" the card was scanned,
    "portal" the insurer said so, "temporary" a child has no card yet, or where else it comes from.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("valid_from", "valid_to"), ("number", "benefit"))

    number = models.CharField(max_length=15)
    benefit = models.CharField(max_length=1, blank=True, default="")
    facility_code = models.CharField(max_length=5, blank=True, default="")
    area = models.CharField(max_length=2, choices=LivingArea.choices, blank=True, default="")
    five_years_on = models.DateField(null=True)
    exempt_from = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    status = models.CharField(max_length=10, default="active")
    source = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        db_table = "people_cover"

    def __str__(self) -> str:
        return str(self.id)


class Membership(Dated, PersonRecord):
    """A person's time in a household."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("household_id", "relation"), ("valid_from", "valid_to"))

    household = models.ForeignKey(Household, on_delete=PROTECT, related_name="+")
    relation = models.CharField(max_length=12, choices=Relation.choices, default=Relation.OTHER)

    class Meta:
        db_table = "people_membership"

    def __str__(self) -> str:
        return self.relation


class FamilyDoctor(Dated, PersonRecord):
    """A person's time on a facility's (and doctor's) family-doctor list."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("facility_id", "doctor"), ("valid_from", "valid_to"))

    facility = models.ForeignKey("places.Facility", on_delete=PROTECT, related_name="+")
    doctor = IdField(null=True)

    class Meta:
        db_table = "people_family_doctor"

    def __str__(self) -> str:
        return str(self.facility_id)


class Death(PersonRecord):
    """That and how a person died."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("died_on", "precision"), ("cause_code", "cause_text"))

    died_on = models.DateField()
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    place = models.CharField(max_length=20, blank=True, default="")
    cause_code = models.CharField(max_length=10, blank=True, default="")
    cause_text = models.CharField(max_length=250, blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="")
    status = models.CharField(max_length=10, default="active")

    class Meta:
        db_table = "people_death"

    def __str__(self) -> str:
        return str(self.id)


class SearchEntry(Projection):
    """What a person is found by (see ``rules.search``) and sorted by; rebuilt from the records at any time."""

    id = models.BigAutoField(primary_key=True)
    person = IdField(unique=True)
    name_key = models.CharField(max_length=160)
    sort_key = models.CharField(max_length=400)
    tokens = models.TextField()

    class Meta:
        db_table = "people_search"

    def __str__(self) -> str:
        return str(self.person)


class ResidenceOverlap(Projection):
    """A residence that shares days with another of the same person, because two machines recorded each its own.

    Until a person decides, only one of them counts on a day: ``counts`` says whether this one does, ``until`` its last
    day then. ``open``
    marks an address that is in use while another is too. Rebuilt from the residences at any time.
    """

    residence = IdField(primary_key=True)
    person = IdField(db_index=True)
    commune = models.CharField(max_length=5, blank=True, default="")
    open = models.BooleanField(default=False)
    counts = models.BooleanField(default=True)
    until = models.DateField(null=True)

    class Meta:
        db_table = "people_residence_overlap"
        indexes = [
            models.Index(fields=["commune"], name="people_residence_two_open", condition=models.Q(open=True)),
        ]

    def __str__(self) -> str:
        return str(self.residence)


class ImportState(models.TextChoices):
    """How far an import of residents has come."""

    UPLOADED = "uploaded", _("Đã tải lên")
    RUNNING = "running", _("Đang nhập")
    DONE = "done", _("Đã xong")
    STOPPED = "stopped", _("Đã dừng theo yêu cầu")
    INTERRUPTED = "interrupted", _("Bị ngắt giữa chừng")
    FAILED = "failed", _("Không nhập được")


class ImportJob(Local):
    """One file of residents on its way in; ``mapping`` is JSON: field to column, ``folder`` holds the file."""

    id = IdField(primary_key=True, default=uuid7, editable=False)
    actor = IdField()
    commune = models.CharField(max_length=5)
    file_name = models.CharField(max_length=120)
    folder = models.CharField(max_length=60)
    mapping = models.TextField(blank=True, default="")
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.UPLOADED)
    stop = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=250, blank=True, default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "people_import_job"

    def __str__(self) -> str:
        return str(self.id)
