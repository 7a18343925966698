"""How this machine agrees with others: who it is, what went, what waits, what is kept back and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from tram.kernel.actors import Actor, require
from tram.kernel.models import Fact, Held
from tram.kernel.said import in_words
from tram.sync.identity import Identity
from tram.sync.models import Peer, PeerRole, Provisioning, ProvisioningState, Refused, Turned
from tram.sync.reads.conflicts import count_undecided
from tram.sync.reads.nodes import name_of, node_view
from tram.sync.reads.views import HeldGroup, PeerView, ProvisioningView, RefusedView, Status, minutes_words, stage_words
from tram.sync.refused import STRANGER
from tram.sync.rules.reasons import reason_of
from tram.sync.trust import Trust

READ = "sync.read"
CLOCK_MAY_BE_OFF = 120.0  # seconds
LINES = 100
SILENT_DAYS = 7


def status(actor: Actor, identity: Identity, at: datetime) -> Status:
    """Everything the page and ``tram sync status`` tell. Refuses who may not see it (403)."""
    require(actor, READ)
    trust = Trust(identity, at)
    return Status(
        at=at,
        node=node_view(trust, identity.node),
        peers=tuple(_peer(row, trust) for row in _ordered(Peer.objects.all())),
        held=_held(),
        turned=_turned(),
        refused=_refused(trust),
        undecided=count_undecided(actor),
        provisioning=_provisioning(),
    )


def waiting_to_go(trust: Trust, peer: Peer) -> int:
    """How many facts of this machine and those below it the machine above, or beside, was not given yet."""
    if peer.role == PeerRole.CHILD:
        return peer.waiting
    here = trust.identity.node
    fresh = Fact.objects.filter(arrival__gt=peer.pushed_arrival).exclude(arrival__in=Held.objects.values("fact"))
    counts = fresh.order_by().values_list("node").annotate(Count("arrival"))
    return sum(count for node, count in counts if node == here or trust.under(node, here))


def _ordered(rows: Iterable[Peer]) -> list[Peer]:
    order = [PeerRole.PARENT, PeerRole.PEER, PeerRole.CHILD]
    return sorted(rows, key=lambda row: (order.index(PeerRole(row.role)), row.name, row.node))


def _peer(row: Peer, trust: Trust) -> PeerView:
    offset = row.clock_offset
    return PeerView(
        id=row.node,
        name=row.name or name_of(trust, row.node),
        role=row.role,
        stage=row.stage,
        stage_name=stage_words(row.stage),
        last_try_at=row.last_try_at,
        last_done_at=row.last_done_at,
        next_try_at=row.next_try_at,
        failures=row.failures,
        reason=row.reason,
        sentence=in_words(row.sentence),
        waiting=waiting_to_go(trust, row),
        left=row.left,
        facts_out=row.facts_out,
        facts_in=row.facts_in,
        bytes_out=row.bytes_out,
        bytes_in=row.bytes_in,
        clock=minutes_words(offset) if offset is not None and abs(offset) > CLOCK_MAY_BE_OFF else "",
        revoked=trust.revoked(row.node) is not None,
        silent_days=days if row.last_done_at and (days := (trust.at - row.last_done_at).days) >= SILENT_DAYS else 0,
    )


def _provisioning() -> ProvisioningView | None:
    row = Provisioning.objects.exclude(state=ProvisioningState.DONE).first()
    if row is None:
        return None
    asked = row.state == ProvisioningState.ASKED
    words = _("Chờ tuyến trên chuẩn bị dữ liệu ban đầu") if asked else _("Đang nhận dữ liệu ban đầu")
    percent = None if asked or not row.size else min(100 * row.received // row.size, 100)
    return ProvisioningView(words, percent, row.rows, row.rows_total)


def _held() -> tuple[HeldGroup, ...]:
    rows = Held.objects.order_by().values_list("reason").annotate(Count("fact"), Min("since"))
    return tuple(_group(*row) for row in sorted(rows, key=lambda row: -row[1]))


def _turned() -> tuple[HeldGroup, ...]:
    rows = Turned.objects.order_by().values_list("reason").annotate(Count("id"), Min("at"))
    return tuple(_group(*row) for row in sorted(rows, key=lambda row: -row[1]))


def _group(code: str, count: int, since: datetime) -> HeldGroup:
    reason = reason_of(code)
    return HeldGroup(code, in_words(reason.what), in_words(reason.do), count, since)


def _refused(trust: Trust) -> tuple[RefusedView, ...]:
    found = []
    for row in Refused.objects.order_by("-last_at")[:LINES]:
        reason = reason_of(row.reason)
        name = "" if row.node == STRANGER else name_of(trust, row.node)
        found.append(
            RefusedView(
                name, row.reason, in_words(reason.what), in_words(reason.do), row.count, row.first_at, row.last_at
            )
        )
    return tuple(found)
