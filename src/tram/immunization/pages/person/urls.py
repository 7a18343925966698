"""Addresses of one person's vaccinations, under /tiem-chung/nguoi/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.immunization.pages.person import card, doses, page, paper, standing

urlpatterns: list[URLPattern] = [
    path("<uuid:person>/", page.person_page, name="person"),
    path("<uuid:person>/so/", card.card, name="person_card"),
    path("<uuid:person>/phieu/", paper.paper_page, name="person_paper"),
    path("<uuid:person>/hoan/", standing.defer, name="person_deferral"),
    path("<uuid:person>/tinh-trang/", standing.circumstance, name="person_circumstance"),
    path("mui/<uuid:dose>/sua/", doses.amend, name="dose_amend"),
    path("mui/<uuid:dose>/huy/", doses.cancel, name="dose_cancel"),
    path("hoan/<uuid:deferral>/huy/", standing.cancel_deferral_, name="deferral_cancel"),
    path("tinh-trang/<uuid:circumstance>/ket-thuc/", standing.end, name="circumstance_end"),
    path("tinh-trang/<uuid:circumstance>/huy/", standing.cancel_circumstance_, name="circumstance_cancel"),
]
