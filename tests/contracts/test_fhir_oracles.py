"""FHIR that others made, when it lies beside the repository: taken in whole, accounted for, and twice the same."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tram.encounters.models import Observation, Visit
from tram.exchange.api import Report, import_fhir
from tram.exchange.export.collect import resources
from tram.exchange.models import Received
from tram.exchange.schema import faults
from tram.immunization.api import vaccines
from tram.immunization.models import Dose
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
        assert Dose.objects.filter(person=person, facility__isnull=False).exists()
    assert not Received.objects.exclude(pending="").exists()
    kept = Received.objects.filter(resource_type="Immunization", state="kept").values_list("why", flat=True)
    assert set(kept) <= {"Vắc xin này chưa có trong danh mục của Trạm"}


def test_vaccinations_of_others_go_out_again_valid_and_each_once() -> None:
    """Every dose that came in is in what goes out, under its own vaccine and day; R4's schema takes every resource."""
    take(FHIR / "synthea_bundles")
    people = list(Person.objects.values_list("id", flat=True))
    found = list(resources(people, AT, {}))
    assert not [fault for resource in found for fault in faults(json.loads(json.dumps(resource)))]
    out = Counter((one["vaccineCode"]["text"], one["occurrenceDateTime"][:10]) for one in found if _is_dose(one))
    rows = Dose.objects.values_list("vaccine", "day")
    assert out == Counter((vaccines()[vaccine].name_vi, day.isoformat()) for vaccine, day in rows)


def _is_dose(resource: dict[str, Any]) -> bool:
    return bool(resource["resourceType"] == "Immunization" and resource["status"] == "completed")
