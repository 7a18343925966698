"""The history of a place in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tram.places.api import Event

HAPPENED = {
    "founded": _("Thành lập"),
    "renamed": _("Đổi tên"),
    "moved": _("Chuyển địa điểm"),
    "led": _("Trực thuộc"),
    "coded": _("Nhận mã"),
    "counted": _("Số nhân lực do quản trị nhập"),
    "merged": _("Nhập vào"),
    "closed": _("Ngừng hoạt động"),
}


def history(events: Iterable[Event]) -> list[dict[str, str]]:
    """Entries of a timeline, newest first."""
    entries = [
        {
            "date": event.day.strftime("%d/%m/%Y"),
            "iso": event.day.isoformat(),
            "title": str(HAPPENED[event.what]),
            "body": event.detail,
        }
        for event in events
    ]
    return entries[::-1]
