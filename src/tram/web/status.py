"""How this machine is, in one dot and one sentence: its last backup, and how it agrees with other machines."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tram.kernel.actors import Actor
from tram.kernel.home import home
from tram.sync.api import line_mark

MINUTE, DAY = 60, 86_400
LATE_DAYS = 2
WEIGHT = {"ok": 0, "off": 1, "warn": 2, "danger": 3}


def shown_status(actor: Actor, at: datetime) -> dict[str, str]:
    """The mark of every page: ``{"level", "text", "url", "title"}``. What weighs more is said; the title says both."""
    backup, mark = machine_status(at), line_mark(actor, at)
    if mark is None:
        return backup | {"title": backup["text"]}
    line = {"level": mark.level, "text": mark.text, "url": reverse(f"sync:{mark.leads_to}") if mark.leads_to else ""}
    first = backup if WEIGHT[backup["level"]] > WEIGHT[mark.level] else line
    return first | {"title": f"{mark.text} · {backup['text']}"}


def machine_status(at: datetime) -> dict[str, str]:
    """``{"level", "text", "url"}``; looks at the disk once a minute at most."""
    last = _last_backup(int(at.timestamp()) // MINUTE)
    if last is None:
        return {"level": "warn", "text": _("Chưa có bản sao lưu"), "url": "/thiet-lap/#sao-luu"}
    days = int((at.timestamp() - last) // DAY)
    text = (
        _("Đã sao lưu hôm nay")
        if days <= 0
        else ngettext("Sao lưu %d ngày trước", "Sao lưu %d ngày trước", days) % days
    )
    return {"level": "ok" if days < LATE_DAYS else "warn", "text": text, "url": "/thiet-lap/#sao-luu"}


@lru_cache(maxsize=1)
def _last_backup(_minute: int) -> float | None:
    """When the newest copy was made (seconds since 1970); None when there is none."""
    copies = (home() / "backups").glob("tram-*")
    return max((copy.stat().st_mtime for copy in copies), default=None)
