"""What would become of a file's rows, without writing anything: the first ones, their faults, who is likely there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tram.people.residents_file.known import read_commune
from tram.people.residents_file.reading import Sheet
from tram.people.residents_file.run import unfit
from tram.people.rules.residents import Fault, read_resident

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it would be taken: ``fate`` is ``new``, ``known``, ``alike`` or ``refused``."""

    row: int
    cells: tuple[str, ...]
    fate: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows, and counts over the whole file. ``alike`` counts rows like somebody of the commune."""

    lines: tuple[Line, ...]
    total: int
    refused: int
    known: int
    alike: int


def preview(sheet: Sheet, mapping: dict[str, int], commune: str, day: date) -> Preview:
    """Judges every row of the file and shows the first twenty."""
    here = read_commune(commune, day)
    lines = []
    for number, cells in sheet.rows:
        row = read_resident(number, cells, mapping, day)
        faults = row if isinstance(row, list) else unfit(here, row)
        if faults or isinstance(row, list):
            lines.append(Line(number, cells, "refused", tuple(faults)))
        elif here.same(row):
            lines.append(Line(number, cells, "known"))
        else:
            lines.append(Line(number, cells, "alike" if here.alike(row) else "new"))
    fates = [line.fate for line in lines]
    return Preview(tuple(lines[:SHOWN]), len(lines), fates.count("refused"), fates.count("known"), fates.count("alike"))
