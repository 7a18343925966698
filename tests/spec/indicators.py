"""The directive's five numbers over the test world, as definitions."""

from __future__ import annotations

from typing import Any

from tram.engines.query import IndicatorDefinition, load_indicator

HEAD = {"version": 1, "source": "thử nghiệm", "status": "assumed"}
SPLITS: dict[str, dict[str, Any]] = {
    "sex": {"title_vi": "Giới", "title_en": "Sex", "value": "sex"},
    "ethnicity": {"title_vi": "Dân tộc", "title_en": "Ethnicity", "value": "ethnicity"},
    "village": {"title_vi": "Thôn", "title_en": "Village", "value": "village"},
    "commune": {"title_vi": "Xã", "title_en": "Commune", "value": "commune"},
    "poor": {"title_vi": "Hộ nghèo", "title_en": "Poor", "value": "poor"},
    "age_group": {
        "title_vi": "Nhóm tuổi",
        "title_en": "Age group",
        "value": "years_between(birth_date, :at)",
        "bands": [0, 5, 15, 25, 40, 60, 80],
    },
    "visits": {"title_vi": "Số lượt", "title_en": "Visits", "value": "count(encounters.visits where day <= :at)"},
}
LIVING = "died_on is missing or died_on > :at"
INSURED = "exists(people.covers where start <= :at and (end is missing or end >= :at))"
KNOWN_RISK = (
    "years_between(birth_date, :at) >= 40 or exists(encounters.diagnoses where day <= :at and "
    '(starts_with(code, "I10") or starts_with(code, "E11")))'
)
CHECKED = "exists(encounters.visits where day between :at - 12 months and :at)"


def indicator(numerator: str, denominator: str = "true", condition: str = LIVING, **more: Any) -> IndicatorDefinition:
    """A definition from its conditions, with every split of the test world and one empty example."""
    from datetime import date

    example = {
        "title_vi": "không ai",
        "at": date(2026, 1, 1),
        "expected": {"numerator": 0, "denominator": 0},
        "rows": {},
    }
    body = {
        "id": "test.indicator",
        "title_vi": "Thử",
        "title_en": "Test",
        "effective_from": date(2023, 10, 25),
        **HEAD,
        "population": {"table": "people.residents", "condition": condition, "words_vi": "người đang cư trú"},
        "numerator": {"condition": numerator},
        "denominator": {"condition": denominator},
        "splits": SPLITS,
        "examples": [example],
        "periods": ["month"],
        **more,
    }
    return load_indicator(body)


VISIT_SPLITS: dict[str, dict[str, Any]] = {
    "sex": {
        **SPLITS["sex"],
        "value": "sex",
        "values": {
            "encounters.visits": "one(people.residents).sex",
            "encounters.diagnoses": "one(people.residents).sex",
        },
    },
    "area": {
        "title_vi": "Khu vực",
        "title_en": "Area",
        "values": {"encounters.visits": "one(places.villages).area"},
        "words_vi": {"K1": "Khu vực I"},
    },
    "chapter": {
        "title_vi": "Chương",
        "title_en": "Chapter",
        "values": {
            "encounters.diagnoses": "one(encounters.icd10).chapter",
            "encounters.visits": 'case when exists(encounters.diagnoses where code = "I10") then "09" end',
        },
    },
    "age_group": {
        **SPLITS["age_group"],
        "values": {
            "encounters.visits": "years_between(one(people.residents).birth_date, day)",
            "encounters.diagnoses": "years_between(one(people.residents).birth_date, day)",
        },
    },
}


def visits(numerator: str, denominator: str = "true", *, of: str = "visits", **more: Any) -> IndicatorDefinition:
    """A definition about visits (or diagnoses) instead of people, whose subject is the visit."""
    splits = {name: split for name, split in VISIT_SPLITS.items() if f"encounters.{of}" in str(split)}
    table = {"table": f"encounters.{of}", "subject": "visit", "condition": "day between :start and :end"}
    return indicator(numerator, denominator, splits=splits, **{"population": table, **more})


FIVE = {
    "insured": indicator(INSURED),
    "insured_primary_care": indicator(
        'exists(encounters.visits where payer = "insurance" and day between :start and :end)', INSURED
    ),
    "under_management": indicator(CHECKED),
    "risk_checked": indicator(CHECKED, KNOWN_RISK),
    "last_pressure_high": indicator(
        "last(encounters.visits order by day where systolic is known).systolic >= 140",
        "exists(encounters.visits where systolic is known)",
    ),
}
