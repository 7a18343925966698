"""Addresses of sessions, under /tiem-chung/buoi/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tram.immunization.pages.sessions import desk, ending, overview, paper, person, plan

urlpatterns: list[URLPattern] = [
    path("", overview.sessions, name="sessions"),
    path("moi/", plan.new, name="session_plan"),
    path("<uuid:session>/", desk.session, name="session"),
    path("<uuid:session>/sua/", plan.change, name="session_change"),
    path("<uuid:session>/mo/", desk.open_, name="session_open"),
    path("<uuid:session>/huy/", ending.cancel, name="session_cancel"),
    path("<uuid:session>/dung/", ending.stop, name="session_stop"),
    path("<uuid:session>/ket-thuc/", ending.close, name="session_close"),
    path("<uuid:session>/tim/", desk.find, name="session_find"),
    path("<uuid:session>/dang-lam/", desk.now, name="session_now"),
    path("<uuid:session>/nguoi/<uuid:person>/", person.person, name="session_person"),
    path("<uuid:session>/nguoi/<uuid:person>/theo-doi/", desk.observed, name="session_observed"),
    path("<uuid:session>/nguoi/<uuid:person>/moi/", desk.invite_, name="session_invite"),
    path("<uuid:session>/nguoi/<uuid:person>/hen/", paper.appointment, name="session_appointment"),
    path("<uuid:session>/danh-sach/", paper.invitations, name="session_list"),
    path("<uuid:session>/phieu/", paper.slips, name="session_slips"),
]
