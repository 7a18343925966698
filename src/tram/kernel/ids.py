"""Row identity: UUID version 7, so that stations working apart never collide and rows sort by when they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import uuid_utils
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

if TYPE_CHECKING:
    from django.db.models import UUIDField as _UuidField  # typed alike; stored otherwise
else:
    _UuidField = models.Field


def uuid7() -> UUID:
    """A new time-ordered identifier (RFC 9562)."""
    return UUID(int=uuid_utils.uuid7().int)


def as_uuid(value: object) -> UUID | None:
    """The value as a UUID; None when it is none (a mistyped address is an ordinary answer, not an error)."""
    if isinstance(value, UUID):
        return value
    if isinstance(value, bytes):
        return UUID(bytes=value) if len(value) == 16 else None
    try:
        return UUID(str(value))
    except ValueError:
        return None


class IdField(_UuidField):  # type: ignore[type-arg]
    """A UUID column: ``uuid`` on PostgreSQL, 16 bytes on SQLite (Django's own takes 32 characters there)."""

    description = "UUID"
    empty_strings_allowed = False

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The column type of this database."""
        return "uuid" if connection.vendor == "postgresql" else "blob"

    def rel_db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The type of a foreign key to this column."""
        return self.db_type(connection)

    def from_db_value(self, value: Any, expression: Expression, connection: BaseDatabaseWrapper) -> UUID | None:
        """A stored value as UUID; None for NULL."""
        return UUID(bytes=bytes(value)) if isinstance(value, (bytes, memoryview)) else value

    def to_python(self, value: Any) -> UUID | None:
        """A typed value as UUID. Refuses what is none."""
        if value is None or isinstance(value, UUID):
            return value
        found = as_uuid(value)
        if found is None:
            raise ValidationError("Mã không đúng dạng.", code="invalid")
        return found

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """The value as this database stores it."""
        found = self.to_python(value)
        if found is None:
            return None
        return found if connection.vendor == "postgresql" else found.bytes

    def value_to_string(self, obj: models.Model) -> str:
        """The value in text form, for serializers."""
        value = self.value_from_object(obj)
        return "" if value is None else str(value)
