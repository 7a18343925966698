"""The rows of the schedule's spreadsheets, typed. A row that cannot be read is refused with its file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tram.engines.definitions import DefinitionError
from tram.engines.definitions.csv_list import read_list
from tram.engines.definitions.head import STATUSES
from tram.engines.schedule import Span, span

Found = TypeVar("Found")
Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a circular's table: at what age and how long after the dose before it is asked for."""

    group: str
    dose: int
    title: str
    antigens: tuple[str, ...]
    vaccine: str
    age: Span | None
    gap: Span | None
    note: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Limits:
    """When a dose counts, from when it is late, until when it is asked for; ``gap`` where the circular names none.

    ``source`` is of the least age and gap, ``late_source`` of what is late or no longer asked for; ``in_time`` says
    what is in time where ages and gaps would say it badly.
    """

    group: str
    dose: int
    allowed: tuple[str, ...]
    age_from: Span | None
    age_late: Span | None
    age_until: Span | None
    gap_from: Span | None
    gap: Span | None
    gap_late: Span | None
    in_time: str
    note: str
    source: str
    status: str
    late_source: str
    late_status: str


@dataclass(frozen=True, slots=True)
class Step:
    """A row with its limits: one dose of a series. ``rule`` is the id that comes back in every reason."""

    row: Row
    limits: Limits
    series: str = ""
    opens: str = ""

    @property
    def rule(self) -> str:
        """``polio.2``, or ``imojev/je.2`` for a series that stands in for the programme's."""
        place = f"{self.row.group}.{self.row.dose}"
        return f"{self.series}/{place}" if self.series else place


def read_rows(who: str, path: Path, build: Callable[[Line], Found]) -> tuple[Found, ...]:
    """Every line of a CSV built into a value. Refuses with `DefinitionError`, naming the line."""
    found = []
    for number, line in enumerate(read_list(who, path), start=2):
        try:
            found.append(build(line))
        except KeyError as error:
            raise DefinitionError(who, f"{path.name}: thiếu cột {error}", "thêm cột vào dòng đầu") from None
        except ValueError as error:
            sentence = f"{path.name} dòng {number}: {error}"
            raise DefinitionError(who, sentence, "viết tuổi như «2 months», «6 weeks», «1 year»") from None
    return tuple(found)


def row(line: Line) -> Row:
    """A line of a circular's table."""
    return Row(
        group=line["group"],
        dose=int(line["dose"]),
        title=line["title"],
        antigens=words(line["antigens"]),
        vaccine=line["vaccine"],
        age=span(line["age"]),
        gap=span(line["gap"]),
        note=line["note"],
        source=_source(line),
        status=_status(line),
    )


def limits(line: Line) -> Limits:
    """A line of validity.csv."""
    return Limits(
        group=line["group"],
        dose=int(line["dose"]),
        allowed=words(line["allowed"]),
        gap=span(line["gap"]),
        in_time=line["in_time"],
        note=line["note"],
        late_source=_source(line, "late_"),
        late_status=_status(line, "late_"),
        **_bounds(line),
    )


def alternative(line: Line) -> Step:
    """A line of alternatives.csv: row and limits in one."""
    asked = row({**line, "title": f"{line['title']}: mũi {line['dose']}", "note": line["title"]})
    bounds = Limits(
        group=asked.group,
        dose=asked.dose,
        allowed=words(line["allowed"]),
        gap=None,
        in_time="",
        note=line["title"],
        late_source=_source(line),
        late_status=_status(line),
        **_bounds(line),
    )
    return Step(asked, bounds, line["series"], line["opens"])


def words(text: str) -> tuple[str, ...]:
    """Codes parted by blanks."""
    return tuple(text.split())


def known(who: str, where: str, codes: Iterable[str], among: Mapping[str, Any] | frozenset[str]) -> None:
    """Refuses a code that no list has."""
    for code in codes:
        if code not in among:
            raise DefinitionError(who, f"{where}: không có mã «{code}»", "sửa mã hoặc thêm vào danh mục")


def _bounds(line: Line) -> dict[str, Any]:
    spans = {name: span(line[name]) for name in ("age_from", "age_late", "age_until", "gap_from", "gap_late")}
    return {**spans, "source": _source(line), "status": _status(line)}


def _source(line: Line, which: str = "") -> str:
    found = line[f"{which}source"]
    if not found.strip():
        raise ValueError(f"thiếu nguồn ({which}source)")
    return found


def _status(line: Line, which: str = "") -> str:
    found = line[f"{which}status"]
    if found not in STATUSES:
        raise ValueError(f"{which}status «{found}» không có, chọn {', '.join(STATUSES)}")
    return found
