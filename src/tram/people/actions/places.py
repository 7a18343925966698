"""That a village and a household belong to the commune they are told with."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tram.kernel.refusals import Refusal
from tram.people.models import Household
from tram.places.api import commune as commune_on
from tram.places.api import village as village_on


def refuse_strange_place(commune: str, village: UUID | None, household: UUID | None, day: date) -> None:
    """Refuses a commune not in force, and a village or household of another commune. '' is the nation."""
    if commune and commune_on(commune, day) is None:
        raise Refusal(
            "person.commune_unknown", "Mã xã không có trong danh mục đang dùng. Hãy chọn lại.", {"field": "commune"}
        )
    if village is not None:
        found = village_on(village, day)
        if found is None or found.commune != commune:
            raise Refusal(
                "person.village_elsewhere", "Thôn, bản không thuộc xã này. Hãy chọn lại.", {"field": "village"}
            )
    if household is not None and not Household.objects.filter(pk=household, commune=commune).exists():
        raise Refusal("person.household_elsewhere", "Hộ không thuộc xã này. Hãy chọn lại.", {"field": "household"})
