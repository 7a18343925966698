"""ICD-10 as the Ministry publishes it: the list of a day, its coding edits, searching it the way people type."""

from tram.encounters.icd.categories import load_icd_categories
from tram.encounters.icd.codes import IcdCode, IcdList, all_codes, icd_code, list_on
from tram.encounters.icd.edits import diagnosis_findings, fits_sex, may_be_main
from tram.encounters.icd.search import search_codes

__all__ = [
    "IcdCode",
    "IcdList",
    "all_codes",
    "diagnosis_findings",
    "fits_sex",
    "icd_code",
    "list_on",
    "load_icd_categories",
    "may_be_main",
    "search_codes",
]
