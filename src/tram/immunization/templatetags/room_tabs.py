"""The parts of the room as tabs, for whoever may open them: ``{% load room_tabs %}{% room_tabs "due" %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tram.kernel.actors import NOBODY, may

register = template.Library()


@register.inclusion_tag("components/tabs.html", takes_context=True)
def room_tabs(context: dict[str, Any], here: str) -> dict[str, Any]:
    """The tabs the actor may open; ``here`` names the part that is open."""
    actor = context.get("actor") or NOBODY
    table = (
        ("home", _("Việc cần làm"), "indicator.read"),
        ("due", _("Đến hạn, trễ hẹn"), "indicator.read"),
        ("sessions", _("Buổi tiêm"), "session.manage"),
        ("stock", _("Kho vắc xin"), "vaccine_stock.read"),
        ("fridges", _("Tủ lạnh"), "vaccine_stock.read"),
        ("events", _("Phản ứng sau tiêm"), "adverse_event.read"),
    )
    return {
        "label": _("Tiêm chủng"),
        "items": [
            {"label": label, "url": _url(name), "current": name == here}
            for name, label, deed in table
            if may(actor, deed) and _url(name)
        ],
    }


def _url(name: str) -> str:
    try:
        return reverse(f"immunization:{name}")
    except NoReverseMatch:
        return ""
