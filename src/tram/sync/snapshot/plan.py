"""How each table is read for a snapshot: its columns, what they become, and which tables must go before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from django.db import connection, models

from tram.kernel.facts.columns import tables
from tram.kernel.facts.payload import plain
from tram.kernel.facts.pieces import INSTANT, ROW, STAMP, VALUE, Told, microseconds
from tram.kernel.ids import IdField
from tram.kernel.models import Fork, Version

AT_ONCE = 500
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A table: its columns in the order they are read (the row's id first), their kinds and converters.

    ``person`` and ``place`` are columns, None when the table has none. ``points`` says which place of a row holds the
    id of a row of which table.
    """

    table: str
    room: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    converts: tuple[Callable[[Any], Any], ...]
    select: str
    person: str | None
    place: str | None
    points: tuple[tuple[int, str], ...]

    def told(self, rows: Sequence[Row]) -> list[Told]:
        """The rows by columns, as a piece takes them."""
        columns = zip(*rows, strict=True)
        return [
            (name, kind, _converted(values, convert))
            for name, kind, convert, values in zip(self.names, self.kinds, self.converts, columns, strict=True)
        ]


def _converted(values: Sequence[Any], convert: Callable[[Any], Any]) -> list[Any]:
    seen = {value: None if value is None else convert(value) for value in set(values)}
    return [seen[value] for value in values]


def record_plans() -> dict[str, Plan]:
    """Every record table; a table stands after all it points to."""
    return _record_plans(connection.vendor)


def version_plan() -> Plan:
    """The table of versions."""
    return _plan(Version, connection.vendor)


def fork_plan() -> Plan:
    """The table of forks."""
    return _plan(Fork, connection.vendor)


def read(plan: Plan, where: str, params: Sequence[Any] = ()) -> list[Row]:
    """The rows of a table that fulfil a condition."""
    with connection.cursor() as cursor:
        cursor.execute(f"{plan.select} WHERE {where}", params)
        found: list[Row] = cursor.fetchall()
        return found


def read_by(plan: Plan, column: str, ids: Iterable[bytes]) -> Iterator[Row]:
    """The rows whose column holds one of these ids."""
    wanted = stored_all(ids)
    for start in range(0, len(wanted), AT_ONCE):
        where, params = among(f'"{column}"', wanted[start : start + AT_ONCE])
        yield from read(plan, where, params)


def read_points(plan: Plan, where: str, params: Sequence[Any] = ()) -> dict[bytes, list[tuple[str, bytes]]]:
    """For the rows that fulfil a condition: the (table, row) each points to."""
    columns = ", ".join(f'"{name}"' for name in ("id", *(plan.names[at] for at, _ in plan.points)))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{plan.table}" WHERE {where}', params)  # noqa: S608 - names of models
        return {
            bare(row): [
                (to, bare(each)) for (_, to), each in zip(plan.points, targets, strict=True) if each is not None
            ]
            for row, *targets in cursor.fetchall()
        }


def ids_of(sql: str, params: Sequence[Any] = ()) -> list[bytes]:
    """The ids a question answers with."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [bare(row) for (row,) in cursor.fetchall()]


def among(expression: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """(condition, parameters) for being one of some values."""
    if connection.vendor == "postgresql":
        return f"{expression} = ANY(%s)", [list(values)]
    return f"{expression} IN ({', '.join(['%s'] * len(values))})", list(values)


def stored_all(rows: Iterable[bytes]) -> list[Any]:
    """Ids as parameters."""
    return list(rows) if connection.vendor == "sqlite" else [UUID(bytes=row) for row in rows]


def bare(row: Any) -> bytes:
    """An id as it was read, as bytes."""
    return row if isinstance(row, bytes) else bytes(row.bytes)


@cache
def _record_plans(vendor: str) -> dict[str, Plan]:
    plans = {name: _plan(kind.model, vendor) for name, kind in tables().items()}
    order = TopologicalSorter({name: {to for _, to in plan.points} - {name} for name, plan in plans.items()})
    return {name: plans[name] for name in order.static_order()}


@cache
def _plan(model: type[models.Model], vendor: str) -> Plan:  # noqa: ARG001 - converters differ by kind of database
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
    fields.sort(key=lambda field: not field.primary_key)
    known = tables().get(model._meta.db_table)
    points = dict(known.references) if known else {}
    names = tuple(field.attname for field in fields)
    person = getattr(model, "PERSON_COLUMN", None)
    place = getattr(model, "PLACE_COLUMN", None)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return Plan(
        table=model._meta.db_table,
        room=model._meta.app_label,
        names=names,
        kinds=tuple(_kind(field) for field in fields),
        converts=tuple(_convert(field) for field in fields),
        select=f'SELECT {columns} FROM "{model._meta.db_table}"',  # noqa: S608 - names come from models
        person=known.columns.get(person, person) if known and person else None,
        place=known.columns.get(place, place) if known and place else None,
        points=tuple((names.index(name), target) for name, target in points.items()),
    )


def _kind(field: Any) -> str:
    target = field.target_field if field.is_relation else field
    if isinstance(target, IdField):
        return ROW
    if field.name == "stamp":
        return STAMP
    return INSTANT if isinstance(target, models.DateTimeField) else VALUE


def _convert(field: Any) -> Callable[[Any], Any]:
    """A value as the driver gives it, as a piece takes it: through Django's own converters."""
    kind = _kind(field)
    if kind == ROW:
        return bare
    column = field.get_col(field.model._meta.db_table)
    converters = connection.ops.get_db_converters(column) + column.get_db_converters(connection)

    def convert(value: Any) -> Any:
        for each in converters:
            value = each(value, column, connection)
        return microseconds(value) if kind == INSTANT else plain(value)

    return convert
