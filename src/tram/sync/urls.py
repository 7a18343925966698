"""Addresses of the sync room, under /dong-bo/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from tram.sync.outbox import pages as outbox
from tram.sync.talk import view

app_name = "sync"

urlpatterns: list[URLPattern | URLResolver] = [
    path("may/", view.machine, name="machine"),
    path("gui-di/", outbox.index, name="outbox"),
    path("gui-di/<uuid:message_id>/noi-dung.json", outbox.body, name="outbox_body"),
    path("gui-di/<uuid:message_id>/bang-tay/", outbox.by_hand, name="outbox_by_hand"),
    path("gui-di/<uuid:message_id>/gui-lai/", outbox.again, name="outbox_again"),
]
