"""The sync room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """Machines that agree: who they are, what travels between them, what a person must decide."""

    name = "tram.sync"
    label = "sync"
    verbose_name = "Đồng bộ"

    def ready(self) -> None:
        """Lets what the room does at once follow its records."""
        from tram.sync import reactions  # noqa: F401 - they register themselves
