"""Gives bà Lan of the cast a record of two thousand visits (once) and prints her id."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")
VISITS = 2000


def main() -> None:
    import django

    django.setup()
    from tram.encounters.api import DiagnosisInput, record_checked_visit
    from tram.encounters.models import Visit
    from tram.kernel.actors import SYSTEM
    from tram.kernel.facts import batch
    from tram.people.models import Person

    lan = Person.objects.get(commune="03424", search_key="lo thi lan", birth_date="1961-03-12")
    latest = Visit.objects.filter(person=lan).latest("day")
    begin = datetime(2019, 1, 1, 1, tzinfo=UTC)
    with batch(500):
        for number in range(VISITS - Visit.objects.filter(person=lan).count()):
            record_checked_visit(
                by=SYSTEM, at=begin, person=lan.id, commune="03424", facility=latest.facility_id,
                started_at=begin + timedelta(days=number), reason="Tái khám",
                vitals={"8480-6": Decimal(138), "8462-4": Decimal(84)},
                diagnoses=[DiagnosisInput("I10", display="Bệnh lý tăng huyết áp")],
            )  # fmt: skip
    print(lan.id)


if __name__ == "__main__":
    main()
