"""Definitions that travel: the machine at the root publishes a new version, every other takes it up by itself."""

from tram.sync.definitions.publish import publish_definition
from tram.sync.definitions.taking_up import Settled, published_definitions, settle_definitions

__all__ = ["Settled", "publish_definition", "published_definitions", "settle_definitions"]
