"""What rooms publish: tables with typed, described columns. Frozen data; the engine knows no table by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tram.engines.expression import Type

PERSON = "person"


@dataclass(frozen=True, slots=True)
class Column:
    """One published column.

    `nullable` is a promise the checker relies on. `codes` (optional) are all codes it can hold. `scale` is the number
    of digits after the comma of a DECIMAL. `sql_name` is its name in the database when that differs. `identifying`
    words could tell who somebody is; a pseudonymous store leaves them empty.
    """

    name: str
    type: Type
    nullable: bool = False
    description_vi: str = ""
    description_en: str = ""
    codes: tuple[str, ...] = ()
    scale: int = 0
    sql_name: str = ""
    identifying: bool = False

    @property
    def physical(self) -> str:
        """The column's name in the database."""
        return self.sql_name or self.name


@dataclass(frozen=True, slots=True)
class Months:
    """Rows kept in files by month of a day: `column` holds "2026-10", or `earlier` before `first` or without a day."""

    day: str
    column: str = "month"
    first: date = date(2020, 1, 1)
    earlier: str = "0000-00"

    def of(self, day: date | None) -> str | None:
        """Where rows of that day lie; None for no day."""
        if day is None:
            return None
        return f"{day:%Y-%m}" if day >= self.first else self.earlier


@dataclass(frozen=True, slots=True)
class Table:
    """One published table: `grain` says in words what a row is, `id_column` tells rows apart.

    `person_column` links rows to a person ("" when they have none), `links` to other subjects by name (`single` names
    those that lead to one row at most), `place_column` narrows to places first. `select` (PostgreSQL's SQL) replaces
    `sql_name` for a reading that is no table; `months` tells of a table whose rows lie in files by month.
    """

    name: str
    sql_name: str
    columns: tuple[Column, ...]
    grain: str = ""
    id_column: str = "id"
    person_column: str = ""
    place_column: str = ""
    links: tuple[tuple[str, str], ...] = ()
    select: str = ""
    single: tuple[str, ...] = ()
    months: Months | None = None

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def link(self, subject: str) -> str | None:
        """The column holding the subject's id ("person" unless other links are published), or None."""
        if subject == PERSON and self.person_column:
            return self.person_column
        return dict(self.links).get(subject)
