"""What cannot wait, for the room's first page: notices that run, fridges, lots that must be put right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tram.immunization.api import EventView, balances, fridges_now, running_notices
from tram.immunization.pages.stock.common import vaccine_name
from tram.kernel.actors import Actor, may
from tram.kernel.clock import VN_TZ, today_vn
from tram.kernel.read_log import note

Alarm = dict[str, Any]
MINUTES = 60


def alarms(actor: Actor, at: datetime) -> list[Alarm]:
    """``level`` (error, warn), ``text`` and ``url`` of each, the most urgent first; empty for whoever may see none."""
    found: list[Alarm] = []
    if may(actor, "adverse_event.read"):
        found += _notices(actor, at)
    if may(actor, "vaccine_stock.read") and actor.commune:
        found += _fridges(actor, at) + _lots(actor, at)
    return sorted(found, key=lambda one: one["level"] != "error")


def time_left(minutes: int) -> str:
    """Minutes as people say them: ``5 giờ 20 phút``."""
    hours, rest = divmod(minutes, MINUTES)
    if not hours:
        return _("%(m)s phút") % {"m": rest}
    return _("%(h)s giờ %(m)s phút") % {"h": hours, "m": rest}


def _notices(actor: Actor, at: datetime) -> list[Alarm]:
    running = running_notices(actor, at)
    if running:
        note(actor, at, "adverse_event.alarms", people=len(running))
    return [_notice(one) for one in running if one.notice]


def _notice(one: EventView) -> Alarm:
    assert one.notice is not None
    words = {
        "name": one.person_name,
        "time": time_left(one.notice.minutes),
        "until": f"{one.notice.due_at.astimezone(VN_TZ):%H:%M %d/%m}",
    }
    if one.notice.overdue:
        told = _("Phản ứng nặng của %(name)s: QUÁ HẠN báo %(time)s. Báo ngay Sở Y tế và CDC tỉnh.") % words
    else:
        told = _("Phản ứng nặng của %(name)s: còn %(time)s để báo Sở Y tế và CDC tỉnh (trước %(until)s).") % words
    return {"level": "error", "text": told, "url": reverse("immunization:event", args=[one.id])}


def _fridges(actor: Actor, at: datetime) -> list[Alarm]:
    url, found = reverse("immunization:fridges"), []
    now = fridges_now(actor, actor.commune, at)
    for one in now:
        if one.latest and one.latest.alarm:
            words = {"name": one.fridge.name, "celsius": f"{one.latest.celsius:n}".replace(".", ",")}
            told = _("%(name)s: %(celsius)s °C, ngoài +2 đến +8 °C. Làm theo hướng dẫn rồi đo lại.") % words
            found.append({"level": "error", "text": told, "url": url})
    unread = sum(one.now is None for one in now)
    if unread:
        told = ngettext(
            "%(n)s tủ vắc xin chưa ghi nhiệt độ buổi này.", "%(n)s tủ vắc xin chưa ghi nhiệt độ buổi này.", unread
        )
        found.append({"level": "warn", "text": told % {"n": unread}, "url": url})
    return found


def _lots(actor: Actor, at: datetime) -> list[Alarm]:
    today, found = today_vn(at), []
    for lot in balances(actor, actor.commune, today):
        words = {"name": vaccine_name(lot.vaccine), "lot": lot.number, "n": lot.doses}
        url = reverse("immunization:lot", args=[lot.id])
        if lot.negative:
            told = _("%(name)s, lô %(lot)s: sổ âm (%(n)s liều). Ghi phiếu nhập còn thiếu hoặc kiểm kê.") % words
            found.append({"level": "error", "text": told, "url": url})
        elif lot.expired(today) and lot.doses:
            told = _("%(name)s, lô %(lot)s đã hết hạn, còn %(n)s liều trong sổ. Bỏ ra và ghi hao phí.") % words
            found.append({"level": "warn", "text": told, "url": url})
    return found
