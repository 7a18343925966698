"""Addresses of the catalogue, under /danh-muc/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.supply.pages import changing, importing, items

app_name = "supply"

urlpatterns: list[URLPattern] = [
    path("", items.index, name="items"),
    path("moi/<slug:kind>/", changing.add, name="item_add"),
    path("nhap/", importing.index, name="import"),
    path("nhap/<uuid:key>/", importing.refused, name="import_refused"),
    path("<uuid:item_id>/", items.page, name="item"),
    path("<uuid:item_id>/sua/", changing.change, name="item_change"),
    path("<uuid:item_id>/ngung/", changing.end, name="item_end"),
]
