"""Reports as programs read them: the same from the command line and the API."""

from __future__ import annotations

from typing import Any

from tram.kernel.periods import name_of
from tram.reports.closing.asked import Due, ReportView
from tram.reports.closing.states import Closing


def closing_json(one: Closing) -> dict[str, Any]:
    """A closing for a program."""
    return {
        "id": str(one.id),
        "number": one.number,
        "digest": one.digest,
        "closed_by": one.name,
        "closed_at": one.at.isoformat(),
        "reason": one.reason,
        "supersedes": str(one.supersedes) if one.supersedes else None,
        "stands": one.stands,
        "steps": [
            {"kind": step.kind, "by": step.name, "at": step.at.isoformat(), "note": step.note} for step in one.steps
        ],
    }


def due_json(one: Due) -> dict[str, Any]:
    """What is due, for a program."""
    return {
        "report": one.report,
        "code": one.code,
        "title": one.title_vi,
        "place": one.place,
        "place_name": one.place_name,
        "period": name_of(one.period),
        "due": one.due.isoformat(),
        "days_left": one.days_left,
        "state": one.state.value,
        "late": one.late,
        "closing": closing_json(one.closing) if one.closing else None,
    }


def report_json(view: ReportView) -> dict[str, Any]:
    """A report with its numbers, for a program."""
    frozen = view.frozen
    return {
        "report": frozen.report,
        "version": frozen.version,
        "code": frozen.code,
        "place": frozen.place,
        "period": name_of(frozen.period),
        "closing": closing_json(view.shown) if view.shown else None,
        "definitions": {name: {"version": one, "digest": mark} for name, (one, mark) in view.definitions.items()},
        "tables": [
            {
                "id": table.form.id,
                "columns": [column.id for column in table.form.columns if not column.label],
                "rows": [
                    {
                        "id": line.row.id,
                        "title": line.row.title_vi,
                        "values": [cell.value for cell in line.cells if cell is not None],
                    }
                    for line in table.lines
                ],
            }
            for table in frozen.filled
        ],
    }
