"""Addresses of the reports room: registers under /so/, indicators under /chi-tieu/."""

from __future__ import annotations

from django.urls import path

from tram.reports import pages

app_name = "reports"

urlpatterns = [
    path("so/", pages.register, name="register"),
    path("so/in/", pages.register_print, name="register_print"),
    path("so/excel/", pages.register_excel, name="register_excel"),
    path("chi-tieu/", pages.indicators, name="indicators"),
    path("chi-tieu/o/", pages.tiles, name="tiles"),
    path("chi-tieu/xu-huong/", pages.trend, name="trend"),
    path("chi-tieu/so-sanh/", pages.comparison, name="comparison"),
    path("chi-tieu/nho/", pages.sparks, name="sparks"),
    path("chi-tieu/theo-thoi-gian/", pages.over_time, name="over_time"),
    path("chi-tieu/cong-bang/", pages.equity, name="equity"),
    path("chi-tieu/ke-hoach/", pages.targets, name="targets"),
    path("chi-tieu/<slug:indicator>/nguoi/", pages.people, name="people"),
    path("chi-tieu/<slug:indicator>/di-tham/", pages.worklist, name="worklist"),
]
