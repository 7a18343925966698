"""Administrative units (law, with dates), villages and facilities (records, with dated names, sites and codes)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tram.kernel.records import Local, Record, Reference


class FacilityKind(models.TextChoices):
    """Kinds of unit the directive lists."""

    VILLAGE_POST = "village_post", _("Điểm y tế thôn, bản")
    COMMUNE_STATION = "commune_station", _("Trạm y tế")
    SATELLITE_POINT = "satellite_point", _("Điểm trạm")
    REGIONAL_CENTRE = "regional_centre", _("Trung tâm y tế khu vực")
    SCHOOL = "school", _("Y tế trường học")
    WORKPLACE = "workplace", _("Y tế cơ quan, doanh nghiệp")
    INDUSTRIAL_ZONE = "industrial_zone", _("Y tế khu công nghiệp")
    HOSPITAL = "hospital", _("Bệnh viện")
    PRIVATE_CLINIC = "private_clinic", _("Phòng khám tư nhân")
    MILITARY_CIVIL = "military_civil", _("Cơ sở quân dân y")
    OTHER = "other", _("Cơ sở khác")


class VillageKind(models.TextChoices):
    """What people call the smallest unit."""

    THON = "thon", "Thôn"
    BAN = "ban", "Bản"
    TO_DAN_PHO = "to_dan_pho", "Tổ dân phố"
    KHU = "khu", "Khu"


class VillageArea(models.TextChoices):
    """Where the insured of a village live, as their cards say it (MA_KHUVUC); empty for nowhere special."""

    K1 = "K1", _("K1: vùng khó khăn")
    K2 = "K2", _("K2: vùng đặc biệt khó khăn")
    K3 = "K3", _("K3: xã đảo, huyện đảo")


class CodeSystem(models.TextChoices):
    """The two national facility codes."""

    BHXH = "bhxh", _("Mã cơ sở KCB của BHXH (5 ký tự)")
    NATIONAL = "national", _("Mã định danh cơ sở quốc gia (13 số)")
    LOCAL = "local", _("Mã nguồn khác")


class StaffCategory(models.TextChoices):
    """What an administrator counts until the workforce keeps it."""

    DOCTOR = "doctor", _("Bác sĩ cơ hữu")
    TRAINED_VHW = "trained_vhw", _("Nhân viên y tế thôn đã đào tạo")


class Province(Reference):
    """A province or centrally-run city in force in a period."""

    code = models.CharField(max_length=2)
    name = models.CharField(max_length=100)
    unit_type = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "places_province"
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="places_province_code")]

    def __str__(self) -> str:
        return self.name


class Commune(Reference):
    """A commune, ward or special zone in force in a period; the old ones end on 30 June 2025."""

    code = models.CharField(max_length=5)
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=120)
    unit_type = models.CharField(max_length=20)
    search_key = models.CharField(max_length=160)
    district_name = models.CharField(max_length=100, blank=True, default="")
    province_code = models.CharField(max_length=2)
    province_name = models.CharField(max_length=100)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    population = models.PositiveIntegerField(null=True)
    area_km2 = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=5, null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=5, null=True)

    class Meta:
        db_table = "places_commune"
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="places_commune_code")]
        indexes = [models.Index(fields=["province_code", "code"], name="places_commune_province")]

    def __str__(self) -> str:
        return self.full_name


class CommuneSuccession(Reference):
    """An old commune's people and baselines go to this new one from ``effective_on``; divided ones go to several."""

    old_code = models.CharField(max_length=5)
    new_code = models.CharField(max_length=5)
    divided = models.BooleanField(default=False)
    effective_on = models.DateField()

    class Meta:
        db_table = "places_commune_succession"
        constraints = [
            models.UniqueConstraint(fields=["old_code", "new_code", "effective_on"], name="places_succession_pair")
        ]
        indexes = [models.Index(fields=["new_code"], name="places_succession_new")]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code}"


class PlaceRecord(Record):
    """A record of a place, about no single person."""

    PERSON_COLUMN: ClassVar[str | None] = None
    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("valid_from", "valid_to"),)

    commune = models.CharField(max_length=5, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True


class Village(PlaceRecord):
    """A village (thôn, bản, tổ dân phố) of a commune."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("name", "search_key"),
        ("valid_from", "valid_to", "merged_into_id"),
    )

    code = models.CharField(max_length=20, blank=True, default="")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=VillageKind.choices, default=VillageKind.THON)
    area = models.CharField(max_length=2, choices=VillageArea.choices, blank=True, default="")
    search_key = models.CharField(max_length=140)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "places_village"
        indexes = [models.Index(fields=["commune"], name="places_village_commune")]

    def __str__(self) -> str:
        return self.name


class FormerVillageName(PlaceRecord):
    """A name a village bore until it was renamed; the name it bears now is on the village itself."""

    village = models.ForeignKey(Village, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=120)

    class Meta:
        db_table = "places_former_village_name"

    def __str__(self) -> str:
        return self.name


class Facility(PlaceRecord):
    """A unit of the network; its names, sites and codes are dated rows of their own.

    ``commune`` and ``parent`` are the current ones; the dated truth is in the sites and the former parents.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("valid_from", "valid_to", "merged_into_id"),)

    kind = models.CharField(max_length=20, choices=FacilityKind.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "places_facility"
        indexes = [models.Index(fields=["commune", "kind"], name="places_facility_commune")]

    def __str__(self) -> str:
        return str(self.id)


class FormerParent(PlaceRecord):
    """Who led a facility until that changed (``parent`` None: nobody)."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="former_parents")
    parent = models.ForeignKey(Facility, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "places_former_parent"

    def __str__(self) -> str:
        return str(self.parent_id)


class FacilityName(PlaceRecord):
    """The name a facility bore in a period."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("name", "search_key"), ("valid_from", "valid_to"))

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    search_key = models.CharField(max_length=220)

    class Meta:
        db_table = "places_facility_name"

    def __str__(self) -> str:
        return self.name


class FacilitySite(PlaceRecord):
    """Where a facility stood in a period; ``commune`` is the commune of the site."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("commune", "address"), ("valid_from", "valid_to"))

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="sites")
    address = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "places_facility_site"
        indexes = [models.Index(fields=["commune"], name="places_facility_site_commune")]

    def __str__(self) -> str:
        return self.address


class FacilityCode(PlaceRecord):
    """A code a facility bore in a period."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("system", "value"), ("valid_from", "valid_to"))

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="codes")
    system = models.CharField(max_length=12, choices=CodeSystem.choices)
    value = models.CharField(max_length=200)

    class Meta:
        db_table = "places_facility_code"
        indexes = [models.Index(fields=["system", "value"], name="places_facility_code_value")]

    def __str__(self) -> str:
        return self.value


class StaffCount(PlaceRecord):
    """How many staff of a category a facility or village has, as an administrator entered it, for a period."""

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("facility_id", "village_id"), ("valid_from", "valid_to"))

    facility = models.ForeignKey(Facility, null=True, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Village, null=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=12, choices=StaffCategory.choices)
    number = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "places_staff_count"
        indexes = [models.Index(fields=["commune", "category"], name="places_staff_commune")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(facility__isnull=False, village__isnull=True)
                | models.Q(facility__isnull=True, village__isnull=False),
                name="places_staff_count_one_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.number}"


class Boundary(Local):
    """The outline of a commune, imported from a GeoJSON file for drawing only; nothing needs it."""

    commune = models.CharField(max_length=5, primary_key=True)
    geometry = models.TextField()
    source = models.CharField(max_length=120)

    class Meta:
        db_table = "places_boundary"

    def __str__(self) -> str:
        return self.commune


class LoadedDefinitions(Local):
    """Which text of ``definitions/places`` the tables of law were last brought up to, so that a start can skip it."""

    digest = models.CharField(max_length=64, primary_key=True)

    class Meta:
        db_table = "places_loaded_definitions"

    def __str__(self) -> str:
        return self.digest
