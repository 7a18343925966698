"""Attempts that were refused: counted by machine and reason, for the people who look after this machine."""

from __future__ import annotations

from django.db import models

from tram.kernel.ids import IdField
from tram.kernel.records import Local


class Refused(Local):
    """How often a machine (all zeros: one that did not say who it is) was refused for a reason, first and last when."""

    id = models.BigAutoField(primary_key=True)
    node = IdField()
    reason = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "sync_refused"
        constraints = [models.UniqueConstraint(fields=["node", "reason"], name="sync_refused_once")]

    def __str__(self) -> str:
        return self.reason
