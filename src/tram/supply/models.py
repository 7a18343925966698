"""What a station gives and does, and its dated prices."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.kernel.records import Record


class ItemKind(models.TextChoices):
    """What an item is; it decides where a claim lists it."""

    DRUG = "drug", "Thuốc"
    HERB = "herb", "Vị thuốc, thuốc cổ truyền"
    SERVICE = "service", "Dịch vụ kỹ thuật"
    SUPPLY = "supply", "Vật tư y tế"
    EXAM = "exam", "Tiền khám"
    BED = "bed", "Ngày giường"


class CatalogueRecord(Record):
    """A row of a catalogue: of a commune's station, or of everybody where the commune is empty."""

    PERSON_COLUMN: ClassVar[str | None] = None

    commune = models.CharField(max_length=5, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True


class Item(CatalogueRecord):
    """One thing of a price list. ``code`` is what the insurer calls it (MA_THUOC, MA_DICH_VU, MA_VAT_TU).

    One code may stand in several items: a drug of two makers, a lot of another tender. ``group`` is MA_NHOM, ``icd9`` a
    procedure's ICD-9-CM code, ``usual_dose`` what is offered when it is prescribed ("1x2x5").
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (("name", "search_key"), ("valid_from", "valid_to"))

    kind = models.CharField(max_length=7, choices=ItemKind.choices)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=500)
    search_key = models.CharField(max_length=900)
    ingredient = models.CharField(max_length=250, blank=True, default="")
    unit = models.CharField(max_length=50)
    strength = models.CharField(max_length=250, blank=True, default="")
    route = models.CharField(max_length=4, blank=True, default="")
    form = models.CharField(max_length=120, blank=True, default="")
    registration = models.CharField(max_length=120, blank=True, default="")
    tender = models.CharField(max_length=50, blank=True, default="")
    group = models.CharField(max_length=2)
    preparation = models.CharField(max_length=120, blank=True, default="")
    icd9 = models.CharField(max_length=60, blank=True, default="")
    machine = models.CharField(max_length=120, blank=True, default="")
    usual_dose = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        db_table = "supply_item"
        indexes = [
            models.Index(fields=["commune", "kind"], name="supply_item_commune"),
            models.Index(fields=["code"], name="supply_item_code"),
        ]

    def __str__(self) -> str:
        return self.name


class ItemIndicator(CatalogueRecord):
    """One value a test gives: its code (MA_CHI_SO; a LOINC code where the list gives one), name and unit."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=250)
    unit = models.CharField(max_length=50, blank=True, default="")

    class Meta:
        db_table = "supply_item_indicator"

    def __str__(self) -> str:
        return self.name


class ItemPrice(CatalogueRecord):
    """What an item costs while the price holds, in đồng of a unit.

    ``price`` is the station's, ``price_bh`` the insurer's; ``fund_rate`` the percentage the fund takes part in;
    ``ceiling`` the most it pays for the item, where there is such a limit; ``decision`` the paper that says so.
    """

    MERGED_TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("price", "price_bh", "fund_rate", "ceiling", "decision"),
        ("valid_from", "valid_to"),
    )

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    price = models.DecimalField(max_digits=15, decimal_places=3)
    price_bh = models.DecimalField(max_digits=15, decimal_places=3)
    fund_rate = models.PositiveSmallIntegerField(default=100)
    ceiling = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    decision = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        db_table = "supply_item_price"

    def __str__(self) -> str:
        return str(self.id)
