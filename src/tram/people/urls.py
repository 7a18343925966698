"""Addresses of the people room: /nguoi-dan/ and /nhap/nguoi-dan/. The person's own page is the web's."""

from __future__ import annotations

from django.urls import include, path

from tram.people.pages import finding, homes, importing, record, registering

app_name = "people"

people = [
    path("", finding.search, name="search"),
    path("tim/", finding.search),
    path("quet/", finding.scanned, name="scan"),
    path("moi/", registering.new, name="new"),
    path("goi-y-ho/", finding.homes, name="homes"),
    path("ho/<uuid:home>/", homes.page, name="household"),
    path("ho/<uuid:home>/chu-ho/", homes.head, name="head"),
    path("ho/<uuid:home>/ngheo/", homes.poverty, name="poverty"),
    path("<uuid:person>/sua/", record.edit, name="edit"),
    path("<uuid:person>/giay-to/", record.identifiers, name="identifiers"),
    path("<uuid:person>/giay-to/<uuid:identifier>/bo/", record.retire, name="retire"),
    path("<uuid:person>/the-bhyt/", record.covers, name="covers"),
    path("<uuid:person>/the-bhyt/<uuid:cover>/bo/", record.withdraw, name="withdraw"),
    path("<uuid:person>/dia-chi/", record.address, name="address"),
    path("<uuid:person>/noi-o/", record.move, name="move"),
    path("<uuid:person>/ho/", homes.of_person, name="home"),
    path("<uuid:person>/ho/roi/", homes.leave, name="leave"),
    path("<uuid:person>/bac-si-gia-dinh/", record.family_doctor, name="family_doctor"),
    path("<uuid:person>/qua-doi/", record.death, name="death"),
    path("<uuid:person>/qua-doi/bo/", record.undo_death, name="undo_death"),
]

imports = [
    path("", importing.start, name="import"),
    path("mau/", importing.template_file, name="import_template"),
    path("<uuid:job>/cot/", importing.columns, name="import_columns"),
    path("<uuid:job>/nhap/", importing.run, name="import_run"),
    path("<uuid:job>/", importing.progress, name="import_job"),
    path("<uuid:job>/dung/", importing.stop, name="import_stop"),
    path("<uuid:job>/chua-nhap-duoc/", importing.refused, name="import_refused"),
]

urlpatterns = [path("nguoi-dan/", include(people)), path("nhap/nguoi-dan/", include(imports))]
