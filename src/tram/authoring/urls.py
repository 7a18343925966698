"""Addresses of the authoring room, under /soan-chi-tieu/."""

from __future__ import annotations

from django.urls import path

from tram.authoring.pages import editor, index, text, trying

app_name = "authoring"

urlpatterns = [
    path("", index.index, name="index"),
    path("bieu-mau/", editor.page, name="editor"),
    path("kiem-tra/", trying.check, name="check"),
    path("tinh-thu/", trying.preview, name="preview"),
    path("dung/", trying.stop, name="stop"),
    path("nguoi/", trying.people, name="people"),
    path("nguoi-thu/", trying.trial, name="trial"),
    path("tep/", text.page, name="text"),
]
