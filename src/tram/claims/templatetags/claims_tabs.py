"""The parts of insurance as tabs, for whoever may open them: ``{% load claims_tabs %}{% claims_tabs "cards" %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tram.kernel.actors import NOBODY, may

register = template.Library()


@register.inclusion_tag("components/tabs.html", takes_context=True)
def claims_tabs(context: dict[str, Any], here: str) -> dict[str, Any]:
    """The tabs the actor may open; ``here`` names the part that is open."""
    actor = context.get("actor") or NOBODY
    table = (
        ("months", _("Hồ sơ trong tháng"), "claims:home", "claim.read"),
        ("work", _("Việc cần làm"), "claims:work", "claim.read"),
        ("cards", _("Thẻ cần tra lại"), "claims:cards", "cover.check"),
        ("balances", _("Đối chiếu"), "claims:balances", "claim.read"),
        ("catalogue", _("Danh mục, giá"), "supply:items", "catalogue.read"),
        ("import", _("Nhập hồ sơ cũ"), "claims:import", "visit.write"),
    )
    found = [(part, label, _url(name)) for part, label, name, deed in table if may(actor, deed)]
    return {
        "label": _("Bảo hiểm y tế"),
        "items": [{"label": label, "url": url, "current": part == here} for part, label, url in found if url],
    }


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
