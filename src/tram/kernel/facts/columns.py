"""Values as JSON has them, back into columns: checked, because whoever sent them may have sent anything."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from tram.kernel.ids import IdField
from tram.kernel.records import Record

Convert = Callable[[Any], Any]
BAD = (KeyError, ValueError, TypeError, InvalidOperation, AttributeError, OverflowError)
LARGEST_TEXT = 4 * 1024 * 1024


class BadValueError(ValueError):
    """A value that its column cannot take; ``str()`` names the column, never the value."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is needed to write a table: its statements, a converter for each column, an empty row, where it points."""

    model: type[Record]
    name: str
    columns: dict[str, str]
    converts: dict[str, Convert]
    positions: dict[str, int]
    empty: list[Any]
    references: tuple[tuple[str, str], ...]
    insert: str
    copy: str
    stored: Callable[[UUID], Any]
    person: str | None

    def new(self, row: UUID, stamp: int, values: Mapping[str, Any]) -> list[Any]:
        """The parameters that insert a row. Raises ``BadValueError``."""
        found, name = self.empty.copy(), ""
        found[0], found[1] = self.stored(row), stamp
        try:
            for name, value in values.items():
                if value is not None:
                    found[self.positions[name]] = self.converts[name](value)
        except BAD as error:
            raise BadValueError(name) from error
        return found

    def changed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """(column → parameter) of a change. Raises ``BadValueError``."""
        found, name = {}, ""
        try:
            for name, value in values.items():
                found[self.columns[name]] = None if value is None else self.converts[name](value)
        except BAD as error:
            raise BadValueError(name) from error
        return found


def table(name: str) -> Table | None:
    """The record table of that name on this connection's kind of database; None when this program has none."""
    return _tables(connection.vendor).get(name)


def table_of(name: str) -> Table:
    """The record table of that name. Raises ``LookupError`` when this program has none."""
    found = table(name)
    if found is None:
        raise LookupError(name)
    return found


def tables() -> Mapping[str, Table]:
    """Every record table, for this connection's kind of database."""
    return _tables(connection.vendor)


def change(kind: Table, row: UUID, values: Mapping[str, Any], stamp: int) -> None:
    """Writes new values (as JSON has them) and the stamp into a row. Raises ``BadValueError``."""
    found = kind.changed(values)
    names = ", ".join(f'"{column}" = %s' for column in [*found, "stamp"])
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{kind.name}" SET {names} WHERE id = %s',  # noqa: S608 - names come from models
            [*found.values(), stamp, kind.stored(row)],
        )


@cache
def _tables(vendor: str) -> dict[str, Table]:
    return {m._meta.db_table: _table(m, vendor) for m in apps.get_models() if issubclass(m, Record)}


def _table(model: type[Record], vendor: str) -> Table:
    fields = [field for field in model._meta.concrete_fields if field.name not in {"id", "stamp"}]
    names = ", ".join(f'"{column}"' for column in ["id", "stamp", *(field.column for field in fields)])
    into = f'"{model._meta.db_table}" ({names})'
    return Table(
        model=model,
        name=model._meta.db_table,
        columns={field.attname: str(field.column) for field in fields},
        converts={field.attname: _converter(field, vendor) for field in fields},
        positions={field.attname: number for number, field in enumerate(fields, start=2)},
        empty=[None, 0, *(_default(field) for field in fields)],
        references=tuple(
            (field.attname, field.related_model._meta.db_table)
            for field in fields
            if field.related_model is not None
            and issubclass(field.related_model, Record)
            and getattr(field, "db_constraint", True)
        ),
        insert=f"INSERT INTO {into} VALUES ({', '.join(['%s'] * (len(fields) + 2))})",  # noqa: S608 - names of models
        copy=f"COPY {into} FROM STDIN",
        stored=_stored(vendor),
        person=model.PERSON_COLUMN,
    )


def _stored(vendor: str) -> Callable[[UUID], Any]:
    """How a row id goes into this kind of database."""
    return (lambda row: row.bytes) if vendor == "sqlite" else (lambda row: row)


def _default(field: models.Field[Any, Any]) -> Any:
    """What a new row has in a column it does not mention: nothing, an empty word, or the column's default."""
    if field.null:
        return None
    if isinstance(field, (models.CharField, models.TextField)) and (field.blank or not field.has_default()):
        return ""
    if not field.has_default():
        return None
    return field.get_db_prep_save(field.get_default(), connection)


def _converter(field: Any, vendor: str) -> Convert:
    target: Any = field.target_field if field.is_relation else field
    if isinstance(target, IdField):
        return _id_bytes if vendor == "sqlite" else _id
    if isinstance(target, (models.CharField, models.TextField)):
        return _text(target.max_length or LARGEST_TEXT, field.choices)
    for kind, convert in (_SQLITE if vendor == "sqlite" else _OTHER).items():
        if isinstance(target, kind):
            return convert
    raise TypeError(f"{field} cannot travel")


def _text(longest: int, choices: Any) -> Convert:
    allowed = {str(key) for key, _label in choices} if choices else None

    def convert(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or "\0" in value:
            raise ValueError
        if allowed is not None and value and value not in allowed:
            raise ValueError
        return value

    return convert


def _id(value: Any) -> UUID:
    return UUID(bytes=_id_bytes(value))


def _id_bytes(value: Any) -> bytes:
    if len(value) != 32:
        raise ValueError
    return bytes.fromhex(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -(1 << 63) <= value < 1 << 63:
        raise ValueError
    return value


def _natural(value: Any) -> int:
    if _whole(value) < 0:
        raise ValueError
    return int(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _day(value: Any) -> date:
    return date.fromisoformat(value)


def _day_text(value: Any) -> str:
    return date.fromisoformat(value).isoformat()


def _instant(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError
    return found


def _instant_text(value: Any) -> str:
    if value.endswith("+00:00") and _instant(value):
        return str(value[:-6].replace("T", " "))
    return str(_instant(value).astimezone(UTC).replace(tzinfo=None))


def _number(value: Any) -> Decimal:
    found = Decimal(value)
    if not isinstance(value, (str, int)) or isinstance(value, bool) or not found.is_finite():
        raise ValueError
    return found


def _number_text(value: Any) -> str:
    return str(_number(value))


def _bytes(value: Any) -> bytes:
    return base64.b64decode(value, validate=True)


_OTHER: dict[type[models.Field[Any, Any]], Convert] = {
    models.DateTimeField: _instant,
    models.DateField: _day,
    models.DecimalField: _number,
    models.BooleanField: _truth,
    models.PositiveIntegerField: _natural,
    models.PositiveSmallIntegerField: _natural,
    models.IntegerField: _whole,
    models.BinaryField: _bytes,
}
_SQLITE = _OTHER | {
    models.DateTimeField: _instant_text,
    models.DateField: _day_text,
    models.DecimalField: _number_text,
}
