"""Frozen pictures of how this machine agrees with others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class NodeView:
    """A machine with a certificate. ``state`` is ``valid``, ``soon`` (runs out within a month), ``expired``,
    ``revoked`` or ``alone`` (this machine, never enrolled); ``places`` and ``kinds`` in words, none for all."""

    id: UUID
    name: str
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    fingerprint: str
    valid_to: datetime | None
    state: str
    parent: UUID | None = None

    @property
    def state_name(self) -> str:
        """The state in words."""
        return {
            "valid": _("Chứng nhận còn hạn"),
            "soon": _("Chứng nhận sắp hết hạn"),
            "expired": _("Chứng nhận hết hạn"),
            "revoked": _("Đã thu hồi"),
            "alone": _("Chưa nối với máy nào"),
        }[self.state]


@dataclass(frozen=True, slots=True)
class PeerView:
    """A machine this one exchanges with. ``waiting`` facts are still to go there, ``left`` still to come (at the last
    exchange); ``sentence`` tells why the last try failed ('' when it did not); ``clock`` is how wrong its clock is;
    ``silent_days`` since it was last met, where that is long."""

    id: UUID
    name: str
    role: str
    stage: str
    stage_name: str
    last_try_at: datetime | None
    last_done_at: datetime | None
    next_try_at: datetime | None
    failures: int
    reason: str
    sentence: str
    waiting: int
    left: int
    facts_out: int
    facts_in: int
    bytes_out: int
    bytes_in: int
    clock: str
    revoked: bool = False
    silent_days: int = 0

    @property
    def role_name(self) -> str:
        """What the machine is to this one, in words."""
        return {"parent": _("Tuyến trên"), "child": _("Tuyến dưới")}.get(self.role, _("Cùng tuyến"))

    @property
    def going_on(self) -> bool:
        """Whether an exchange was begun and has neither ended nor failed."""
        return self.stage not in {"", "done"} and not self.failures

    @property
    def words(self) -> str:
        """How far sending is, in a few words."""
        if self.waiting:
            return ngettext("Chờ gửi %d việc", "Chờ gửi %d việc", self.waiting) % self.waiting
        if not self.last_done_at:
            return _("Chưa trao đổi lần nào")
        return _("Đã trao đổi") if self.role == "child" else _("Đã gửi hết")


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """Facts kept for one reason: what happened, what to do, how many, since when."""

    reason: str
    what: str
    do: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class HeldFact:
    """A fact that is kept and not applied; ``place`` and ``node`` in words, never whom it concerns."""

    arrival: int
    name: str
    place: str
    node: str
    since: datetime
    reason: str
    what: str
    do: str
    tries: int


@dataclass(frozen=True, slots=True)
class RefusedView:
    """Attempts refused for one reason from one machine."""

    node: str
    reason: str
    what: str
    do: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ProvisioningView:
    """How far the first provisioning has come; ``percent`` None before anything came."""

    words: str
    percent: int | None
    rows: int
    rows_total: int


@dataclass(frozen=True, slots=True)
class Status:
    """How this machine agrees with others at an instant. ``turned`` are own facts that others keep back,
    ``provisioning`` is None when it is over or never was."""

    at: datetime
    node: NodeView
    peers: tuple[PeerView, ...]
    held: tuple[HeldGroup, ...]
    turned: tuple[HeldGroup, ...]
    refused: tuple[RefusedView, ...]
    undecided: int
    provisioning: ProvisioningView | None = None

    @property
    def parent(self) -> PeerView | None:
        """The machine above; None for a root and for a machine that was never enrolled."""
        return next((peer for peer in self.peers if peer.role == "parent"), None)

    @property
    def children(self) -> tuple[PeerView, ...]:
        """The machines below."""
        return tuple(peer for peer in self.peers if peer.role == "child")

    @property
    def beside(self) -> tuple[PeerView, ...]:
        """The machines of the same level."""
        return tuple(peer for peer in self.peers if peer.role == "peer")

    @property
    def groups(self) -> tuple[tuple[str, tuple[PeerView, ...]], ...]:
        """The other machines but the one above, under a heading each."""
        return ((_("Tuyến dưới"), self.children), (_("Cùng tuyến"), self.beside))

    @property
    def clocks(self) -> tuple[PeerView, ...]:
        """The machines whose clock is wrong."""
        return tuple(peer for peer in self.peers if peer.clock)


def stage_words(stage: str) -> str:
    """How far an exchange has come, in words."""
    return {
        "": _("Chưa bắt đầu"),
        "hello": _("Đang chào hỏi"),
        "push": _("Đang gửi đi"),
        "pull": _("Đang nhận về"),
        "done": _("Đã xong"),
    }.get(stage, stage)


def minutes_words(seconds: float) -> str:
    """How far a clock is off, in words."""
    minutes = round(abs(seconds) / 60)
    days, hours = minutes // 1440, minutes // 60
    how = ngettext("%d phút", "%d phút", minutes) % minutes
    if days:
        how = ngettext("%d ngày", "%d ngày", days) % days
    elif hours:
        how = ngettext("%d giờ", "%d giờ", hours) % hours
    return _("nhanh %s") % how if seconds > 0 else _("chậm %s") % how
