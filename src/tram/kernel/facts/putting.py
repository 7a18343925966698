"""Taking a piece of a snapshot in: rows, versions and forks as they stood, straight into their tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models

from tram.kernel.facts import pieces, versions
from tram.kernel.facts.base import FORKS, VERSIONS, keep_piece
from tram.kernel.facts.columns import BAD, BadValueError, Table, table, table_of
from tram.kernel.facts.insert import COPY_FROM
from tram.kernel.facts.pieces import Sheet
from tram.kernel.facts.projections import follow, followed
from tram.kernel.guards import ALWAYS, writing
from tram.kernel.models import Base, Fork, Version
from tram.kernel.records import Record

AT_ONCE = 500
OWN = ("id", "stamp")


def put_piece(raw: bytes, *, mixed: bool) -> int:
    """Writes the rows of a piece and keeps it as ground of the proof, inside a transaction; returns how many rows.

    ``mixed``: some rows may be here already; those stay as all their versions make them. Raises ``ValueError`` for what
    is no piece, ``BadValueError`` (its words name the column) for a table, column or value this program cannot take,
    ``IntegrityError`` for what the database refuses. It must not be in a savepoint: in one, because of the guards,
    SQLite keeps a copy of every page for every row and takes five times as long.
    """
    sheets = pieces.read(raw)
    with writing(connection, *ALWAYS):
        _put(sheets, _here(sheets) if mixed else frozenset())
    keep_piece((Base.objects.aggregate(models.Max("number"))["number__max"] or 0) + 1, raw)
    return sum(sheet.count for sheet in _records(sheets))


def _put(sheets: Sequence[Sheet], here: Collection[bytes]) -> None:
    for sheet in _records(sheets):
        _insert(sheet, here)
    _versions(sheets, here)
    follow([row for sheet in _records(sheets) for row in _shadows(sheet, table_of(sheet.table))])


def _records(sheets: Sequence[Sheet]) -> Iterator[Sheet]:
    return (sheet for sheet in sheets if sheet.table not in {VERSIONS, FORKS})


def _insert(sheet: Sheet, here: Collection[bytes]) -> None:
    kind = table(sheet.table)
    if kind is None:
        raise BadValueError(sheet.table)
    lines: Sequence[tuple[Any, ...]] = list(zip(*_columns(sheet, kind), strict=True))
    if here:
        lines = [line for line, row in zip(lines, sheet.column("id").values(), strict=True) if row not in here]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(lines) >= COPY_FROM:
            with cursor.copy(kind.copy) as stream:
                for line in lines:
                    stream.write_row(line)
        else:
            cursor.executemany(kind.insert, lines)


def _columns(sheet: Sheet, kind: Table) -> Iterator[Sequence[Any]]:
    """The table's columns as parameters: each different value is checked once."""
    told = {column.name: column for column in sheet.columns}
    strange = told.keys() - kind.converts.keys() - set(OWN)
    if strange:
        raise BadValueError(f"{kind.name}.{min(strange)}")
    yield [kind.stored(UUID(bytes=row)) for row in sheet.column("id").values()]
    yield sheet.column("stamp").values()
    for name, convert in kind.converts.items():
        column = told.get(name)
        empty = kind.empty[kind.positions[name]]
        try:
            yield [empty] * sheet.count if column is None else column.plain(convert, empty)
        except BAD as error:
            raise BadValueError(f"{kind.name}.{name}") from error


def _versions(sheets: Sequence[Sheet], here: Collection[bytes]) -> None:
    told = [row for sheet in sheets if sheet.table == VERSIONS for row in sheet.rows()]
    known = _known(here)
    fresh = [Version(**row | {"row": UUID(row["row"]), "node": UUID(row["node"])}) for row in told]
    versions.keep([version for version in fresh if (version.row, version.node, version.seq) not in known])
    forks = [row for sheet in sheets if sheet.table == FORKS for row in sheet.rows()]
    Fork.objects.bulk_create(_fork(row) for row in forks if bytes.fromhex(row["row"]) not in here)
    again = {version.row: table_of(version.table) for version in fresh if version.row.bytes in here}
    versions.settle(again)


def _fork(told: dict[str, Any]) -> Fork:
    person = told.get("person")
    return Fork(**told | {"row": UUID(told["row"]), "person": UUID(person) if person else None})


def _known(here: Collection[bytes]) -> set[tuple[UUID, UUID, int]]:
    ids = [UUID(bytes=row) for row in here]
    found: set[tuple[UUID, UUID, int]] = set()
    for start in range(0, len(ids), AT_ONCE):
        rows = Version.objects.filter(row__in=ids[start : start + AT_ONCE])
        found.update(rows.values_list("row", "node", "seq"))
    return found


def _here(sheets: Sequence[Sheet]) -> frozenset[bytes]:
    """Those of the rows that this machine has."""
    found: set[bytes] = set()
    for sheet in _records(sheets):
        ids = [UUID(bytes=row) for row in sheet.column("id").values()]
        for start in range(0, len(ids), AT_ONCE):
            rows: models.QuerySet[Record] = models.QuerySet(table_of(sheet.table).model)
            held = rows.filter(pk__in=ids[start : start + AT_ONCE]).values_list("pk", flat=True)
            found.update(row.bytes for row in held)
    return frozenset(found)


def _shadows(sheet: Sheet, kind: Table) -> Iterator[Record]:
    """The rows' ids and whom they are about, if somebody follows the table: what projections ask for."""
    if not followed(kind.model):
        return
    person = kind.model.PERSON_COLUMN or "id"
    for row, about in zip(sheet.column("id").values(), sheet.column(person).values(), strict=True):
        shadow = kind.model.__new__(kind.model)
        shadow.__dict__.update({person: about and UUID(bytes=about), "id": UUID(bytes=row)})
        yield shadow
