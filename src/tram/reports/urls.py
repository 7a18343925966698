"""Addresses of the reports room: registers under /so/, indicators under /chi-tieu/, reports under /bao-cao/."""

from __future__ import annotations

from django.urls import path

from tram.reports import pages
from tram.reports.pages import closing

app_name = "reports"
ONE = "bao-cao/<slug:report>/<str:place>/<str:period>/"

urlpatterns = [
    path("so/", pages.register, name="register"),
    path("so/tat-ca/", pages.registers, name="registers"),
    path("so/in/", pages.register_print, name="register_print"),
    path("so/excel/", pages.register_excel, name="register_excel"),
    path("chi-tieu/", pages.indicators, name="indicators"),
    path("chi-tieu/o/", pages.tiles, name="tiles"),
    path("chi-tieu/xu-huong/", pages.trend, name="trend"),
    path("chi-tieu/so-sanh/", pages.comparison, name="comparison"),
    path("chi-tieu/nho/", pages.sparks, name="sparks"),
    path("chi-tieu/theo-thoi-gian/", pages.over_time, name="over_time"),
    path("chi-tieu/vi-sao/", pages.why, name="why"),
    path("chi-tieu/cong-bang/", pages.equity, name="equity"),
    path("chi-tieu/ke-hoach/", pages.targets, name="targets"),
    path("bao-cao/", closing.reports, name="reports"),
    path(ONE, closing.report, name="report"),
    path(f"{ONE}chot/", closing.close, name="report_close"),
    path(f"{ONE}mo-lai/", closing.reopen, name="report_reopen"),
    path(f"{ONE}gui/", closing.send, name="report_send"),
    path(f"{ONE}excel/", closing.report_excel, name="report_excel"),
    path(f"{ONE}pdf/", closing.report_pdf, name="report_pdf"),
    path(f"{ONE}nguoi/", closing.people, name="report_people"),
    path("chi-tieu/<slug:indicator>/nguoi/", pages.people, name="people"),
    path("chi-tieu/<slug:indicator>/di-tham/", pages.worklist, name="worklist"),
]
