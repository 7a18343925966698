"""The kernel as a Django app: guards after every migration, guard functions on every connection."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    """Storey 0."""

    name = "tram.kernel"
    label = "kernel"
    verbose_name = "Nền"

    def ready(self) -> None:
        """Hooks the database: plumbing only, no domain flow goes through signals."""
        from tram.kernel.checks import register
        from tram.kernel.refusals import read_with
        from tram.kernel.said import in_words
        from tram.kernel.sqlite import prepare

        register()
        read_with(in_words)
        connection_created.connect(prepare, dispatch_uid="tram.prepare")
        post_migrate.connect(_install_guards, sender=self, dispatch_uid="tram.guards")


def _install_guards(using: str, **_: Any) -> None:
    from tram.kernel.guards import install

    install(connections[using])
