"""How this machine is, in one dot and one sentence: the last backup."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tram.kernel.home import home

MINUTE, DAY = 60, 86_400
LATE_DAYS = 2


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
