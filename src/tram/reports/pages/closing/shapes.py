"""A report as its page draws it: cells with their differences, versions, what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tram.engines.report import Change, Column, FilledTable, Line, Number, Row
from tram.reports import api
from tram.reports.pages.closing.words import report_url

Cell = tuple[str, str, str]


def report(view: api.ReportView, version: str, *, opens: bool) -> dict[str, Any]:
    """Everything between the head of the page and its foot. ``opens``: whether cells lead to people."""
    drawn = _Drawn(view, version, opens=opens)
    return {
        "tables": [drawn.table(table) for table in view.frozen.filled],
        "changes": [drawn.change(one) for one in view.changes],
        "corrections": [drawn.change(one) for one in view.corrections],
        "versions": [_version(one, view) for one in reversed(view.closings)],
        "definitions": sorted((name, version) for name, (version, _digest) in view.definitions.items()),
        "is_draft": view.shown is None,
        "can": _can(view),
        "urls": _urls(view, version),
    }


class _Drawn:
    """Cells of one report: what they show, where they lead, what the record says instead today."""

    def __init__(self, view: api.ReportView, version: str, *, opens: bool) -> None:
        self.view, self.version, self.opens = view, version, opens
        self.changed = {change.key: change for change in view.changes}

    def table(self, table: FilledTable) -> dict[str, Any]:
        """Heads, lines and totals of a table."""
        columns = table.form.columns
        return {
            "title": api.translated(table.form.title_vi, table.form.title_en),
            "heads": api.heads(columns, english=True),
            "deep": any(column.group_vi for column in columns),
            "wide": len(columns),
            "lines": [self._line(table, number, line) for number, line in enumerate(table.lines, 1)],
            "totals": [_total(*each) for each in zip(columns, table.totals, strict=True)]
            if table.form.has_total
            else (),
        }

    def _line(self, table: FilledTable, number: int, line: Line) -> dict[str, Any]:
        cells = zip(table.form.columns, line.cells, strict=True)
        return {
            "counted": line.row.counted,
            "cells": [
                {"label": column.label, "text": api.label_words(column, number, line)}
                if cell is None
                else self._number((table.form.id, line.row.id, column.id), cell)
                for column, cell in cells
            ],
        }

    def _number(self, cell: Cell, number: Number) -> dict[str, Any]:
        change = self.changed.get(cell)
        return {
            "label": "",
            "text": api.cell_words(number.value),
            "url": self._url(cell) if number.value else "",
            "now": _value(change.after) if change else "",
            "nothing": not number.value,
        }

    def change(self, one: Change) -> dict[str, Any]:
        """One difference: the cell in words, both numbers."""
        return {
            "cell": cell_title(one.row, one.column),
            "before": _value(one.before),
            "after": _value(one.after),
            "url": self._url(one.key) if one.after and one.after.value else "",
        }

    def _url(self, cell: Cell) -> str:
        if not self.opens:
            return ""
        return report_url(self.view.due, "report_people", ban=self.version, **cell_address(cell))


def cell_address(cell: Cell) -> dict[str, str]:
    """A cell as addresses name it: table, row, column."""
    return dict(zip(("bang", "hang", "cot"), cell, strict=True))


def cell_title(row: Row, column: Column) -> str:
    """A cell in words: its row, and its column with the group above."""
    parts = (
        api.translated(row.title_vi, row.title_en),
        api.translated(column.group_vi, column.group_en),
        api.translated(column.title_vi, column.title_en),
    )
    return " · ".join(part for part in parts if part)


def people_table(listing: api.Listing) -> dict[str, Any]:
    """Headings and rows of the list behind a cell."""
    heads = [_("Họ và tên"), _("Ngày sinh"), _("Thôn, bản"), _("Xã, phường")]
    if not listing.indicator.about_people:
        heads = [_("Tên"), _("Xã, phường")]
    return {"columns": [{"label": head} for head in heads], "rows": [_listed(one) for one in listing.rows]}


def _listed(one: api.Listed) -> dict[str, Any]:
    if one.person is None:
        return {"url": "", "cells": [one.name, one.commune]}
    return {"url": reverse("web:person", args=[one.person]), "cells": [one.name, one.birth, one.village, one.commune]}


def _total(column: Column, total: Number | None) -> dict[str, Any]:
    words = _("Tổng số") if column.label == "title" else ""
    return {"label": column.label, "text": _value(total) if total else words}


def _value(number: Number | None) -> str:
    return api.cell_words(number.value if number else 0)


def _version(one: api.Closing, view: api.ReportView) -> dict[str, Any]:
    """A closing with what was done with it, newest last."""
    return {
        "number": one.number,
        "id": one.id,
        "current": view.shown is not None and view.shown.id == one.id,
        "stands": one.stands,
        "name": one.name,
        "at": _when(one.at),
        "reason": one.reason,
        "steps": [
            {"kind": step.kind, "name": step.name, "at": _when(step.at), "note": step.note} for step in one.steps
        ],
        "url": report_url(view.due, ban=str(one.id)),
    }


def _when(at: Any) -> str:
    return f"{localtime(at):%H:%M %d/%m/%Y}"


def _can(view: api.ReportView) -> Mapping[str, bool]:
    """What this person may do now; why not is said by the deed itself when it is tried another way."""
    state = view.due.state
    done = state in (api.State.CLOSED, api.State.SENT)
    return {
        "close": view.may_close and not done and state not in (api.State.RUNNING, api.State.TWO_CLOSINGS),
        "send": view.may_close and state == api.State.CLOSED,
        "reopen": view.may_close and done,
        "choose": view.may_close and state == api.State.TWO_CLOSINGS,
    }


def _urls(view: api.ReportView, version: str) -> dict[str, str]:
    due = view.due
    return {
        "close": report_url(due, "report_close"),
        "reopen": report_url(due, "report_reopen"),
        "send": report_url(due, "report_send"),
        "excel": report_url(due, "report_excel", ban=version),
        "pdf": report_url(due, "report_pdf", ban=version),
        "draft": report_url(due, ban="nhap"),
        "stands": report_url(due),
        "list": f"{reverse('reports:reports')}?xa={due.place}",
    }
