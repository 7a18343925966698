"""Questions about places; each carries a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from tram.places.models import Commune, Facility


def on(day: date) -> Q:
    """Rows valid on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


@lru_cache(maxsize=256)
def communes_of_province(province: str, day: date) -> frozenset[str]:
    """Codes of a province's communes on a day (from published law, so it may be remembered)."""
    return frozenset(Commune.objects.filter(on(day), province_code=province).values_list("code", flat=True))


def communes_of_centre(centre: UUID, day: date) -> frozenset[str]:
    """Codes of the communes whose stations a regional centre leads on a day, its own commune among them."""
    led = Facility.objects.filter(on(day)).filter(Q(parent=centre) | Q(pk=centre))
    return frozenset(led.exclude(commune="").values_list("commune", flat=True))
