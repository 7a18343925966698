"""How far the first provisioning of this machine has come."""

from __future__ import annotations

from django.db import models

from tram.kernel.ids import IdField
from tram.kernel.records import Local


class ProvisioningState(models.TextChoices):
    """Asked for, being received, all there."""

    ASKED = "asked", "Đang chờ tuyến trên chuẩn bị"
    RECEIVING = "receiving", "Đang nhận"
    DONE = "done", "Đã nhận đủ"


class Provisioning(Local):
    """The snapshot this machine begins with: at most one row.

    ``manifest`` is sealed as it came; ``chunk`` of ``total`` chunks are taken in, ``received`` of ``size`` bytes have
    come. ``people`` and ``rows`` count what is taken in.
    """

    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    snapshot = IdField(null=True)
    parent = IdField()
    manifest = models.BinaryField(default=bytes)
    state = models.CharField(max_length=9, choices=ProvisioningState.choices, default=ProvisioningState.ASKED)
    chunk = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    received = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    rows_total = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sync_provisioning"
        constraints = [models.CheckConstraint(condition=models.Q(only=1), name="sync_provisioning_only")]

    def __str__(self) -> str:
        return self.state
