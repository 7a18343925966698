"""What goes out as FHIR comes in again as it was: exported, brought into an empty record, exported again, the same."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from django.db import transaction

from tram.exchange.api import import_fhir
from tram.exchange.export.collect import TYPES
from tram.exchange.schema import faults
from tram.exchange.tests import world
from tram.exchange.tests.histories import child, comparable, exported
from tram.kernel.actors import SYSTEM
from tram.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
CHILDREN = 12


@pytest.mark.parametrize("seed", range(3))
def test_export_import_export_is_the_same_but_for_ids(seed: int, tmp_path: Path) -> None:
    chance, empty = Random(seed), transaction.savepoint()
    first = exported([child(chance) for _ in range(CHILDREN)])
    for resource in first:
        assert not faults(json.loads(json.dumps(resource))), resource
    assert {resource["resourceType"] for resource in first} == set(TYPES)
    transaction.savepoint_rollback(empty)
    assert not Person.objects.exists()
    path = world.write(tmp_path / "out.ndjson.gz", first)
    report = import_fhir(by=SYSTEM, at=world.AT, paths=[path], commune=world.HERE)
    assert (report.total.read, report.total.refused) == (len(first), 0), report.faults
    again = exported(Person.objects.order_by("id").values_list("id", flat=True))
    assert comparable(again) == comparable(first)
