"""Addresses of the sync room, under /dong-bo/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from tram.sync.pages import conflicts, nodes, outbox, status
from tram.sync.talk import view

app_name = "sync"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", status.index, name="status"),
    path("hien-tai/", status.now, name="now"),
    path("giu-lai/", status.held, name="held"),
    path("thu-lai/", status.again, name="again"),
    path("ngay/", status.soon, name="soon"),
    path("xung-dot/", conflicts.index, name="conflicts"),
    path("xung-dot/hai-dia-chi/<uuid:person>/", conflicts.addresses, name="addresses"),
    path("xung-dot/<str:table>/<uuid:row>/", conflicts.decide, name="decide"),
    path("cac-may/", nodes.index, name="nodes"),
    path("cac-may/<uuid:node>/thu-hoi/", nodes.revoke, name="revoke"),
    path("cac-may/<uuid:node>/gia-han/", nodes.renew, name="renew"),
    path("may/", view.machine, name="machine"),
    path("gui-di/", outbox.index, name="outbox"),
    path("gui-di/<uuid:message_id>/noi-dung.json", outbox.body, name="outbox_body"),
    path("gui-di/<uuid:message_id>/bang-tay/", outbox.by_hand, name="outbox_by_hand"),
    path("gui-di/<uuid:message_id>/gui-lai/", outbox.again, name="outbox_again"),
]
