"""Examples of reports: cells as an indicator would give them, and the lines they must become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tram.engines.definitions.head import DefinitionError, Head
from tram.engines.report.fill import Labels, Listed, filled
from tram.engines.report.model import Cells, Counted, Example

if TYPE_CHECKING:
    from tram.engines.report.model import Report


def read_examples(head: Head, body: Mapping[str, Any]) -> tuple[Example, ...]:
    """The examples of a definition. Refuses none at all, and cells without an indicator or a numerator."""
    found = tuple(_example(head, part) for part in body.get("examples", ()))
    if not found:
        raise DefinitionError(head.id, "thiếu ví dụ", "thêm [[examples]] với cells và lines")
    return found


def _example(head: Head, part: Mapping[str, Any]) -> Example:
    cells: dict[str, list[Mapping[str, Any]]] = {}
    for one in part.get("cells", ()):
        if "indicator" not in one or "numerator" not in one:
            raise DefinitionError(
                head.id, "ví dụ: mỗi ô cần indicator và numerator", "{ indicator = …, keys = {…}, numerator = 1 }"
            )
        cells.setdefault(one["indicator"], []).append(one)
    return Example(
        title_vi=str(part.get("title_vi", "")),
        cells={indicator: _cells(told) for indicator, told in cells.items()},
        lines={table: tuple(tuple(line) for line in lines) for table, lines in part.get("lines", {}).items()},
        totals={table: tuple(line) for table, line in part.get("totals", {}).items()},
    )


def _cells(told: list[Mapping[str, Any]]) -> Cells:
    by = tuple(sorted({split for one in told for split in one.get("keys", {})}))
    return Cells(
        by,
        tuple(
            Counted(
                tuple(str(one.get("keys", {}).get(split, "")) for split in by), one["numerator"], one.get("denominator")
            )
            for one in told
        ),
    )


def run_examples(report: Report, labels: Labels, listed: Listed) -> list[str]:
    """One Vietnamese sentence for each example that gives other lines or totals; empty when all are right."""
    return [problem for example in report.examples for problem in _wrong(report, example, labels, listed)]


def _wrong(report: Report, example: Example, labels: Labels, listed: Listed) -> list[str]:
    problems = []
    for table in filled(report, example.cells, labels, listed):
        lines = tuple((line.row.id, *(cell.value for cell in line.cells if cell is not None)) for line in table.lines)
        expected = example.lines.get(table.form.id)
        if expected is not None and lines != expected:
            problems.append(f"ví dụ «{example.title_vi}», bảng {table.form.id}: được {lines}, chờ {expected}")
        totals = tuple(cell.value for cell in table.totals if cell is not None)
        asked = example.totals.get(table.form.id)
        if asked is not None and totals != asked:
            problems.append(f"ví dụ «{example.title_vi}», bảng {table.form.id}: cộng được {totals}, chờ {asked}")
    unknown = sorted((example.lines.keys() | example.totals.keys()) - {table.id for table in report.tables})
    return problems + [f"ví dụ «{example.title_vi}»: không có bảng «{one}»" for one in unknown]
