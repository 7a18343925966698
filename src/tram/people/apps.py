"""The people room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Residents, households, cover, family-doctor lists."""

    name = "tram.people"
    label = "people"
    verbose_name = "Người dân"

    def ready(self) -> None:
        """Lets the search index and the overlaps of residences follow the records."""
        from tram.people import residence_overlaps, search_index  # noqa: F401 - they register their projections
