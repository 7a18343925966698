"""The exchange room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import CheckMessage, register


class ExchangeConfig(AppConfig):
    """What comes in from other systems and goes out to them."""

    name = "tram.exchange"
    label = "exchange"
    verbose_name = "Liên thông"

    def ready(self) -> None:
        """Registers the start-up check; the definitions are read when it runs, not before."""
        register(_names_are_whole)


def _names_are_whole(**options: object) -> list[CheckMessage]:
    from tram.exchange.checks import names_are_whole

    return names_are_whole(**options)
