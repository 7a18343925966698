"""Addresses for programs, all under /api/."""

from __future__ import annotations

from django.urls import path

from tram.api import fhir, pages

app_name = "api"

urlpatterns = [
    path("people/", pages.people, name="people"),
    path("people/<uuid:person>/", pages.person, name="person"),
    path("people/<uuid:person>/timeline/", pages.timeline, name="timeline"),
    path("visits/<uuid:visit>/", pages.visit, name="visit"),
    path("fhir/metadata", fhir.metadata, name="fhir_metadata"),
    path("fhir/Patient/<uuid:person>/$immunizations", fhir.immunizations, name="fhir_immunizations"),
    path("fhir/<str:resource>/<str:row>", fhir.read, name="fhir_read"),
    path("fhir/<str:resource>", fhir.search, name="fhir_search"),
    path("fhir/<path:rest>", fhir.unknown, name="fhir_unknown"),
    path("indicators/", pages.indicators, name="indicators"),
    path("reports/", pages.reports, name="reports"),
    path("reports/<slug:report>/<str:place>/<str:period>/", pages.report, name="report"),
]
