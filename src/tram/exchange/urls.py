"""Addresses of the exchange room, under /nhap/fhir/."""

from __future__ import annotations

from django.urls import path

from tram.exchange.pages import imports, received

app_name = "exchange"

urlpatterns = [
    path("", imports.index, name="import"),
    path("<uuid:run>/", imports.run, name="run"),
    path("<uuid:run>/tien-do/", imports.progress, name="progress"),
    path("<uuid:run>/dung/", imports.stop, name="stop"),
    path("<uuid:run>/loi.csv", imports.faults, name="faults"),
    path("nguoi/<uuid:person>/", received.of_person, name="received"),
    path("tai-nguyen/<uuid:received>/", received.body, name="body"),
]
