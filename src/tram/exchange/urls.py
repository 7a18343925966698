"""Addresses of the exchange room, under /nhap/: FHIR, and aggregate numbers."""

from __future__ import annotations

from django.urls import path

from tram.exchange.pages import imports, received, vaccinations, values

app_name = "exchange"

urlpatterns = [
    path("so-lieu/", values.index, name="values"),
    path("fhir/", imports.index, name="import"),
    path("fhir/<uuid:run>/", imports.run, name="run"),
    path("fhir/<uuid:run>/tien-do/", imports.progress, name="progress"),
    path("fhir/<uuid:run>/dung/", imports.stop, name="stop"),
    path("fhir/<uuid:run>/loi.csv", imports.faults, name="faults"),
    path("fhir/nguoi/<uuid:person>/", received.of_person, name="received"),
    path("fhir/nguoi/<uuid:person>/tiem-chung.json", vaccinations.bundle, name="person_bundle"),
    path("fhir/nguoi/<uuid:person>/khuyen-nghi/", vaccinations.recommendations, name="recommendations"),
    path("fhir/tai-nguyen/<uuid:received>/", received.body, name="body"),
]
