"""The small mark on every page: what somebody must do first, else how far sending is. A handful of quick questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tram.kernel.actors import Actor, may
from tram.kernel.models import Fact, Held
from tram.sync.models import Peer, PeerRole
from tram.sync.reads.conflicts import count_undecided
from tram.sync.reads.status import READ

LONG_DAYS = 7


@dataclass(frozen=True, slots=True)
class Mark:
    """``level`` is ``warn`` (somebody should look), ``off`` (no line at the moment) or ``ok``; ``leads_to`` is
    ``conflicts``, ``status`` or '' where the actor may open neither."""

    level: str
    text: str
    leads_to: str


def line_mark(actor: Actor, at: datetime) -> Mark | None:
    """The mark for an actor; None on a machine that exchanges with nobody, or with nobody above and nothing to do."""
    peers = list(Peer.objects.all())
    if not peers:
        return None
    page = "status" if may(actor, READ) else ""
    asked = count_undecided(actor)
    if asked:
        return Mark("warn", ngettext("%d mục chờ chọn", "%d mục chờ chọn", asked) % asked, "conflicts")
    held = Held.objects.count() if page else 0
    if held:
        return Mark("warn", ngettext("%d việc bị giữ lại", "%d việc bị giữ lại", held) % held, page)
    parent = next((peer for peer in peers if peer.role == PeerRole.PARENT), None)
    return _sending(parent, at, page) if parent else None


def _sending(parent: Peer, at: datetime, page: str) -> Mark:
    done = parent.last_done_at
    if parent.failures and done is not None and (days := (at - done).days) >= LONG_DAYS:
        return Mark("warn", ngettext("%d ngày chưa gửi được", "%d ngày chưa gửi được", days) % days, page)
    waiting = Fact.objects.filter(arrival__gt=parent.pushed_arrival, node__here=True).count()
    level = "off" if parent.failures or done is None else "ok"
    if waiting:
        return Mark(level, ngettext("Chờ gửi %d việc", "Chờ gửi %d việc", waiting) % waiting, page)
    return Mark(level, _("Đã gửi hết") if done else _("Chưa trao đổi lần nào"), page)
