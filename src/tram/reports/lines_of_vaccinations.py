"""Lines of the vaccination registers: one person, a cell for each dose of the schedule. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from tram.reports.lines_of_people import PersonLine

CELLS: tuple[tuple[str, int], ...] = (
    ("hepb0", 1), ("bcg", 1), ("pertussis", 1), ("pertussis", 2), ("pertussis", 3), ("polio", 1), ("polio", 2),
    ("polio", 3), ("ipv", 1), ("ipv", 2), ("rota", 1), ("rota", 2), ("pcv", 1), ("pcv", 2), ("pcv", 3), ("measles", 1),
    ("measles", 2), ("pertussis", 4), ("je", 1), ("je", 2), ("je", 3), ("td", 1), ("hpv", 1), ("hpv", 2),
    ("tetanus-women", 1), ("tetanus-women", 2), ("tetanus-women", 3), ("tetanus-women", 4), ("tetanus-women", 5),
)  # fmt: skip
FULLY: tuple[tuple[str, int], ...] = (
    ("bcg", 1), ("pertussis", 3), ("hepb", 3), ("hib", 3), ("polio", 3), ("measles", 1),
)  # fmt: skip


class Shot(Protocol):
    """A dose: its vaccine as written, its day, and the number it counts as for each antigen."""

    @property
    def vaccine(self) -> str:
        """Its vaccine in a nurse's words."""

    @property
    def day(self) -> date:
        """When it was given."""

    @property
    def counts_as(self) -> Sequence[tuple[str, int]]:
        """Antigen and number, for each it counts for."""


@dataclass(frozen=True, slots=True)
class VaccinationLine(PersonLine):
    """A person with a cell a dose (its day when it counts), doses outside the cells, and what was said beside them.

    ``complete_on``: the day the doses asked for in the first year were all there; None before that.
    """

    caregiver: str
    cells: tuple[date | None, ...]
    other: str
    complete_on: date | None
    pregnancy: str
    note: str

    def row(self) -> Mapping[str, Any]:
        """The line with a column for each dose: ``pertussis_1``, ``tetanus_women_2``."""
        told = asdict(self)
        days = told.pop("cells")
        return {**told, **dict(zip(map(column, CELLS), days, strict=True))}


def column(cell: tuple[str, int]) -> str:
    """What a cell's column is called."""
    antigen, number = cell
    return f"{antigen.replace('-', '_')}_{number}"


def cells(shots: Sequence[Shot]) -> tuple[date | None, ...]:
    """The day of each dose of ``CELLS``; None for those not given, or given and not counted."""
    days = _days(shots)
    return tuple(days.get(cell) for cell in CELLS)


def complete_on(shots: Sequence[Shot]) -> date | None:
    """The day the last of the doses of the first year was given; None while one is missing."""
    days = _days(shots)
    found = [days.get(one) for one in FULLY]
    return None if None in found else max(day for day in found if day)


def other_shots(shots: Sequence[Shot]) -> str:
    """Doses that count for nothing the cells ask: ``Dại 05/10/2026``."""
    told = [one for one in shots if one.counts_as and not set(one.counts_as) & set(CELLS)]
    return "; ".join(f"{one.vaccine} {one.day:%d/%m/%Y}" for one in told)


def not_counted(shots: Sequence[Shot]) -> list[str]:
    """Doses that count for nothing: ``Không tính: Sởi 05/10/2026``."""
    told = [f"{one.vaccine} {one.day:%d/%m/%Y}" for one in shots if not one.counts_as]
    return [_("Không tính: %(doses)s") % {"doses": ", ".join(told)}] if told else []


def pregnancy(known: Sequence[tuple[date, date | None, date | None]], start: date, end: date) -> str:
    """The last pregnancy that lay in the days of the book: ``dự sinh 05/03/2027``, ``kết thúc 05/10/2026``."""
    here = [one for one in known if one[0] <= end and (one[1] is None or one[1] >= start)]
    if not here:
        return ""
    _begun, ended, due = here[-1]
    if ended is not None and ended <= end:
        return _("kết thúc %(day)s") % {"day": f"{ended:%d/%m/%Y}"}
    return _("dự sinh %(day)s") % {"day": f"{due:%d/%m/%Y}"} if due else _("đang có thai")


def _days(shots: Sequence[Shot]) -> dict[tuple[str, int], date]:
    found: dict[tuple[str, int], date] = {}
    for one in shots:
        for antigen, number in one.counts_as:
            found.setdefault((antigen, number), one.day)
    return found
