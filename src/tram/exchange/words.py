"""What people read about received resources and imports, in their language."""

from __future__ import annotations

from django.utils.translation import get_language, gettext

from tram.exchange.mapping.heading import type_title
from tram.immunization.api import groups


def type_name(resource_type: str) -> str:
    """The name of a resource type: Vietnamese from its definition, in English FHIR's own word."""
    return resource_type if (get_language() or "").startswith("en") else type_title(resource_type)


def received_state(state: str) -> str:
    """What became of a resource."""
    return {"used": gettext("Đã đưa vào hồ sơ"), "kept": gettext("Đã nhận, chưa dùng")}[state]


def forecast_status(status: str) -> str:
    """How somebody stands with a group of vaccines."""
    return {
        "due": gettext("Còn mũi phải tiêm"),
        "overdue": gettext("Trễ hẹn"),
        "complete": gettext("Đã tiêm đủ"),
        "aged_out": gettext("Quá tuổi tiêm"),
        "contraindicated": gettext("Chống chỉ định"),
        "immune": gettext("Đã có miễn dịch"),
        "not_recommended": gettext("Không cần tiêm"),
        "deferred": gettext("Đang hoãn"),
    }[status]


def group_title(group: str) -> str:
    """A line of the schedule by name; '' is what names none of them."""
    found = groups().get(group)
    if found is None:
        return gettext("Không rõ vắc xin nào")
    return found.name_en if (get_language() or "").startswith("en") else found.name_vi


def run_state(state: str) -> str:
    """How far an import has come."""
    return {
        "waiting": gettext("Chờ nhập"),
        "running": gettext("Đang nhập"),
        "done": gettext("Đã xong"),
        "stopped": gettext("Đã dừng theo yêu cầu"),
        "broken": gettext("Bị ngắt giữa chừng"),
    }[state]
