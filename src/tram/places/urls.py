"""Addresses of the places room, under /dia-ban/."""

from __future__ import annotations

from django.urls import path

from tram.places.pages import communes, facilities, villages

app_name = "places"

urlpatterns = [
    path("", communes.index, name="index"),
    path("tim/", communes.search, name="search"),
    path("ranh-gioi/<str:province>.json", communes.outlines_of, name="outlines"),
    path("xa/<str:code>/", communes.page, name="commune"),
    path("xa/<str:code>/thon-moi/", villages.found, name="village_found"),
    path("xa/<str:code>/co-so-moi/", facilities.found, name="facility_found"),
    path("xa/<str:code>/nhan-luc/", villages.counts, name="staff_counts"),
    path("thon/<uuid:village_id>/", villages.page, name="village"),
    path("thon/<uuid:village_id>/doi-ten/", villages.rename, name="village_rename"),
    path("thon/<uuid:village_id>/khu-vuc/", villages.area, name="village_area"),
    path("thon/<uuid:village_id>/nhap/", villages.merge, name="village_merge"),
    path("co-so/<uuid:facility_id>/", facilities.page, name="facility"),
    path("co-so/<uuid:facility_id>/doi-ten/", facilities.rename, name="facility_rename"),
    path("co-so/<uuid:facility_id>/chuyen/", facilities.move, name="facility_move"),
    path("co-so/<uuid:facility_id>/quan-ly/", facilities.lead, name="facility_lead"),
    path("co-so/<uuid:facility_id>/ma/", facilities.code, name="facility_code"),
    path("co-so/<uuid:facility_id>/nhap/", facilities.merge, name="facility_merge"),
    path("co-so/<uuid:facility_id>/dong/", facilities.close, name="facility_close"),
]
