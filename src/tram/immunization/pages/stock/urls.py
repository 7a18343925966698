"""Addresses of the vaccine store, under /tiem-chung/kho/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.immunization.pages.stock import count, fridges, lot, overview, receive

urlpatterns: list[URLPattern] = [
    path("", overview.stock, name="stock"),
    path("du-tru/", overview.order, name="stock_order"),
    path("nhap/", receive.receive, name="stock_receive"),
    path("kiem-ke/", count.count, name="stock_count"),
    path("lo/<uuid:lot>/", lot.lot, name="lot"),
    path("lo/<uuid:lot>/nguoi/", lot.people, name="lot_people"),
    path("lo/<uuid:lot>/xuat/", lot.out, name="lot_out"),
    path("lo/<uuid:lot>/bo-lo-mo/", lot.discard, name="lot_discard"),
    path("lo/<uuid:lot>/sua/", lot.correct, name="lot_correct"),
    path("lo/<uuid:lot>/giu/", lot.hold, name="lot_hold"),
    path("lo/<uuid:lot>/thoi-giu/", lot.release, name="lot_release"),
    path("lo/<uuid:lot>/dong/<uuid:movement>/huy/", lot.cancel, name="lot_cancel_line"),
    path("nhiet-do/", fridges.fridges, name="fridges"),
    path("nhiet-do/them-tu/", fridges.add, name="fridge_add"),
    path("nhiet-do/<uuid:fridge_id>/", fridges.sheet, name="fridge"),
    path("nhiet-do/<uuid:fridge_id>/thoi-dung/", fridges.end, name="fridge_end"),
    path("nhiet-do/<uuid:fridge_id>/<uuid:reading>/huy/", fridges.cancel, name="fridge_cancel"),
]
