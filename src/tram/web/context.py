"""What the frame of every page needs: where I am, who I am, where I can go, how this machine is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tram.kernel.actors import ROLE_NAMES, Actor, Role, may
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.said import in_words
from tram.places.api import place_label
from tram.web.status import shown_status

ROLE_ORDER = tuple(reversed(Role))
THEMES = {"light", "dark"}
# pages that belong to a place of the navigation though their address does not begin with its
BELONGS = {
    "/kham/": "web:waiting",
    "/dia-ban/": "web:settings",
    "/nhan-luc/": "web:settings",
    "/bhyt/": "claims:home",
    "/danh-muc/": "claims:home",
    "/nhap/": "people:import",
    "/dong-bo/": "web:settings",
    "/soan-chi-tieu/": "web:settings",
}


def shell(request: HttpRequest) -> dict[str, Any]:
    """``shell`` for ``base.html``; only the theme before sign-in."""
    theme = request.COOKIES.get("tram_theme", "")
    theme = theme if theme in THEMES else ""
    actor = actor_of(request)
    if not actor.roles:
        return {"shell": {"theme": theme}}
    place, note = place_label(actor.commune, today_vn(time_of(request)))
    return {
        "actor": actor,
        "shell": {
            "place": place,
            "place_note": note,
            "nav": navigation(request.path, actor),
            "user": {"name": actor.name, "role": role_name(actor), "initials": initials(actor.name)},
            "status": shown_status(actor, time_of(request)),
            "search_url": reverse("people:search"),
            "scan_url": reverse("people:scan"),
            "paper_url": reverse("immunization:scan"),
            "search_query": request.GET.get("q", "") if request.path == reverse("people:search") else "",
            "language_url": reverse("web:language"),
            "sign_out_url": reverse("web:sign_out"),
            "profile_url": reverse("workforce:my_password"),
            "theme": theme,
        },
    }


def navigation(path: str, actor: Actor) -> list[dict[str, Any]]:
    """The places this actor may go, the current one marked."""
    table = (
        (_("Hôm nay"), "home", "web:home", "indicator.read", False),
        (_("Người dân"), "users", "people:search", "person.read", False),
        (_("Khám bệnh"), "stethoscope", "web:waiting", "visit.read", False),
        (_("Tiêm chủng"), "vaccine", "immunization:home", "indicator.read", False),
        (_("BHYT"), "shield-check", "claims:home", "claim.read", True),
        (_("Sổ"), "notebook", "reports:register", "register.read", False),
        (_("Chỉ tiêu"), "target", "reports:indicators", "indicator.read", False),
        (_("Báo cáo"), "file-spreadsheet", "reports:reports", "report.read", True),
        (_("Nhập dữ liệu"), "table-import", "people:import", "person.import", True),
        (_("Thiết lập"), "settings", "web:settings", "indicator.read", True),
    )
    allowed = [(label, icon, reverse(name), desk) for label, icon, name, deed, desk in table if may(actor, deed)]
    here = next((reverse(name) for start, name in BELONGS.items() if path.startswith(start)), "")
    here = max((url for _label, _icon, url, _desk in allowed if is_under(path, url)), key=len, default=here)
    return [
        {"label": label, "icon": icon, "url": url, "current": url == here, "desk_only": desk}
        for label, icon, url, desk in allowed
    ]


def is_under(path: str, url: str) -> bool:
    """Whether a page belongs to a place of the navigation; the home page has no pages under it."""
    return path == url or (url != "/" and path.startswith(url))


def role_name(actor: Actor) -> str:
    """The actor's widest role in words."""
    return next((in_words(ROLE_NAMES[role]) for role in ROLE_ORDER if role in actor.roles), "")


def initials(name: str) -> str:
    """First letters of the family and given names."""
    words = name.split()
    return (words[0][0] + words[-1][0]).upper() if len(words) > 1 else name[:2].upper()
