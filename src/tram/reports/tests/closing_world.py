"""A report of the tests' own over an indicator of the tests' own, so that what ships may change without them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tram.reports import catalogue
from tram.reports.catalogue import Indicator, read_indicator
from tram.reports.closing import forms
from tram.reports.closing.forms import Form, form_from

HEAD: dict[str, Any] = {
    "version": 1,
    "title_vi": "Khám bệnh trong kỳ",
    "title_en": "Visits in the period",
    "source": "bài kiểm tra",
    "status": "assumed",
    "effective_from": date(2025, 7, 1),
}
VISITS: dict[str, Any] = {
    **HEAD,
    "id": "test-visits",
    "kind": "count",
    "periods": ["month", "quarter", "year"],
    "population": {
        "table": "encounters.visits",
        "condition": "day >= :start and day <= :end",
        "subject": "visit",
    },
    "by": ["sex", "kind"],
    "splits": {
        "sex": {
            "title_vi": "Giới", "title_en": "Sex", "value": "one(people.persons).sex",
            "words_vi": {"male": "Nam", "female": "Nữ", "other": "Khác", "unknown": "Chưa rõ"},
            "words_en": {"male": "Male", "female": "Female", "other": "Other", "unknown": "Not known"},
        },
        "kind": {
            "title_vi": "Nơi khám", "title_en": "Where", "value": "kind",
            "words_vi": {"AMB": "Tại trạm", "HH": "Tại nhà"}, "words_en": {"AMB": "At the station", "HH": "At home"},
        },
    },
    "examples": [{"at": date(2026, 10, 31), "expected": {"numerator": 0}}],
}  # fmt: skip
REPORT: dict[str, Any] = {
    **HEAD,
    "id": "report-test",
    "report": {
        "code": "99/BCT",
        "periods": ["month", "quarter"],
        "levels": ["commune", "province"],
        "recipient_vi": "Sở Y tế",
        "recipient_en": "Department of Health",
        "deadline": {"working_days": 5},
        "signs_vi": ["Người lập biểu", "Trưởng trạm y tế"],
        "orientation": "landscape",
    },
    "tables": [
        {
            "id": "visits", "title_vi": "Lượt khám theo nơi khám", "title_en": "Visits by place",
            "columns": [
                {"id": "n", "title_vi": "TT", "title_en": "No.", "label": "number", "width": 5},
                {"id": "code", "title_vi": "Mã", "title_en": "Code", "label": "key", "width": 8},
                {"id": "name", "title_vi": "Nơi khám", "title_en": "Where", "label": "title", "width": 40},
                {"id": "all", "title_vi": "Tổng số", "title_en": "All", "indicator": "test-visits", "total": "sum"},
                {"id": "women", "title_vi": "Nữ", "title_en": "Women", "group_vi": "Trong đó", "group_en": "Of which",
                 "indicator": "test-visits", "only": {"sex": ["female"]}, "total": "sum"},
                {"id": "others", "title_vi": "Nam và khác", "title_en": "Men and others", "group_vi": "Trong đó",
                 "group_en": "Of which", "indicator": "test-visits", "only": {"sex": ["male", "other", "unknown"]}},
            ],
            "rows": {"split": "kind", "keys": "listed"},
        }
    ],
    "examples": [
        {
            "title_vi": "một lượt",
            "cells": [{"indicator": "test-visits", "keys": {"kind": "HH", "sex": "female"}, "numerator": 1}],
            "lines": {"visits": [["AMB", 0, 0, 0], ["HH", 1, 1, 0]]},
            "totals": {"visits": [1, 1]},
        }
    ],
}  # fmt: skip


def install(patch: pytest.MonkeyPatch, report: dict[str, Any] = REPORT) -> Form:
    """Makes the tests' indicator and report the only ones; the report is returned."""
    indicators: tuple[Indicator, ...] = (read_indicator(VISITS),)
    patch.setattr(catalogue, "every_indicator", lambda: indicators)
    patch.setattr(forms, "every_indicator", lambda: indicators)
    form = form_from(report)
    patch.setattr(forms, "every_form", lambda: (form,))
    return form
