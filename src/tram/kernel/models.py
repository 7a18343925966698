"""Tables of the one log: nodes, facts and what waits, versions of rows, and the log of reads."""

from __future__ import annotations

from django.db import models

from tram.kernel.ids import IdField, uuid7
from tram.kernel.records import Local, Projection

HASH_SIZE = 32


class Node(Local):
    """A machine that writes facts. Exactly one row is this machine (``here``); it also counts what it took in.

    ``seq``, ``stamp`` and ``hash`` are those of the last fact of its chain that is held here.
    """

    id = IdField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=5, blank=True, default="")
    here = models.BooleanField(default=False)
    seq = models.BigIntegerField(default=0)
    stamp = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=HASH_SIZE, default=bytes(HASH_SIZE))
    arrivals = models.BigIntegerField(default=0)

    class Meta:
        db_table = "kernel_node"
        constraints = [
            models.UniqueConstraint(fields=["here"], condition=models.Q(here=True), name="kernel_node_one_here"),
        ]

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """One deed that was done, here or elsewhere: append-only, numbered and chained by hash per node.

    ``arrival`` is this machine's own number: the order in which it took facts in, without gaps, so that another machine
    can ask for everything since. A fact that waits (see ``Held``) is numbered anew when it is applied.
    """

    arrival = models.BigIntegerField(primary_key=True)
    id = IdField(default=uuid7, editable=False)
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
            models.Index(fields=["place"], name="kernel_fact_place", condition=models.Q(person__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.seq}"


class Gap(Local):
    """A place where a chain held here begins anew, because what stands before concerns other places.

    ``previous`` is the hash of the fact before ``seq``.
    """

    id = models.BigAutoField(primary_key=True)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    previous = models.BinaryField(max_length=HASH_SIZE)

    class Meta:
        db_table = "kernel_gap"
        constraints = [models.UniqueConstraint(fields=["node", "seq"], name="kernel_gap_once")]

    def __str__(self) -> str:
        return str(self.seq)


class Held(Local):
    """A fact that is kept and not applied, and why; tried again when what it lacks may be there.

    ``reason`` is a code (``reference.missing``, ``version.unknown``, ``scope.place`` …); ``needs_table`` and
    ``needs_id`` name the row it misses.
    """

    fact = models.OneToOneField(Fact, primary_key=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    detail = models.CharField(max_length=200, blank=True, default="")
    needs_table = models.CharField(max_length=60, blank=True, default="")
    needs_id = IdField(null=True)
    tries = models.PositiveIntegerField(default=1)
    since = models.DateTimeField()

    class Meta:
        db_table = "kernel_held"
        indexes = [
            models.Index(fields=["needs_id"], name="kernel_held_needs", condition=models.Q(needs_id__isnull=False)),
            models.Index(fields=["reason"], name="kernel_held_reason"),
        ]

    def __str__(self) -> str:
        return self.reason


class Version(Projection):
    """One change of a row: which versions it was based on (stamps, blank-separated) and the columns it wrote (JSON).

    Follows from the facts and can be rebuilt; the first writing of a row needs no entry.
    """

    id = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=60)
    row = IdField()
    stamp = models.BigIntegerField()
    based_on = models.TextField()
    values = models.TextField()
    node = IdField()
    seq = models.BigIntegerField()

    class Meta:
        db_table = "kernel_version"
        constraints = [models.UniqueConstraint(fields=["row", "node", "seq"], name="kernel_version_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.stamp}"


class Fork(Projection):
    """A row that several machines changed without knowing of each other.

    ``heads`` are the stamps of its newest versions (blank-separated). ``columns`` names the columns whose values differ
    and wait for a person's decision; none, when the changes went together by themselves.
    """

    row = IdField(primary_key=True)
    table = models.CharField(max_length=60)
    heads = models.TextField()
    columns = models.TextField(blank=True, default="")
    person = IdField(null=True)
    commune = models.CharField(max_length=5, blank=True, default="")

    class Meta:
        db_table = "kernel_fork"
        indexes = [
            models.Index(fields=["commune"], name="kernel_fork_open", condition=~models.Q(columns="")),
            models.Index(fields=["person"], name="kernel_fork_person", condition=models.Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.columns


class Base(Local):
    """A piece of the snapshot a new machine began with: rows and versions as they stood then, by columns (zstd)."""

    number = models.PositiveIntegerField(primary_key=True)
    digest = models.BinaryField(max_length=HASH_SIZE)
    content = models.BinaryField()

    class Meta:
        db_table = "kernel_base"

    def __str__(self) -> str:
        return str(self.number)


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
