"""The record as a Morango table: the columns of our observation, the partition of its commune."""

from django.db import models
from morango.models.core import SyncableModel

PROFILE = "village"


class Observation(SyncableModel):
    morango_profile = PROFILE
    morango_model_name = "observation"

    dataset = models.CharField(max_length=32)
    source = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    commune = models.CharField(max_length=5)
    day = models.CharField(max_length=10)
    status = models.CharField(max_length=12)
    at = models.CharField(max_length=32)
    system = models.CharField(max_length=120)
    code = models.CharField(max_length=60)
    number = models.CharField(max_length=20)
    unit = models.CharField(max_length=40)

    def calculate_source_id(self) -> str:
        return self.source

    def calculate_partition(self) -> str:
        return f"{self.dataset}:{self.commune}"
