"""The claims room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Insurance: cover, money, the claim of a visit, its checks, its way to the insurer and back."""

    name = "tram.claims"
    label = "claims"
    verbose_name = "Bảo hiểm y tế"
