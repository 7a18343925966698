"""The people room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Residents, households, cover, family-doctor lists."""

    name = "tram.people"
    label = "people"
    verbose_name = "Người dân"

    def ready(self) -> None:
        """Lets the search index follow the records."""
        from tram.people import search_index  # noqa: F401 - registers its projection
