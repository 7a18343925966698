"""Addresses of visits, under /kham/."""

from __future__ import annotations

from django.urls import path

from tram.encounters.pages import form, icd, orders, visit

app_name = "encounters"
urlpatterns = [
    path("icd/", icd.search, name="icd"),
    path("chi-dinh/", orders.search, name="order_search"),
    path("chi-dinh/<uuid:item_id>/", orders.row, name="order_row"),
    path("chi-dinh/<uuid:item_id>/lieu/", orders.dose, name="order_dose"),
    path("moi/<uuid:person>/", form.new, name="visit_new"),
    path("<uuid:visit>/", visit.page, name="visit"),
    path("<uuid:visit>/sua/", form.amend, name="visit_amend"),
    path("<uuid:visit>/tiep/", form.carry_on, name="visit_continue"),
    path("<uuid:visit>/phat-thuoc/", orders.hand_out, name="visit_dispense"),
    path("<uuid:visit>/huy/", visit.cancel, name="visit_cancel"),
]
