"""How this machine agrees with others: who it is, what went, what waits, what is kept back and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min

from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.facts.conflicts import count_conflicts
from tram.kernel.models import Fact, Held, Node
from tram.kernel.said import in_words
from tram.people.api import count_double_addresses
from tram.places.api import place_label, provinces
from tram.sync.identity import Identity
from tram.sync.models import Certificate, Peer, PeerRole, Refused, Stage, Turned
from tram.sync.reads.views import HeldGroup, NodeView, PeerView, RefusedView, Status, Waiting, minutes_words
from tram.sync.refused import STRANGER
from tram.sync.rules.codes import fingerprint
from tram.sync.rules.reasons import reason_of
from tram.sync.rules.scope import PROVINCE_DIGITS
from tram.sync.trust import Known, Trust

READ = "sync.read"
SOON = timedelta(days=30)
CLOCK_MAY_BE_OFF = 120.0  # seconds
LINES = 100


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
        undecided=waiting_for(actor).undecided,
    )


def waiting_for(actor: Actor) -> Waiting:
    """What waits for somebody at this machine, within the actor's communes."""
    undecided = count_conflicts(actor.communes) + count_double_addresses(actor)
    return Waiting(undecided=undecided, held=Held.objects.count())


def node_view(trust: Trust, node: UUID) -> NodeView:
    """A machine as its certificate names it; one without a certificate by the name it gave itself."""
    known, here = trust.known(node), node == trust.identity.node
    key = trust.identity.public if here else (known.claim.public_key if known else b"")
    day = today_vn(trust.at)
    if known is None or (here and trust.parent is None):
        enrolled = here and Certificate.objects.exists()
        return NodeView(node, name_of(trust, node), (), (), fingerprint(key), None, "valid" if enrolled else "alone")
    return NodeView(
        id=node,
        name=name_of(trust, node),
        places=tuple(place_words(place, day) for place in sorted(known.scope.places)),
        kinds=tuple(sorted(known.scope.kinds)),
        fingerprint=fingerprint(key),
        valid_to=datetime.fromtimestamp(known.claim.valid_to, trust.at.tzinfo),
        state=_state(trust, node, known),
        parent=known.claim.parent,
    )


def name_of(trust: Trust, node: UUID) -> str:
    """A machine's name: of its certificate, else the one it gave itself, else the beginning of its number."""
    known = trust.known(node)
    if known is not None and known.claim.name:
        return known.claim.name
    return Node.objects.filter(pk=node).values_list("name", flat=True).first() or f"{node.hex[:8]}…"


def place_words(place: str, day: date) -> str:
    """A place of a scope in words: a province, a commune, or the nation."""
    if len(place) == PROVINCE_DIGITS:
        return next((found.name for found in provinces(day) if found.code == place), place)
    return place_label(place, day)[0]


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
        role_name=in_words(str(PeerRole(row.role).label)),
        stage=row.stage,
        stage_name=in_words(str(Stage(row.stage).label)),
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
    )


def _state(trust: Trust, node: UUID, known: Known) -> str:
    if trust.revoked(node) is not None:
        return "revoked"
    left = datetime.fromtimestamp(known.claim.valid_to, trust.at.tzinfo) - trust.at
    return "expired" if left <= timedelta() else "soon" if left < SOON else "valid"


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
