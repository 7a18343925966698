"""A draft for tests: adults of forty and more who came within twelve months."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tram.authoring.rules.draft import Draft

EXAMPLE = """[[examples]]
title_vi = "Lan 66 tuổi, khám tháng 10"
at = 2026-10-31
expected = { numerator = 1, denominator = 1 }
[examples.rows]
"people.residents" = [ { id = "lan", person = "lan", start = 2020-01-01, birth_date = 1960-05-01 } ]
"encounters.visits" = [ { id = "v1", person_id = "lan", day = 2026-10-05 } ]
"""
ADULTS = Draft(
    id="kham-tu-40",
    title_vi="Người từ 40 tuổi đã khám trong năm",
    title_en="Adults of 40 and more seen within a year",
    source="Trạm tự đặt ra",
    effective_from="01/01/2026",
    target="80",
    by=("sex", "commune"),
    population="start <= :at and (end is missing or end >= :at)",
    denominator="years_between(birth_date, :at) >= 40",
    numerator="exists(encounters.visits where day > :at - 12 months and day <= :at)",
    examples=EXAMPLE,
)


def posted(draft: Draft = ADULTS, **more: str) -> dict[str, Any]:
    """The draft as a browser posts it."""
    return {**{name: list(told) if isinstance(told, tuple) else told for name, told in asdict(draft).items()}, **more}
