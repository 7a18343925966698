"""A store follows what stands under another's name: doses of merged records, and everybody by a new schedule."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tram.immunization.api import rebuild_forecasts, record_dose
from tram.immunization.models import ForecastState
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import deed
from tram.kernel.facts.erasure import erase_person
from tram.people.api import register_person
from tram.people.models import Person
from tram.warehouse import log
from tram.warehouse.api import rebuild, update
from tram.warehouse.tests.conftest import AT, World
from tram.warehouse.tests.reading import everything_live, everything_stored

WHO: dict[str, Any] = {"by": SYSTEM, "at": AT}
HERE, DOSES = "03424", "immunization.antigen_doses"


def child(name: str) -> UUID:
    found = register_person(**WHO, full_name=name, commune=HERE, birth="14/02/2026", same_name_is_new=True)
    record_dose(**WHO, person=found.id, vaccine="bcg", day=date(2026, 2, 15))
    return found.id


def merge(person: UUID, into: UUID | None) -> None:
    row = Person.objects.get(pk=person)
    with deed("person.merged", **WHO, person=person, place=HERE) as fact:
        fact.change(row, merged_into_id=into)


def kept_up(world: World) -> None:
    update(world.folder, AT)
    stored, live = everything_stored(world.folder), everything_live()
    assert stored[DOSES] == live[DOSES]
    assert stored == live


def test_a_record_that_changes_hands_changes_both(world: World) -> None:
    one, two, three = child("Một"), child("Hai"), child("Ba")
    rebuild(world.folder, AT)
    for into in (two, three, None):
        merge(one, into)
        kept_up(world)


def test_an_erased_record_takes_what_it_gave_to_another(world: World) -> None:
    one, two = child("Một"), child("Hai")
    merge(one, two)
    rebuild(world.folder, AT)
    erase_person(**WHO, person=one, commune=HERE)
    kept_up(world)


def test_a_store_that_forgets_who_stood_for_whom_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = child("Một"), child("Hai")
    merge(one, two)
    rebuild(world.folder, AT)
    monkeypatch.setattr(log, "_stood_for", lambda *_: set())
    merge(one, None)
    with pytest.raises(AssertionError):
        kept_up(world)


def test_another_schedule_has_everything_read_again(world: World) -> None:
    child("Một")
    ForecastState.objects.update(signature="of long ago")
    rebuild(world.folder, AT)
    rebuild_forecasts(date(2012, 1, 1))
    kept_up(world)
