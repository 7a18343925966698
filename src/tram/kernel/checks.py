"""Start-up checks: foreign keys point down or sideways in the house, records say whose they are, nothing cascades."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.core.checks import register as register_check
from django.db import models

from tram.kernel.records import Record

STOREYS = (
    ("kernel",),
    ("places",),
    ("people",),
    ("supply", "workforce"),
    ("encounters",),
    ("referral", "surveillance", "immunization", "maternal_child", "chronic", "community"),
    ("claims",),
    ("warehouse",),
    ("reports", "planning", "finance"),
    ("exchange", "sync", "directives"),
    ("authoring",),
    ("web", "api", "portal", "village"),
)
STOREY = {room: level for level, rooms in enumerate(STOREYS) for room in rooms}


def register() -> None:
    """Registers the checks with Django's system check framework."""
    register_check(foreign_keys_point_down)
    register_check(records_say_whose_they_are)


def foreign_keys_point_down(**_: Any) -> list[CheckMessage]:
    """tram.E001: a foreign key to a higher storey or a neighbour. tram.E002: an accessor into another room."""
    return [fault for model in _rooms_models() for fault in _foreign_keys(model)]


def records_say_whose_they_are(**_: Any) -> list[CheckMessage]:
    """tram.E003: a record table names its commune and person columns truly."""
    faults: list[CheckMessage] = []
    for model in _rooms_models():
        if not issubclass(model, Record):
            continue
        names = {name for field in model._meta.concrete_fields for name in (field.name, field.attname)}
        absent = {model.PLACE_COLUMN, model.PERSON_COLUMN} - names - {None}
        faults += [Error(f"{model.__name__} has no column {name}", obj=model, id="tram.E003") for name in absent]
    return faults


def _rooms_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in STOREY]


def _foreign_keys(model: type[models.Model]) -> Iterator[CheckMessage]:
    here = model._meta.app_label
    for field in model._meta.concrete_fields:
        target: Any = field.related_model
        if target is None or target == model:
            continue
        there = target._meta.app_label
        if there != here and STOREY.get(there, -1) >= STOREY[here]:
            yield Error(f"{model.__name__}.{field.name} points up to {there}", obj=model, id="tram.E001")
        remote: Any = field.remote_field
        if there != here and remote.related_name != "+":
            yield Error(f"{model.__name__}.{field.name}: related_name must be '+'", obj=model, id="tram.E002")
        if remote.on_delete is not models.PROTECT:
            yield Error(f"{model.__name__}.{field.name}: on_delete must be PROTECT", obj=model, id="tram.E004")
