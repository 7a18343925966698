"""Addresses of adverse events, under /tiem-chung/phan-ung/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.immunization.pages.events import event, record

urlpatterns: list[URLPattern] = [
    path("", event.listed, name="events"),
    path("moi/", record.new, name="event_new"),
    path("moi/<uuid:person>/", record.new, name="event_new"),
    path("<uuid:event>/", event.event, name="event"),
    path("<uuid:event>/sua/", record.change, name="event_change"),
    path("<uuid:event>/phieu-bao/", event.notice, name="event_notice"),
    path("<uuid:event>/da-bao/", event.notify, name="event_notify"),
    path("<uuid:event>/dieu-tra/", event.investigation, name="event_investigation"),
    path("<uuid:event>/hoi-dong/", event.council, name="event_council"),
    path("<uuid:event>/ket-thuc/", event.close, name="event_close"),
]
