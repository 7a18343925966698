"""The states of a claim as people read them, and how each is coloured."""

from __future__ import annotations

from django.utils.translation import gettext as _

STATE_KINDS = {
    "not insured": "outline",
    "open": "outline",
    "errors": "danger",
    "waiting": "info",
    "corrected": "info",
    "sent": "info",
    "accepted": "ok",
    "refused": "danger",
    "withdrawn": "outline",
}


def state_names() -> dict[str, str]:
    """Every state by its key, those somebody must see to first."""
    return {
        "refused": _("Bị từ chối"),
        "errors": _("Còn lỗi"),
        "open": _("Chưa gửi"),
        "corrected": _("Đã sửa, chờ gửi lại"),
        "waiting": _("Chờ gửi"),
        "sent": _("Đã gửi"),
        "accepted": _("Đã nhận"),
        "withdrawn": _("Đã rút"),
        "not insured": _("Không bảo hiểm"),
    }
