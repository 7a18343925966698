"""The categories of ICD-10 into their table, from ``definitions/encounters/icd10.csv``: published for readings."""

from __future__ import annotations

import hashlib

from django.db import transaction

from tram.encounters.icd.codes import all_codes
from tram.encounters.models import IcdCategory, LoadedIcd
from tram.kernel.definitions import ROOT

CATEGORY = 3
CHAPTERS = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
    "XVIII", "XIX", "XX", "XXI", "XXII",
)  # fmt: skip


def load_icd_categories() -> int:
    """Brings the table up to the code list; returns how many categories it holds, 0 when nothing was to be done."""
    digest = hashlib.sha256((ROOT / "encounters" / "icd10.csv").read_bytes()).hexdigest()
    if LoadedIcd.objects.filter(digest=digest).exists():
        return 0
    rows = _categories()
    with transaction.atomic():
        IcdCategory.objects.exclude(code__in=[row.code for row in rows]).delete()
        IcdCategory.objects.bulk_create(
            rows, batch_size=500, update_conflicts=True, unique_fields=("code",), update_fields=("chapter", "block")
        )
        LoadedIcd.objects.all().delete()
        LoadedIcd.objects.create(digest=digest)
    return len(rows)


def _categories() -> list[IcdCategory]:
    return [
        IcdCategory(code=each.code, chapter=chapter_number(each.chapter), block=each.block)
        for each in all_codes().values()
        if len(each.code) == CATEGORY
    ]


def chapter_number(roman: str) -> str:
    """A chapter as two digits: "IX" is "09"."""
    return f"{CHAPTERS.index(roman) + 1:02d}"
