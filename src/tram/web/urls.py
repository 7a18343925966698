"""Every address of the program, written in one table: each room's pages under its own word."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tram.web import home, person, settings_page, sign_in

pages: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("viec/kham/", home.waiting, name="waiting"),
    path("dang-nhap/", sign_in.SignIn.as_view(), name="sign_in"),
    path("dang-xuat/", sign_in.sign_out, name="sign_out"),
    path("ngon-ngu/", sign_in.set_language, name="language"),
    path("nguoi-dan/<uuid:person>/", person.page, name="person"),
    path("nguoi-dan/<uuid:person>/dong-thoi-gian/", person.timeline, name="timeline"),
    path("thiet-lap/", settings_page.page, name="settings"),
    path("kieu-dang/", settings_page.gallery, name="gallery"),
    path("dau/", settings_page.mark, name="mark"),
    path("song/", settings_page.alive, name="alive"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((pages, "web"))),
    path("", include("tram.people.urls")),
    path("kham/", include("tram.encounters.urls")),
    path("tiem-chung/", include("tram.immunization.urls")),
    path("bhyt/", include("tram.claims.urls")),
    path("danh-muc/", include("tram.supply.urls")),
    path("", include("tram.reports.urls")),
    path("dia-ban/", include("tram.places.urls")),
    path("nhan-luc/", include("tram.workforce.urls")),
    path("nhap/", include("tram.exchange.urls")),
    path("dong-bo/", include("tram.sync.urls")),
    path("soan-chi-tieu/", include("tram.authoring.urls")),
    path("api/", include("tram.api.urls")),
]
