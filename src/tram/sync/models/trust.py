"""Who is who: certificates, revocations, loans (records); invitations, pins, conversations (this machine only)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tram.kernel.ids import IdField
from tram.kernel.records import Local, Record

KEY, SIGNATURE, SECRET, SESSION = 32, 64, 10, 16
PLACES, KINDS = 2000, 400


class Certificate(Record):
    """A parent's word about a machine: its key and its scope, signed. Counts only where the signatures lead to a pin.

    ``places`` and ``kinds`` are as ``Scope.parse`` reads them. A machine's newest certificate (``serial``) holds.
    """

    PLACE_COLUMN: ClassVar[str | None] = None
    PERSON_COLUMN: ClassVar[str | None] = None

    node = IdField(db_index=True)
    serial = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    public_key = models.BinaryField(max_length=KEY)
    parent = IdField()
    places = models.CharField(max_length=PLACES, blank=True, default="")
    kinds = models.CharField(max_length=KINDS, blank=True, default="")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    signature = models.BinaryField(max_length=SIGNATURE)

    class Meta:
        db_table = "sync_certificate"

    def __str__(self) -> str:
        return f"{self.name} {self.serial}"


class Revocation(Record):
    """A machine is trusted no more, signed by one above it. ``last_seq`` is how far its chain had been accepted."""

    PLACE_COLUMN: ClassVar[str | None] = None
    PERSON_COLUMN: ClassVar[str | None] = None

    node = IdField(db_index=True)
    parent = IdField()
    last_seq = models.BigIntegerField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    signature = models.BinaryField(max_length=SIGNATURE)

    class Meta:
        db_table = "sync_revocation"

    def __str__(self) -> str:
        return str(self.node)


class Loan(Record):
    """A person's record is lent to a machine whose places are not their home: until when, and why.

    ``commune`` is the person's home when it was lent. The person is named by id, not by key: the loan outlives the
    record at the borrower's, as its evidence.
    """

    PERSON_COLUMN: ClassVar[str | None] = "person"

    person = IdField()
    commune = models.CharField(max_length=5, blank=True, default="")
    node = IdField()
    reason = models.CharField(max_length=200)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()

    class Meta:
        db_table = "sync_loan"
        indexes = [
            models.Index(fields=["person", "node"], name="sync_loan_person"),
            models.Index(fields=["node", "valid_to"], name="sync_loan_node"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Invitation(Local):
    """A one-time code that was given out: what its bearer will be, and how often it was tried in vain.

    ``handle`` is the readable part of the code that finds it, ``secret`` the part that proves it. ``renews`` is the
    machine it is for, when it is for one that is known already.
    """

    handle = models.CharField(primary_key=True, max_length=4)
    secret = models.BinaryField(max_length=SECRET)
    name = models.CharField(max_length=120)
    places = models.CharField(max_length=PLACES, blank=True, default="")
    kinds = models.CharField(max_length=KINDS, blank=True, default="")
    days = models.PositiveIntegerField()
    renews = IdField(null=True)
    made_by = IdField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_by = IdField(null=True)
    used_key = models.BinaryField(max_length=KEY, null=True)

    class Meta:
        db_table = "sync_invitation"

    def __str__(self) -> str:
        return self.name


class PinRole(models.TextChoices):
    """What a pinned machine is to this one."""

    SELF = "self", "Máy này"
    PARENT = "parent", "Tuyến trên"
    ABOVE = "above", "Trên nữa"


class Pin(Local):
    """A machine whose key is known since this one was enrolled: itself, its parent, and those above.

    ``certificate`` is the certificate as it came then, signed (see ``rules.claims``).
    """

    node = IdField(primary_key=True)
    role = models.CharField(max_length=6, choices=PinRole.choices)
    certificate = models.BinaryField()

    class Meta:
        db_table = "sync_pin"
        constraints = [
            models.UniqueConstraint(fields=["role"], condition=~models.Q(role="above"), name="sync_pin_one_of_each")
        ]

    def __str__(self) -> str:
        return self.role


class Conversation(Local):
    """The conversation that is going on with a machine, and the last number heard in it; what is older is a replay."""

    node = IdField(primary_key=True)
    session = models.BinaryField(max_length=SESSION)
    number = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()

    class Meta:
        db_table = "sync_conversation"

    def __str__(self) -> str:
        return str(self.number)
