"""Addresses of claims on their way, under /bhyt/: what must be done, and months with the insurer."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.claims.pages.sending import balance, work

urlpatterns: list[URLPattern] = [
    path("viec/", work.listed, name="work"),
    path("viec/<uuid:claim>/gui-lai/", work.again, name="work_again"),
    path("viec/<uuid:claim>/thoi/", work.stop, name="work_stop"),
    path("doi-chieu/", balance.latest, name="balances"),
    path("doi-chieu/<int:year>-<int:month>/", balance.of_month, name="balance"),
    path("doi-chieu/<int:year>-<int:month>/tra/", balance.paid, name="balance_paid"),
    path("doi-chieu/tra/<uuid:payment>/huy/", balance.not_paid, name="balance_not_paid"),
]
