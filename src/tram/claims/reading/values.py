"""The cells of a row as values; what cannot be one is refused with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from tram.claims.format import Row, day_of, number_of, time_of
from tram.claims.reading.model import Unfit
from tram.kernel.text import nfc

ZERO, MOST = Decimal(0), Decimal(10) ** 9
FIRST_YEAR, LAST_YEAR = 1990, 2200  # no claim is older; later days are slips of the pen


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table with where it stands. ``line`` counts from 1."""

    table: str
    line: int
    row: Row

    def text(self, name: str, most: int | None = None) -> str:
        """The words of a field, blanks put in order, cut to ``most`` signs."""
        words = " ".join(nfc(self.row.get(name) or "").split())
        return words if most is None else words[:most]

    def needed(self, name: str) -> str:
        """The words of a field that must have some."""
        words = self.text(name)
        if not words:
            raise self.unfit(name, _("%(field)s để trống.") % {"field": name})
        return words

    def codes(self, name: str) -> tuple[str, ...]:
        """Several codes parted by ";"; empty ones left out."""
        return tuple(part.strip() for part in self.text(name).split(";") if part.strip())

    def each(self, name: str) -> tuple[str, ...]:
        """Parts of a field parted by ";", empty ones kept in their place."""
        words = self.text(name)
        return tuple(part.strip() for part in words.split(";")) if words else ()

    def number(self, name: str) -> Decimal | None:
        """The number of a field; None when it is empty. Refuses what is none, negative or too large."""
        words = self.text(name)
        if not words:
            return None
        value = number_of(words)
        if value is None or value < 0 or value >= Decimal(10) ** 12:
            raise self.unfit(name, _("%(field)s «%(value)s» không phải số.") % {"field": name, "value": words[:40]})
        return value

    def quantity(self, name: str) -> Decimal:
        """How many: to three decimals, 0 when empty. Refuses a thousand million and more."""
        value = (self.number(name) or ZERO).quantize(Decimal("0.001"), ROUND_HALF_UP)
        if value >= MOST:
            raise self.unfit(name, _("%(field)s lớn quá: xem lại số.") % {"field": name})
        return value

    def amount(self, name: str) -> Decimal:
        """The number of a field, 0 when empty, to two decimals."""
        return (self.number(name) or ZERO).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def moment(self, name: str) -> datetime | None:
        """The time of a field; None when it is empty. Refuses what is none."""
        words = self.text(name)
        if not words:
            return None
        found = time_of(words[:12]) if len(words) != len("yyyymmddHHMM") - 2 else None
        if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self._no_day(name, words)
        return found

    def day(self, name: str) -> date | None:
        """The day of a field (of the first of several); None when it is empty. Refuses what is none."""
        words = self.text(name)
        if not words:
            return None
        found = day_of(words)
        if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self._no_day(name, words)
        return found

    def needed_moment(self, name: str) -> datetime:
        """The time of a field that must have one."""
        self.needed(name)
        found = self.moment(name)
        if found is None:
            raise self._no_day(name, "")
        return found

    def unfit(self, name: str, sentence: str) -> Unfit:
        """Why the claim cannot be taken in, with this place."""
        return Unfit(self.table, self.line, name, sentence)

    def _no_day(self, name: str, words: str) -> Unfit:
        return self.unfit(
            name, _("%(field)s «%(value)s» không phải ngày giờ có thật.") % {"field": name, "value": words[:40]}
        )


def rows_of(tables: Mapping[str, tuple[Row, ...]], table: str) -> list[Cells]:
    """The rows of a table, empty where it is absent."""
    return [Cells(table, line, row) for line, row in enumerate(tables.get(table, ()), start=1)]
