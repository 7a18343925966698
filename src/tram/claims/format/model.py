"""What a table of the insurance's files is: fields, tables, layouts of a decision, and what is found wrong in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Row = Mapping[str, str]
Tables = Mapping[str, tuple[Row, ...]]

KINDS = ("text", "number", "date", "datetime", "birth", "day_or_time", "dates", "datetimes")
CHECK_IN = "CHECKIN"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one table under one decision, as the definitions tell it.

    ``kind`` is one of ``KINDS``: text; number (plain digits, at most ``decimals`` after "."); date yyyymmdd; datetime
    yyyymmddHHMM; birth (datetime with unknown parts 00); day_or_time (either); dates and datetimes (several, ";").
    ``length`` is the most signs allowed, None without limit. ``when`` tells when a conditional field must be filled
    (see ``conditions``), "" when the tables alone cannot tell. ``cdata``: free text, written as CDATA.
    ``status`` is official, transcribed or assumed.
    """

    name: str
    kind: str
    length: int | None
    decimals: int
    required: str
    code_list: str
    source: str
    status: str
    note: str
    title: str = ""
    when: str = ""
    cdata: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table: ``path`` is (root,) for one row a document, or (root, list, row) for several. Compared as itself."""

    id: str
    decision: str
    path: tuple[str, ...]
    fields: tuple[Field, ...]
    title: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields, in order."""
        return tuple(one.name for one in self.fields)

    @property
    def single(self) -> bool:
        """True when a document of this table holds exactly one row."""
        return len(self.path) == 1

    def field(self, name: str) -> Field | None:
        """The field of that name; None when the table has none."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Every table under one decision, and the days whose visits it is for (``last`` inclusive, None: still)."""

    decision: str
    tables: Mapping[str, Table]
    first: date
    last: date | None
    title: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file. ``line`` counts the table's rows from 1, 0 for the table or file as a whole.

    ``rule`` is one of file, encoding, table, order, unknown, missing, required, length, type, list, signs.
    """

    table: str
    line: int
    field: str
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CodeName:
    """One row of a code list. ``last`` is inclusive, None while it holds."""

    code: str
    name: str
    first: date
    last: date | None
    status: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """One claim of a file as it stands there: MA_LK, the facility, the day the file was made (None: not told)."""

    number: str
    facility: str
    made_on: date | None
    decision: str
    tables: Tables
    faults: tuple[Fault, ...]
