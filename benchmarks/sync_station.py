"""A station for measuring: people, then single measurements or whole visits as facts. A step of ``sync.py``.

``sync_station.py people N`` · ``measurements FILE`` · ``visits N YEARS``; TRAM_HOME names the station.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
COMMUNE = "03424"
AT_ONCE = 1000


def people(number: int) -> list[UUID]:
    """Registers people by the deed; their ids."""
    from tram.kernel.actors import SYSTEM
    from tram.kernel.facts import batch
    from tram.people.api import register_person

    with batch(AT_ONCE):
        return [
            register_person(
                by=SYSTEM, at=AT, full_name=f"Lò Văn Thử {each}", commune=COMMUNE, birth="1960", check_duplicates=False
            ).id
            for each in range(number)
        ]


def measurements(records: Sequence[dict[str, Any]]) -> None:
    """Each record as a fact of its own with one row: what another library replicates as one document."""
    from tram.encounters.models import Observation
    from tram.kernel.actors import SYSTEM
    from tram.kernel.facts import batch, deed

    with batch(AT_ONCE):
        for told in records:
            at, person = datetime.fromisoformat(told["at"]), UUID(told["person_id"])
            with deed("measurement.recorded", by=SYSTEM, at=AT, person=person, place=COMMUNE) as fact:
                fact.add(_observation(Observation, told, person, at))


def _observation(model: Any, told: dict[str, Any], person: UUID, at: datetime) -> Any:
    copied = {name: told[name] for name in ("commune", "status", "system", "code", "unit")}
    number, day = Decimal(told["number"]), date.fromisoformat(told["day"])
    return model(id=UUID(told["_id"]), person_id=person, at=at, day=day, number=number, **copied)
