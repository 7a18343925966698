"""The machines this one exchanges with: how far each way, how the last time went, when to try again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tram.kernel.ids import IdField
from tram.kernel.records import Local

KEY, SESSION = 32, 16
SMALL_BATCH = 16 * 1024


class PeerRole(models.TextChoices):
    """What another machine is to this one."""

    PARENT = "parent", _("Tuyến trên")
    CHILD = "child", _("Tuyến dưới")
    PEER = "peer", _("Cùng tuyến")


class Stage(models.TextChoices):
    """How far an exchange has come; none: never begun. An exchange that failed keeps the stage it failed in."""

    NONE = "", _("Chưa bắt đầu")
    HELLO = "hello", _("Chào hỏi")
    PUSH = "push", _("Gửi đi")
    PULL = "pull", _("Nhận về")
    DONE = "done", _("Xong")


class Peer(Local):
    """Another machine. ``pulled_…`` is how far this one has read the other's log, ``pushed_…`` the other this one's.

    A place in a log is an arrival number and the fact that stands there (``mark``); ``…_entering`` and ``…_within``
    say whose earlier facts are being sent in between (see ``talk.messages.Cursor``). ``pulled_scope`` is the scope
    this machine had while it read so far (None: it has not read): with another one it must read from the beginning;
    ``pushed_scope`` that of the other.
    ``reason`` and ``sentence`` tell why the last try failed, '' when it did not. ``waiting`` are facts still to go
    there, ``left`` those still to come. ``clock_offset`` is how many seconds the other's clock was ahead; ``size``
    the bytes of a batch that suit the line, ``rate`` bytes a second and ``latency`` seconds to an answer as last
    seen.
    """

    node = IdField(primary_key=True)
    name = models.CharField(max_length=120, blank=True, default="")
    role = models.CharField(max_length=6, choices=PeerRole.choices)
    address = models.CharField(max_length=250, blank=True, default="")
    pulled_arrival = models.BigIntegerField(default=0)
    pulled_mark = IdField(null=True)
    pulled_entering = models.BigIntegerField(default=0)
    pulled_within = models.BigIntegerField(default=0)
    pulled_scope = models.CharField(max_length=2500, null=True)
    pushed_scope = models.CharField(max_length=2500, null=True)
    pushed_arrival = models.BigIntegerField(default=0)
    pushed_mark = IdField(null=True)
    pushed_entering = models.BigIntegerField(default=0)
    pushed_within = models.BigIntegerField(default=0)
    stage = models.CharField(max_length=5, choices=Stage.choices, blank=True, default=Stage.NONE)
    last_try_at = models.DateTimeField(null=True)
    last_done_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True, default="")
    sentence = models.CharField(max_length=300, blank=True, default="")
    waiting = models.PositiveIntegerField(default=0)
    left = models.PositiveBigIntegerField(default=0)
    facts_out = models.PositiveBigIntegerField(default=0)
    facts_in = models.PositiveBigIntegerField(default=0)
    bytes_out = models.PositiveBigIntegerField(default=0)
    bytes_in = models.PositiveBigIntegerField(default=0)
    clock_offset = models.FloatField(null=True)
    size = models.PositiveIntegerField(default=SMALL_BATCH)
    rate = models.PositiveIntegerField(default=0)
    latency = models.FloatField(null=True)

    class Meta:
        db_table = "sync_peer"
        constraints = [
            models.UniqueConstraint(fields=["role"], condition=models.Q(role="parent"), name="sync_peer_one_parent")
        ]

    def __str__(self) -> str:
        return self.name


class Talk(Local):
    """What this machine, answering, must remember of a conversation, so that any of its processes can go on with it.

    ``have`` says which chains the other holds whole and how far (msgpack). ``began`` is where its reading began and
    ``head`` where this machine's log ended then.
    """

    node = IdField(primary_key=True)
    session = models.BinaryField(max_length=SESSION)
    have = models.BinaryField()
    dictionary = models.PositiveSmallIntegerField(default=0)
    began = models.BigIntegerField(null=True)
    head = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "sync_talk"

    def __str__(self) -> str:
        return str(self.node)


class Turned(Local):
    """A fact of this machine that another one keeps back, and its reason (``scope.place``, ``reference.missing`` …)."""

    id = models.BigAutoField(primary_key=True)
    peer = IdField()
    node = IdField()
    seq = models.BigIntegerField()
    reason = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        db_table = "sync_turned"
        constraints = [models.UniqueConstraint(fields=["peer", "node", "seq"], name="sync_turned_once")]

    def __str__(self) -> str:
        return self.reason
