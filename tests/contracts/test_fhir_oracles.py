"""FHIR that others made, when it lies beside the repository: taken in whole, accounted for, and twice the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tram.encounters.models import Observation, Visit
from tram.exchange.api import Report, import_fhir, received_for
from tram.exchange.models import Received
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import verify
from tram.people.models import Person

FHIR = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "fhir"
AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not FHIR.is_dir(), reason="FHIR oracles: put shared/ beside the repository"),
]


def take(*paths: Path) -> Report:
    report = import_fhir(by=SYSTEM, at=AT, paths=list(paths), commune="03175")
    total = report.total
    assert total.read == total.new_used + total.new_kept + total.changed + total.same + total.refused
    return report


@pytest.mark.parametrize(
    ("folder", "read", "people"),
    [("synthea_bundles", 18_339, 30), ("bulk_10_patients", 7_160, 13), ("ips_examples/validated", 396, 7)],
)
def test_every_resource_is_accounted_for_and_a_second_import_changes_nothing(
    folder: str, read: int, people: int
) -> None:
    """The ten patient summaries are of seven people: three come twice, under other ids or the same."""
    first = take(FHIR / folder)
    assert (first.total.read, first.total.refused, first.files_refused) == (read, 0, 0)
    assert Person.objects.count() == people
    assert Received.objects.count() == read - first.total.same - first.total.changed
    second = take(FHIR / folder).total
    assert (second.same, second.new_used + second.new_kept + second.changed + second.refused) == (read, 0)
    assert verify(rows=True).holds


def test_each_synthetic_patient_has_visits_observations_and_vaccinations() -> None:
    take(FHIR / "synthea_bundles")
    for person in Person.objects.all():
        assert Visit.objects.filter(person=person, facility__isnull=False, examiner__isnull=False).exists()
        assert Observation.objects.filter(person=person, visit__isnull=False).exists()
        found = received_for(SYSTEM, person.id, resource_type="Immunization")
        assert found.rows
        assert all(row.title and row.day for row in found.rows)
    assert not Received.objects.exclude(pending="").exists()
