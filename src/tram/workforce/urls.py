"""Addresses of the workforce room, under /nhan-luc/."""

from __future__ import annotations

from django.urls import path

from tram.workforce.pages import accounts, password, staff

app_name = "workforce"

urlpatterns = [
    path("", staff.index, name="index"),
    path("can-bo/moi/", staff.add, name="staff_add"),
    path("can-bo/<uuid:staff_id>/thoi/", staff.end, name="staff_end"),
    path("tai-khoan/moi/", accounts.add, name="account_add"),
    path("tai-khoan/<uuid:account_id>/", accounts.page, name="account"),
    path("tai-khoan/<uuid:account_id>/mat-khau/", accounts.reset, name="account_reset"),
    path("tai-khoan/<uuid:account_id>/dong/", accounts.close, name="account_close"),
    path("tai-khoan/<uuid:account_id>/vai-tro/", accounts.grant, name="role_grant"),
    path("tai-khoan/<uuid:account_id>/vai-tro/<uuid:grant_id>/thoi/", accounts.ungrant, name="role_end"),
    path("mat-khau/", password.mine, name="my_password"),
]
