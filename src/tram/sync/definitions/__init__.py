"""Definitions that travel: the machine at the root publishes a new version, every other takes it up by itself."""

from tram.sync.definitions.fit import Candidate, read
from tram.sync.definitions.publish import has_one_above, publish_definition, unfit
from tram.sync.definitions.taking_up import PublishedView, Settled, published_definitions, settle_definitions

__all__ = [
    "Candidate",
    "PublishedView",
    "Settled",
    "has_one_above",
    "publish_definition",
    "published_definitions",
    "read",
    "settle_definitions",
    "unfit",
]
