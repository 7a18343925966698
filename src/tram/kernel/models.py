"""Tables of the one log: nodes, facts, chain heads, and the log of reads."""

from __future__ import annotations

from django.db import models

from tram.kernel.ids import IdField, uuid7
from tram.kernel.records import Local

HASH_SIZE = 32


class Node(Local):
    """A machine that writes facts. Exactly one row is this machine (``here``)."""

    id = IdField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=5, blank=True, default="")
    here = models.BooleanField(default=False)
    seq = models.BigIntegerField(default=0)
    stamp = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=HASH_SIZE, default=bytes(HASH_SIZE))

    class Meta:
        db_table = "kernel_node"
        constraints = [
            models.UniqueConstraint(fields=["here"], condition=models.Q(here=True), name="kernel_node_one_here"),
        ]

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """One deed that was done: append-only, numbered and chained by hash per node."""

    id = IdField(primary_key=True, default=uuid7, editable=False)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    stamp = models.BigIntegerField()
    at = models.DateTimeField()
    actor = IdField()
    name = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    person = IdField(null=True)
    place = models.CharField(max_length=5, blank=True, default="")
    payload = models.BinaryField(null=True)
    salt = models.BinaryField(max_length=16, null=True)
    digest = models.BinaryField(max_length=HASH_SIZE)
    hash = models.BinaryField(max_length=HASH_SIZE)

    class Meta:
        db_table = "kernel_fact"
        constraints = [models.UniqueConstraint(fields=["node", "seq"], name="kernel_fact_chain")]
        indexes = [
            models.Index(fields=["person"], name="kernel_fact_person", condition=models.Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.seq}"


class ReadEntry(Local):
    """Someone looked at a person's record or at a list of people: who, whose, when, why. Never what it said."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = IdField()
    person = IdField(null=True)
    why = models.CharField(max_length=80)
    people = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "kernel_read_entry"
        indexes = [models.Index(fields=["person", "at"], name="kernel_read_person")]

    def __str__(self) -> str:
        return self.why
