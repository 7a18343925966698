"""The history of a place in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tram.places.api import Event

HAPPENED = {
    "founded": _("Thành lập"),
    "renamed": pgettext_lazy("lịch sử", "Đổi tên"),
    "moved": pgettext_lazy("lịch sử", "Chuyển địa điểm"),
    "led": _("Trực thuộc"),
    "coded": _("Nhận mã"),
    "counted": _("Số nhân lực do quản trị nhập"),
    "merged": pgettext_lazy("lịch sử", "Nhập vào"),
    "closed": pgettext_lazy("lịch sử", "Ngừng hoạt động"),
}


def history(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Lines of a history, newest first."""
    lines = [{"day": event.day, "title": str(HAPPENED[event.what]), "detail": event.detail} for event in events]
    return lines[::-1]
