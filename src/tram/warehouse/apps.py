"""The warehouse room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    """Published tables as Parquet files; no tables of its own in the database."""

    name = "tram.warehouse"
    label = "warehouse"
    verbose_name = "Kho số liệu"
