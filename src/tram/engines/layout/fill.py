"""Rows into lines: filtered, ordered, numbered, totalled; and cells as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tram.engines.expression import Environment, Type, evaluate
from tram.engines.expression.evaluate import rounded
from tram.engines.layout.model import Cell, Column, Layout, Sheet

Row = Mapping[str, Any]
YES_NO = {"vi": ("không", "có"), "en": ("no", "yes")}


def fill(layout: Layout, rows: Iterable[Row], dates: Mapping[str, date]) -> Sheet:
    """The sheet of the rows (dicts with the table's published columns); `dates` are `at`, `start`, `end`."""
    kept = [row for row in rows if layout.filter is None or evaluate(layout.filter, Environment(row, dates)) is True]
    kept.sort(key=lambda row: [(row[name] is not None, row[name]) for name in layout.order])
    lines = tuple(
        tuple(_cell(column, number, row, dates) for column in layout.columns)
        for number, row in enumerate(kept, start=1)
    )
    totals = tuple(_total(column, [line[place] for line in lines]) for place, column in enumerate(layout.columns))
    return Sheet(layout, lines, totals)


def _cell(column: Column, number: int, row: Row, dates: Mapping[str, date]) -> Cell:
    if column.value is None:
        return number
    found: Cell = evaluate(column.value, Environment(row, dates))
    if column.type is Type.DECIMAL and isinstance(found, (int, Decimal)):
        return rounded(Decimal(found), column.places)
    return found


def _total(column: Column, cells: list[Cell]) -> Cell:
    known = [cell for cell in cells if cell is not None]
    if column.total == "count":
        return len(known)
    if column.total == "sum":
        total = sum((Decimal(cell) for cell in known if isinstance(cell, (int, Decimal))), Decimal(0))
        return total if column.type is Type.DECIMAL else int(total)
    return None


def shown(column: Column, cell: Cell, language: str = "vi") -> str:
    """The cell as text for screen and print: words for codes, dd/mm/yyyy, a decimal comma in Vietnamese."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return YES_NO[language][cell]
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",") if language == "vi" else str(cell)
    words = column.words_vi if language == "vi" else column.words_en
    return words.get(cell, cell) if isinstance(cell, str) else str(cell)


def run_examples(layout: Layout) -> list[str]:
    """One Vietnamese sentence for each example that gives other lines or totals; empty when all are right."""
    problems = []
    for example in layout.examples:
        sheet = fill(layout, example.rows, {"at": example.at, "start": example.at, "end": example.at})
        if sheet.lines != example.lines:
            problems.append(f"ví dụ «{example.title_vi}»: được {sheet.lines}, chờ {example.lines}")
        if example.totals is not None:
            found = tuple(cell for cell in sheet.totals if cell is not None)
            if found != example.totals:
                problems.append(f"ví dụ «{example.title_vi}»: cộng được {found}, chờ {example.totals}")
    return problems
