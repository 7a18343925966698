"""The exchange room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What comes in from other systems and goes out to them."""

    name = "tram.exchange"
    label = "exchange"
    verbose_name = "Liên thông"
