"""Addresses of insurance cards, under /bhyt/the/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.claims.pages.cover import cards

urlpatterns: list[URLPattern] = [
    path("", cards.listed, name="cards"),
    path("tra-cuu/", cards.look_up_all, name="cards_look_up"),
    path("<uuid:person>/", cards.of_person, name="person_cards"),
    path("<uuid:person>/tra-cuu/", cards.look_up, name="card_look_up"),
    path("<uuid:person>/ket-qua/", cards.note_result, name="card_result"),
]
