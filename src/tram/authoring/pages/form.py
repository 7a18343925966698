"""What a posted form says: the draft, the period it is tried on, the rows of a test person; and what the page shows."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tram.authoring import api
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.periods import Period, parse_period
from tram.reports.api import GROUPS, every_indicator

STATUSES = (
    ("assumed", lazy("Giả định (chưa có văn bản, hoặc do mình đặt ra)")),
    ("transcribed", lazy("Chép lại từ nguồn khác")),
    ("official", lazy("Đã đọc trong văn bản gốc")),
)
KINDS = (
    ("share", lazy("Tỷ lệ: bao nhiêu phần trăm đạt")),
    ("count", lazy("Số đếm")),
    ("ratio", lazy("Tỷ số của hai chỉ tiêu khác")),
)
DIRECTIONS = (("up", lazy("Càng cao càng tốt")), ("down", lazy("Càng thấp càng tốt")))
PERIODS = (
    ("day", lazy("Tại một ngày")),
    ("month", lazy("Tháng")),
    ("quarter", lazy("Quý")),
    ("half", lazy("6 tháng")),
    ("year", lazy("Năm")),
)
GROUP_NAMES = {
    "directive": lazy("Chỉ thị 25"),
    "work": lazy("Hoạt động"),
    "immunization": lazy("Tiêm chủng"),
    "disease": lazy("Bệnh tật"),
    "population": lazy("Dân số"),
    "chronic": lazy("Bệnh mạn tính"),
    "quality": lazy("Chất lượng dữ liệu"),
}
CONDITIONS = {
    "population": (
        lazy("Đếm trong những ai"),
        lazy("Điều kiện để một dòng của bảng được xét. Để trống là lấy mọi dòng."),
    ),
    "denominator": (lazy("Mẫu số"), lazy("Thu hẹp thêm những ai được xét. Thường để trống.")),
    "numerator": (lazy("Tử số: ai được tính là đạt"), lazy("Điều kiện để được đếm.")),
}
SPARE_LINES = 2
MOST_LINES = 30


def draft_in(request: HttpRequest) -> api.Draft:
    """The draft in a posted form."""
    return api.read_draft(request.POST.dict(), {name: list(found) for name, found in request.POST.lists()})


def today(request: HttpRequest) -> date:
    """Today in Vietnam."""
    return today_vn(time_of(request))


def period_in(request: HttpRequest) -> Period:
    """The period to try the draft on; this month when none is said. Refuses what is no period."""
    return parse_period(request.POST.get("ky", "")[:24] or f"{today(request):%Y-%m}")


def typed_in(request: HttpRequest) -> dict[str, list[dict[str, str]]]:
    """The rows of a test person as typed: table → lines → column → text. Fields are ``t:<table>:<line>:<column>``."""
    found: dict[str, dict[int, dict[str, str]]] = {}
    for name, text in request.POST.items():
        parts = name.split(":")
        if len(parts) == 4 and parts[0] == "t" and parts[2].isdecimal() and int(parts[2]) < MOST_LINES:
            found.setdefault(parts[1], {}).setdefault(int(parts[2]), {})[parts[3]] = str(text)[:200]
    return {table: [lines[number] for number in sorted(lines)] for table, lines in found.items()}


def frame(request: HttpRequest, draft: api.Draft, faults: Sequence[api.Fault] = ()) -> dict[str, Any]:
    """What the form of a draft needs."""
    actor = actor_of(request)
    tables = api.published_columns(actor)
    said = {one.part: one for one in api.checked(actor, draft)}
    return {
        "draft": draft,
        "version": api.next_version(draft.id) if draft.id else 1,
        "faults": {fault.field: str(fault) for fault in faults},
        "choices": _choices(draft),
        "conditions": [_condition(part, draft, said) for part in api.PARTS],
        "tables": [{"name": name, **told, "current": name == draft.table} for name, told in tables.items()],
        "known": tables,
        "period": request.POST.get("ky", "")[:24] or f"{today(request):%Y-%m}",
        "commune": request.POST.get("xa", "")[:5],
        "today": f"{today(request):%Y-%m-%d}",
        "splits": _splits(draft, request.POST.get("theo", "commune")),
        "run": secrets.token_hex(8),
    }


def _choices(draft: api.Draft) -> dict[str, Any]:
    groups = tuple((name, GROUP_NAMES.get(name, name)) for name in GROUPS)
    counts = [(one.id, one.definition.head.title_vi) for one in every_indicator() if one.definition.ratio is None]
    return {
        "status": _marked(STATUSES, draft.status),
        "kind": _marked(KINDS, draft.kind),
        "direction": _marked(DIRECTIONS, draft.direction),
        "group": _marked(groups, draft.group),
        "periods": [{"value": value, "label": label, "on": value in draft.periods} for value, label in PERIODS],
        "over": _marked([("", "–"), *dict(counts).items()], draft.over),
        "under": _marked([("", "–"), *dict(counts).items()], draft.under),
    }


def _marked(options: Sequence[tuple[str, Any]], chosen: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "on": value == chosen} for value, label in options]


def _splits(draft: api.Draft, shown: str) -> list[dict[str, Any]]:
    return [
        {"value": one.id, "label": one.title_vi, "on": one.id in draft.by, "shown": one.id == shown}
        for one in api.shared_splits().values()
    ]


def _condition(part: str, draft: api.Draft, said: Mapping[str, Any]) -> dict[str, Any]:
    title, hint = CONDITIONS[part]
    text, found = draft.condition(part), said.get(part)
    return {
        "part": part,
        "title": title,
        "hint": hint,
        "text": text,
        "said": found,
        "before": text[: found.start] if found else text,
        "fault": text[found.start : found.end] if found else "",
        "after": text[found.end :] if found else "",
        "vi": getattr(draft, f"{part}_vi"),
        "en": getattr(draft, f"{part}_en"),
    }


def said_json(found: Any) -> dict[str, Any]:
    """A condition read back, for script."""
    place = _("dòng %(line)s, cột %(column)s") % {"line": found.line, "column": found.column}
    return {**asdict(found), "place": place}


def grids_shown(trial: api.Trial, typed: Mapping[str, Sequence[Mapping[str, str]]], more: str = "") -> list[Any]:
    """The tables of a test person with what was typed in them, and lines to spare."""
    return [_grid(grid, list(typed.get(grid.table.name, ())), grid.table.name == more) for grid in trial.grids]


def _grid(grid: api.Grid, lines: list[Mapping[str, str]], more: bool) -> dict[str, Any]:
    least = 1 if grid.of_population else SPARE_LINES
    lines = lines + [{}] * max(least - len(lines), int(more))
    return {
        "name": grid.table.name,
        "grain": grid.table.grain,
        "grows": not grid.of_population and len(lines) < MOST_LINES,
        "columns": [{"name": one.name, "label": api.label(one), "needed": not one.nullable} for one in grid.columns],
        "lines": [[_cell(grid, one, number, line) for one in grid.columns] for number, line in enumerate(lines)],
    }


def _cell(grid: api.Grid, column: Any, number: int, line: Mapping[str, str]) -> dict[str, Any]:
    options = column.codes or ((_("có"), _("không")) if str(column.type) == "bool" else ())
    return {
        "name": f"t:{grid.table.name}:{number}:{column.name}",
        "label": f"{api.label(column)}, {_('dòng')} {number + 1}",
        "value": line.get(column.name, ""),
        "options": options,
        "is_day": str(column.type) == "date",
        "is_number": str(column.type) in ("int", "decimal"),
    }
