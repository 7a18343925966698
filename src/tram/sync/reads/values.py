"""Values of columns in words: places, villages, households by name, codes by what they mean, days as people write."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from tram.immunization.api import circumstances, deferral_reasons, groups, routes, sites, vaccines
from tram.kernel.actors import Actor
from tram.kernel.clock import VN_TZ, today_vn
from tram.kernel.facts.columns import table_of
from tram.kernel.refusals import Refusal
from tram.kernel.said import in_words
from tram.people.api import benefits, ethnic_groups, household, occupations, visible_people
from tram.places.api import facility_names, place_label, village
from tram.workforce.api import staff_by_id

NOTHING = "–"


def _named(listed: Callable[[], Mapping[str, Any]]) -> Callable[[], dict[str, str]]:
    """The Vietnamese names of a list of immunization."""
    return lambda: {code: one.name_vi for code, one in listed().items()}


_LISTS: dict[tuple[str, str], Callable[[], dict[str, str]]] = {
    ("people_person", "ethnicity"): ethnic_groups,
    ("people_person", "occupation"): occupations,
    ("people_cover", "benefit"): benefits,
    ("immunization_dose", "vaccine"): _named(vaccines),
    ("immunization_dose", "site"): _named(sites),
    ("immunization_dose", "route"): _named(routes),
    ("immunization_vaccine_lot", "vaccine"): _named(vaccines),
    ("immunization_circumstance", "code"): _named(circumstances),
    ("immunization_deferral", "group"): _named(groups),
    ("immunization_deferral", "reason"): _named(deferral_reasons),
}


def field_of(table: str, column: str) -> models.Field[Any, Any]:
    """The model's field of a record's column."""
    fields = table_of(table).model._meta.concrete_fields
    return next(field for field in fields if field.attname == column)


def python_value(table: str, column: str, value: Any) -> Any:
    """A value as JSON has it as a deed takes it."""
    if value is None:
        return None
    field = field_of(table, column)
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.to_python(value)


def words(actor: Actor, table: str, column: str, value: Any, at: datetime) -> str:
    """A value as JSON has it, in words; a dash for nothing. Rows the actor may not see have no name."""
    if value in (None, ""):
        return NOTHING
    known = python_value(table, column, value)
    field = field_of(table, column)
    if isinstance(field, models.ForeignKey):
        return _row_words(actor, field.related_model._meta.db_table, known, at)
    if column == "commune":
        return place_label(known, today_vn(at))[0]
    if field.choices:
        return in_words(str(dict(field.flatchoices).get(known, known)))
    if (table, column) in _LISTS:
        return str(_LISTS[table, column]().get(known, known))
    return _plain(known)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(VN_TZ).strftime("%H:%M %d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, bytes):
        return _("%d byte") % len(value)
    return str(value)


def _row_words(actor: Actor, table: str, row: UUID, at: datetime) -> str:
    """The name of a row another points to."""
    found = ""
    if table == "places_village":
        known = village(row)
        found = known.name if known else ""
    elif table == "places_facility":
        found = facility_names([row]).get(row, "")
    elif table == "people_household":
        found = _household_words(actor, row, at)
    elif table == "people_person":
        person = visible_people(actor, [row]).get(row)
        found = person.name if person else ""
    elif table == "workforce_staff_member":
        staff = staff_by_id([row]).get(row)
        found = staff.full_name if staff else ""
    return found or _("(không xem được ở đây)")


def _household_words(actor: Actor, row: UUID, at: datetime) -> str:
    try:
        home = household(actor, row, at)
    except Refusal:
        return ""
    return _("Hộ %s") % (home.head.person.name if home.head else home.code or NOTHING)
