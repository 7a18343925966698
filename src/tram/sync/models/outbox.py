"""Messages to outside systems, and what this machine alone knows of sending them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tram.kernel.ids import IdField
from tram.kernel.records import Local, Record


class MessageState(models.TextChoices):
    """How far a message has come. ``by_hand``: told in another way, on paper or on the system's own page."""

    PENDING = "pending", _("Chờ gửi")
    SENT = "sent", _("Đã gửi, chờ trả lời")
    ACCEPTED = "accepted", _("Đã nhận")
    REFUSED = "refused", _("Bị từ chối")
    BY_HAND = "by_hand", _("Đã báo bằng tay")
    WITHDRAWN = "withdrawn", _("Không cần gửi nữa")


class MessageKind(models.TextChoices):
    """What a message does: reports something, or takes an earlier report back."""

    REPORT = "report", _("Báo cáo")
    WITHDRAWAL = "withdrawal", _("Rút báo cáo")


class Message(Record):
    """Something an outside system must be told.

    ``subject`` is the row it speaks of, ``fact`` the one it follows from, ``since`` the instant its time runs from.
    ``body`` is JSON, ``digest`` its SHA-256 in hex.
    """

    PERSON_COLUMN: ClassVar[str | None] = "person_id"

    commune = models.CharField(max_length=5, blank=True, default="")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    destination = models.CharField(max_length=60)
    rule = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=MessageKind.choices, default=MessageKind.REPORT)
    subject = IdField()
    key = models.CharField(max_length=60, blank=True, default="")
    fact = IdField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.PENDING)
    tries = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=120, blank=True, default="")
    reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "sync_message"
        indexes = [
            models.Index(fields=["state", "due_at"], name="sync_message_due"),
            models.Index(fields=["subject"], name="sync_message_subject"),
            models.Index(fields=["person"], name="sync_message_person", condition=models.Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.destination} {self.id}"


class Route(Local):
    """That this machine sends to a destination: where it listens, for which communes, how far the log was read,
    since when it does not answer.

    ``places`` are commune codes parted by blanks, "" for every place. No row, or one that is off: another machine's
    business.
    """

    destination = models.CharField(max_length=60, primary_key=True)
    address = models.CharField(max_length=250, blank=True, default="")
    places = models.CharField(max_length=2000, blank=True, default="")
    on = models.BooleanField(default=True)
    arrival = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "sync_route"

    def __str__(self) -> str:
        return self.destination


class Trying(Local):
    """Attempts at a message that is not through yet: how many, the last reason, when to try again."""

    message = IdField(primary_key=True)
    tries = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    next_at = models.DateTimeField()
    reason = models.CharField(max_length=250, blank=True, default="")

    class Meta:
        db_table = "sync_trying"

    def __str__(self) -> str:
        return str(self.message)
